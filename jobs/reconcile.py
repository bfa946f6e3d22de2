"""Reconcile: at start, each minute what is recent enough to matter, and the queue's own strays."""

import asyncio

import structlog

from owona_bot.database import deliveries, reconcile
from owona_bot.desk import Desk

EVERY = 60.0
"""Seconds."""

log = structlog.get_logger()


async def keep_reconciling(desk: Desk, every: float = EVERY) -> None:
    """For ever."""
    while True:
        await look(desk)
        await asyncio.sleep(every)


async def look(desk: Desk) -> None:
    """One comparison; whatever it finds is a fault that the log names."""
    async with desk.db.raw.acquire() as raw:
        if missing := await reconcile.missing_triggers(raw):
            log.error("reconcile.triggers_missing", triggers=sorted(missing))
        async with raw.transaction():
            missed = await reconcile.catch_up(raw)
        if missed is not None and missed.total:
            log.warning("reconcile.caught_up", missed=str(missed))
        if strays := await deliveries.free_strays(raw):
            log.error("reconcile.strays", deliveries=strays)
            desk.workers.ring()


async def keep_expiring(desk: Desk) -> None:
    """Each second: leases of a process that died go back to the queue."""
    while True:
        async with desk.db.raw.acquire() as raw:
            expired = await deliveries.expire(raw)
        if expired:
            log.warning("deliver.leases_expired", deliveries=expired)
            desk.workers.ring()
        await asyncio.sleep(1)
