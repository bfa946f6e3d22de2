"""The schedule's jobs as the bot runs them: fired by the desk's clock, carried out, kept when they fail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jobs.prune import Prune
from jobs.tick import Runner, keep_ticking
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Later
from owona_bot.domain.schedule import BUILT_IN, Forecast, Run
from owona_bot.playground.stage import until
from owona_bot.services.schedule import fire_due, run_by_operator, settle_schedule

pytestmark = pytest.mark.database

LEASE = timedelta(seconds=30)
SHORT = timedelta(seconds=0.6)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)

LAST = "select state, attempts, outcome, reason, missed from owona_bot.schedule_runs order by id desc limit 1"
RUN_OUT = "update owona_bot.schedule_runs set leased_until = now() - interval '1 second' where state = 'running'"
ALARMS = "select count(*) from owona_bot.events where kind = 'schedule.ran' and payload -> 'alarm' = 'true'"


@dataclass
class Errand:
    """Waits until it may go on, then ends as told."""

    ends: Callable[[], Mapping[str, int]] = dict
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    done: int = 0
    days: int | None = None

    async def look(self, most: int) -> Forecast:
        return Forecast()

    async def do(self, run: Run) -> Mapping[str, int]:
        self.begun += 1
        await self.goes_on.wait()
        self.done += 1
        return self.ends()


@pytest.fixture
async def settled(desk: Desk) -> Desk:
    await settle_schedule(desk.db, "Europe/Berlin", NOW)
    return desk


def with_errand(desk: Desk, errand: Errand, name: str = "prune") -> Desk:
    return replace(desk, errands={name: errand})


async def last(raw: Raw) -> Any:
    return await raw.fetchrow(LAST)


@asynccontextmanager
async def going_on(job: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(job)
    try:
        yield
    finally:
        task.cancel()


async def test_what_a_job_did_is_kept(settled: Desk, raw: Raw) -> None:
    errand = Errand(lambda: {"rows": 3})
    errand.goes_on.set()
    await run_by_operator(settled.db, "prune", NOW)
    runner = Runner(with_errand(settled, errand), LEASE)
    assert await runner.run_next()
    assert not await runner.run_next()
    row = await last(raw)
    assert (row["state"], row["outcome"]) == ("done", {"rows": 3})


async def test_one_that_fails_is_kept_without_what_a_customer_may_have_written(settled: Desk, raw: Raw) -> None:
    def broken() -> Mapping[str, int]:
        raise ValueError("bad row\nDETAIL: Key (title)=(Geheim)")

    errand = Errand(broken)
    errand.goes_on.set()
    await run_by_operator(settled.db, "prune", NOW)
    await Runner(with_errand(settled, errand), LEASE).run_next()
    row = await last(raw)
    assert (row["state"], row["reason"]) == ("failed", "ValueError: bad row")
    assert await raw.fetchval(ALARMS) == 1


async def test_a_job_that_this_version_does_not_know_fails_in_words(settled: Desk, raw: Raw) -> None:
    await raw.execute("update owona_bot.schedule set job = 'moonshine' where name = 'prune'")
    await run_by_operator(settled.db, "prune", NOW)
    await Runner(with_errand(settled, Errand()), LEASE).run_next()
    row = await last(raw)
    assert (row["state"], row["reason"]) == ("failed", "LookupError: there is no job moonshine")


async def a_long_run(settled: Desk, raw: Raw, errand: Errand) -> asyncio.Task[bool]:
    """Begun, and its lease renewed once at least."""
    await run_by_operator(settled.db, "prune", NOW)
    runs = asyncio.create_task(Runner(with_errand(settled, errand), SHORT).run_next())
    first: list[datetime] = []

    async def renewed() -> bool:
        until_then = await raw.fetchval("select leased_until from owona_bot.schedule_runs where state = 'running'")
        first.extend([until_then] if until_then and not first else [])
        return bool(first and until_then > first[0])

    await until(renewed, "it is renewed")
    return runs


async def test_a_long_job_keeps_its_lease_and_ends_when_it_has_lost_it(settled: Desk, raw: Raw) -> None:
    errand = Errand()
    first = await a_long_run(settled, raw, errand)
    await raw.execute("update owona_bot.schedule_runs set attempts = attempts + 1")
    with pytest.raises(Later, match="the lease was lost"):
        await first
    assert (errand.begun, errand.done) == (1, 0)


@dataclass
class Tidying(Errand):
    """Cancelled, it still has something to put away."""

    tidied: bool = False

    async def do(self, run: Run) -> Mapping[str, int]:
        try:
            return await Errand.do(self, run)
        finally:
            for _ in range(3):
                await asyncio.sleep(0)
            self.tidied = True


async def test_who_has_lost_a_job_takes_no_other_before_its_work_has_ended(settled: Desk, raw: Raw) -> None:
    errand = Tidying()
    first = await a_long_run(settled, raw, errand)
    await raw.execute("update owona_bot.schedule_runs set attempts = attempts + 1")
    with pytest.raises(Later):
        await first
    assert errand.tidied


async def test_whoever_comes_after_a_dead_worker_goes_on_with_its_run(settled: Desk, raw: Raw) -> None:
    dead, errand = Errand(), Errand(lambda: {"rows": 1})
    await run_by_operator(settled.db, "prune", NOW)
    first = asyncio.create_task(Runner(with_errand(settled, dead), LEASE).run_next())

    async def begun() -> bool:
        return dead.begun == 1

    await until(begun, "it has begun")
    first.cancel()
    await raw.execute(RUN_OUT)
    errand.goes_on.set()
    assert await Runner(with_errand(settled, errand), LEASE).run_next()
    row = await last(raw)
    assert (row["state"], row["attempts"], row["outcome"]) == ("done", 2, {"rows": 1})


async def test_it_fires_by_the_desks_clock_whatever_the_databases_says(desk: Desk, raw: Raw) -> None:
    ahead = [timedelta()]
    ticking = replace(desk, clock=lambda: datetime.now(UTC) + ahead[0])

    async def missed() -> int | None:
        found: int | None = await raw.fetchval("select missed from owona_bot.schedule_runs where name = 'prune'")
        return found

    async def settled() -> bool:
        return bool(await raw.fetchval("select count(*) from owona_bot.schedule") == len(BUILT_IN))

    async with going_on(keep_ticking(ticking)):
        await until(settled, "the built-in jobs are there")
        assert await missed() is None
        ahead[0] = DAY
        assert await until(missed, "prune has fired") in (22, 23)


async def test_pruning_takes_what_looking_counted(settled: Desk, raw: Raw) -> None:
    await raw.execute(
        """insert into owona_bot.inbox (key, created_at)
           select 'old:' || n, now() - interval '9 days' from generate_series(1, 4) n"""
    )
    await raw.execute("insert into owona_bot.inbox (key) values ('new')")
    for days in (90, 60, 40, 1):
        await raw.execute(
            """insert into owona_bot.schedule_runs (name, job, due_at, fired_at, state, finished_at)
               values ('remind', 'remind', now() - $1::interval, now(), 'done', now() - $1::interval)""",
            timedelta(days=days),
        )
    prune = Prune(settled)
    looked = (await prune.look(10)).rows
    assert (looked["inbox"], looked["schedule_runs"], looked["deliveries"]) == (4, 3, 0)
    assert await raw.fetchval("select count(*) from owona_bot.inbox where key like 'old:%'") == 4
    await run_by_operator(settled.db, "prune", NOW)
    await Runner(replace(settled, errands={"prune": prune}), LEASE).run_next()
    assert (await last(raw))["outcome"] == {"rows": sum(looked.values())}
    assert sum((await prune.look(10)).rows.values()) == 0
    assert await raw.fetchval("select count(*) from owona_bot.inbox where key = 'new'") == 1


async def test_the_last_run_of_a_job_outlives_pruning(settled: Desk, raw: Raw) -> None:
    await fire_due(settled.db, NOW + DAY)
    await raw.execute("update owona_bot.schedule_runs set state = 'done', finished_at = now() - interval '400 days'")
    assert (await Prune(settled).look(10)).rows["schedule_runs"] == 0
