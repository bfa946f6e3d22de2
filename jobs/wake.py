"""Wake: each second, whatever was put away until now."""

from owona_bot.desk import Desk
from owona_bot.services.wake import AT_ONCE, wake_due

EVERY = 1.0
"""Seconds."""


async def keep_waking(desk: Desk) -> None:
    """For ever; by the desk's clock, which the demo moves: no delivery's `not_before` knows that one."""
    while True:
        while await wake_due(desk.db, desk.clock()) == AT_ONCE:
            pass
        await desk.rest(EVERY)
