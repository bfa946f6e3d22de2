"""Wake: tickets whose time has come are back in sight, each once however many replicas look."""

from datetime import datetime

from owona_bot.database import snooze
from owona_bot.database.engine import Database

BY = "bot:wake"

AT_ONCE = 100


async def wake_due(db: Database, now: datetime) -> int:
    """By the desk's clock; answers how many, AT_ONCE at most. Raises Unavailable."""
    async with db.read_raw() as raw:
        if not await snooze.due(raw, now):
            return 0
    async with db.change_raw(by=BY) as raw:
        return await snooze.wake_due(raw, now, AT_ONCE)
