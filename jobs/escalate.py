"""Escalate: each second, the steps of chains that are due."""

import asyncio

from owona_bot.desk import Desk
from owona_bot.services.step import AT_ONCE, step_due

EVERY = 1.0
"""Seconds."""


async def keep_escalating(desk: Desk) -> None:
    """For ever; by the desk's clock."""
    while True:
        while await step_due(desk.db, desk.clock(), desk.sla.calendars) == AT_ONCE:
            pass
        await asyncio.sleep(EVERY)
