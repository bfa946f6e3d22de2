"""Go on: a customer who writes on a merged ticket has answered where it goes on; the merged one stays closed."""

from uuid import UUID

from owona_bot.database import lost_letters, merges
from owona_bot.database.engine import Database

BY, BY_MAIL = "bot:merge", "bot:mail"


async def go_on(db: Database, ticket: UUID, message: UUID) -> bool:
    """As if it was written on `ticket`; False where its status was told since, or it was answered."""
    async with db.change(by=BY) as tx:
        return await merges.lock_one(tx, ticket) and await merges.reopen(tx, ticket, message)


async def stay_closed(db: Database, ticket: UUID) -> None:
    """What the site's own reply route had opened; one that was parted meanwhile stays as it is."""
    async with db.change(by=BY) as tx:
        if await merges.lock_one(tx, ticket):
            await merges.close(tx, ticket)


async def go_on_unread(db: Database, mail: int) -> bool:
    """Its customer never had the answer; False where nobody waited for them, or it was answered since."""
    async with db.change_raw(by=BY_MAIL) as raw:
        return await lost_letters.go_on(raw, mail)
