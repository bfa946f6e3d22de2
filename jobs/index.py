"""Index: what has been planned is a moment later in lists and search; at first start, bit by bit, all that is there."""

import structlog

from owona_bot.database import index
from owona_bot.desk import Desk

EVERY = 0.5
"""Seconds between two looks at what waits; whoever reads a list settles what is newer."""

log = structlog.get_logger()


async def keep_indexing(desk: Desk, every: float = EVERY) -> None:
    """For ever."""
    while True:
        while await index.work(desk.db):
            pass
        await desk.rest(every)
