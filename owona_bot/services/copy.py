"""Copy: an answer stands in a second ticket too, whose requester is another."""

from uuid import UUID

from owona_bot.database import copies, merges
from owona_bot.database.engine import Database


async def copy_answer(db: Database, message: UUID, ticket: UUID, copy: UUID, by: str) -> bool:
    """As `copy`, by whoever gave it; False where it stands already, or either is gone.

    What the requester's own words had opened is closed again as long as the ticket goes on elsewhere.
    """
    async with db.change(by=by) as tx:
        if not await merges.lock_one(tx, ticket) or not await copies.answer(tx, ticket, message, copy):
            return False
        await copies.belongings(tx, ticket, {message: copy})
        await merges.close(tx, ticket)
    return True
