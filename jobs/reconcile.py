"""Reconcile: everything at start and each quarter of an hour, each minute what was written lately."""

import asyncio
import itertools
from datetime import timedelta

import structlog

from owona_bot.database import clocks, deliveries, index, paces, reconcile
from owona_bot.desk import Desk

EVERY = 60.0
"""Seconds between two looks at what was written lately."""

LATELY = timedelta(minutes=10)

WHOLE = 15
"""Each so many looks everything is compared."""

log = structlog.get_logger()


async def keep_reconciling(desk: Desk, every: float = EVERY) -> None:
    """For ever; the first look is at everything."""
    for n in itertools.count():
        await look(desk, reconcile.EVER if n % WHOLE == 0 else LATELY)
        await asyncio.sleep(every)


async def look(desk: Desk, lately: timedelta = reconcile.EVER) -> None:
    """One comparison, of all or of what was written `lately`; what it finds is a fault that the log names."""
    async with desk.db.raw.acquire() as raw:
        if strays := await deliveries.free_strays(raw):
            log.error("reconcile.strays", deliveries=strays)
            desk.workers.ring()
        if ahead := await paces.draw_near(raw):
            log.warning("reconcile.lanes_ahead", lanes=ahead)
            desk.workers.ring()
        if missing := await reconcile.missing_triggers(raw):
            log.error("reconcile.triggers_missing", triggers=sorted(missing))
        async with raw.transaction():
            missed = await reconcile.catch_up(raw, lately)
            stale = 0 if missed is None else await index.compare(raw, lately)
            unclocked = 0 if missed is None else await clocks.compare(raw, lately)
    if stale:
        log.info("reconcile.unindexed", tickets=stale)
    if unclocked:
        log.info("reconcile.unclocked", tickets=unclocked)
    if missed is not None and missed.total:
        log.warning("reconcile.caught_up", missed=str(missed))


async def keep_expiring(desk: Desk) -> None:
    """Each second: leases of a process that died go back to the queue."""
    while True:
        async with desk.db.raw.acquire() as raw:
            expired = await deliveries.expire(raw)
        if expired:
            log.warning("deliver.leases_expired", deliveries=expired)
            desk.workers.ring()
        await desk.rest(1)
