"""Bulk: acts on many tickets are done one after the other, and their owner sees how far they have come."""

import asyncio

from owona_bot.database.bulks import Item
from owona_bot.desk import Desk
from owona_bot.services.bulk import bulks_run, tell_progress, work_bulk

EVERY = 1.0
"""Seconds between two looks for one that was started."""

TOLD = 2.0
"""Seconds between two words about how far it has come."""


async def keep_working(desk: Desk) -> None:
    """For ever; replicas share a bulk's tickets."""
    while True:
        if await bulks_run(desk.db):
            await work_through(desk)
        await desk.rest(EVERY)


async def work_through(desk: Desk) -> None:
    """All that can be done now."""
    clock = asyncio.get_running_loop().time
    moved: list[Item] = []
    told = clock()
    while (item := await work_bulk(desk.db)) is not None:
        moved.append(item)
        if clock() - told >= TOLD:
            await tell_progress(desk.db, moved)
            moved, told = [], clock()
    await tell_progress(desk.db, moved)
