"""Hand-over: each second, whoever is on call from now on is told."""

from owona_bot.desk import Desk
from owona_bot.services.on_call import hand_over

EVERY = 1.0
"""Seconds."""


async def keep_handing_over(desk: Desk) -> None:
    """For ever; by the desk's clock. A hand-over that nobody noticed is told when somebody looks again."""
    while True:
        await hand_over(desk.db, desk.clock())
        await desk.rest(EVERY)
