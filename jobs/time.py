"""Time: every few seconds the desk's clock is set by the database's."""

import asyncio

from owona_bot.database.engine import Database
from owona_bot.database.time import DeskClock

EVERY = 5.0
"""Seconds: in so many a machine's count goes wrong by less than a millisecond."""


async def keep_time(db: Database, clock: DeskClock, every: float = EVERY) -> None:
    """For ever."""
    while True:
        await asyncio.sleep(every)
        await clock.look(db)
