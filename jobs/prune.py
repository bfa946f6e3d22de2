"""Prune: each hour, so that the ledger stays as small as what is going on."""

import asyncio
from datetime import timedelta

from owona_bot.database.prune import prune
from owona_bot.desk import Desk

FINISHED = timedelta(days=30)

KNOCKS = timedelta(days=7)
"""Slack brings an event again for minutes, after an outage for hours."""


async def keep_pruning(desk: Desk) -> None:
    """For ever."""
    while True:
        async with desk.db.raw.acquire() as raw:
            await prune(raw, FINISHED, KNOCKS)
        await asyncio.sleep(3600)
