"""Deadlines: what happened moves clocks within a second, and each second what has passed is told."""

from owona_bot.desk import Desk
from owona_bot.services.fold import AT_ONCE, EVERY, fold_waiting
from owona_bot.services.sweep import sweep

SWEEP_EVERY = 1.0
"""Seconds."""

BREATH = 0.05
"""Seconds between two full batches: at first start a million tickets wait, and the desk goes on meanwhile."""


async def keep_clocks(desk: Desk, every: float = EVERY) -> None:
    """For ever."""
    while True:
        folded = await fold_waiting(desk.db, desk.sla, desk.clock())
        await desk.rest(BREATH if folded == AT_ONCE else every)


async def keep_sweeping(desk: Desk, every: float = SWEEP_EVERY) -> None:
    """For ever; by the desk's clock."""
    while True:
        await sweep(desk.db, desk.clock(), desk.chains)
        await desk.rest(every)
