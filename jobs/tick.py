"""Tick: each second, whatever of the schedule is due; and its runs, each by one worker, on to its end."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from asyncpg import DataError

from owona_bot.database.engine import GONE
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Later
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.schedule import Run
from owona_bot.domain.text import first_line
from owona_bot.services.schedule import end_run, fire_due, renew_run, settle_schedule, take_run

EVERY = 1.0
"""Seconds between two looks."""

log = structlog.get_logger()


async def keep_ticking(desk: Desk) -> None:
    """For ever, by the desk's clock."""
    await settle_schedule(desk.db, desk.zone.key, desk.clock())
    while True:
        while await fire_due(desk.db, desk.clock()):
            pass
        await desk.rest(EVERY)


@dataclass(frozen=True, slots=True)
class Runner:
    """Works on runs, one after the other; `lease` is renewed meanwhile, so that only a dead one's runs out."""

    desk: Desk
    lease: timedelta

    async def keep_running(self) -> None:
        """For ever."""
        while True:
            while await self.run_next():
                pass
            await self.desk.rest(EVERY)

    async def run_next(self) -> bool:
        """False when nothing waits."""
        run = await take_run(self.desk.db, self.lease)
        if run is None:
            return False
        log.info("schedule.begun", job=run.name, run=run.id, attempt=run.attempt)
        await self.carry_out(run)
        return True

    async def carry_out(self, run: Run) -> None:
        """It ends done or failed; in an outage it stays as it is, and whoever comes next goes on with it."""
        try:
            outcome = await self.act(run)
        except DataError as poison:  # asyncpg counts it among its broken connections
            await self.failed(run, poison)
        except (*GONE, Unavailable, Later):
            raise
        except Exception as fault:  # noqa: BLE001 - a job that fails is kept with its reason, and the others go on
            await self.failed(run, fault)
        else:
            await end_run(self.desk.db, run, outcome)
            log.info("schedule.done", job=run.name, run=run.id, **outcome)

    async def act(self, run: Run) -> Mapping[str, int]:
        """Raises Later once the lease is lost, for another worker has begun it, and nothing of it goes on here."""
        if run.job not in self.desk.errands:
            raise LookupError(f"there is no job {run.job}")
        act = asyncio.ensure_future(self.desk.errands[run.job].do(run))
        try:
            while not (await asyncio.wait({act}, timeout=self.lease.total_seconds() / 3))[0]:
                if not await self.holds(run):
                    raise Later("the lease was lost")
            return act.result()
        finally:
            act.cancel()
            await asyncio.wait({act})

    async def holds(self, run: Run) -> bool:
        """Renewed. Without a database nobody can have taken it either; it is asked again."""
        try:
            return await renew_run(self.desk.db, run, self.lease)
        except Unavailable:
            return True

    async def failed(self, run: Run, fault: Exception) -> None:
        """Kept with its reason; the log has all of it."""
        log.error("schedule.failed", job=run.name, run=run.id, exc_info=fault)
        await end_run(self.desk.db, run, None, first_line(fault))
