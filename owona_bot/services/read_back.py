"""Read back: what people did in threads while nobody listened, kept as if its events had come."""

from collections.abc import Sequence
from datetime import datetime

from owona_bot.database import read_back
from owona_bot.database.engine import Database
from owona_bot.domain.note import Act, Heard
from owona_bot.domain.read_back import Newest, unheard
from owona_bot.services.note import keep_heard


async def kept_of(db: Database, channel: str, thread: str) -> dict[str, Newest]:
    """What we know of a thread, by ts; to be asked before Slack is, or what comes meanwhile would seem deleted."""
    async with db.read_raw() as raw:
        return await read_back.kept(raw, channel, thread)


async def keep_missed(db: Database, told: Sequence[Heard], newest: Newest | None, since: datetime) -> int:
    """Versions of one message that nobody has heard; answers how many. Twice does no harm."""
    missed = unheard(told, newest, since)
    for one in missed:
        await keep_heard(db, one, None)
    return len(missed)


def not_among(kept: dict[str, Newest], found: set[str]) -> list[str]:
    """What should stand in the thread and was not found there."""
    return [ts for ts, newest in kept.items() if newest.act is not Act.DELETED and ts not in found]


async def keep_deletion(db: Database, channel: str, ts: str) -> bool:
    """Once; False where it is known already."""
    async with db.change_raw(by="bot:read_back") as raw:
        return await read_back.keep_gone(raw, channel, ts) is not None
