"""The desk's clock is the database's: what a machine's own clock says does nothing."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from jobs.time import keep_time
from owona_bot.database.engine import Database
from owona_bot.database.time import NOW, SLOW, DeskClock, Look, desk_clock
from owona_bot.playground.stage import until

pytestmark = pytest.mark.database

AT_ONCE = timedelta(0)
NEAR = timedelta(seconds=1)
"""For a round trip on a busy machine."""


def counted_from(start: float) -> Callable[[], float]:
    return lambda: time.monotonic() + start


async def there(db: Database) -> datetime:
    async with db.read_raw() as raw:
        moment: datetime = await raw.fetchval(NOW)
        return moment


async def test_machines_whose_counts_have_nothing_in_common_tell_the_same_second(db: Database) -> None:
    """One was started just now and the other ten minutes ago: only how far a count moves tells something."""
    clocks = [await desk_clock(db, AT_ONCE, counted_from(start)) for start in (0.0, 600.0, -86_400.0)]
    now = await there(db)
    assert [clock for clock in clocks if abs(clock() - now) > NEAR] == []


def test_between_two_looks_the_steady_count_carries_it_on() -> None:
    count = [100.0]
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    clock = DeskClock(Look(noon, 100.0, 0.001), timedelta(days=1), lambda: count[0])
    assert clock() == noon + timedelta(days=1)
    count[0] += 7.5
    assert clock() == noon + timedelta(days=1, seconds=7.5)


async def test_a_look_that_took_long_is_not_believed_and_the_next_is(db: Database) -> None:
    """Somebody who waits a second for an answer does not know when in it the database looked at its clock."""
    steps = iter([0.0, 0.001, 50.0, 50.0 + 3 * SLOW, 50.0 + 4 * SLOW, 60.0, 60.001, 60.001])
    clock = await desk_clock(db, AT_ONCE, lambda: next(steps))
    await clock.look(db)
    assert clock() - await there(db) > timedelta(seconds=49)
    await clock.look(db)
    assert abs(clock() - await there(db)) < NEAR


async def test_it_follows_the_database(db: Database) -> None:
    """A clock that was an hour wrong is right after one look of the job."""
    clock = DeskClock(Look(await there(db) - timedelta(hours=1), 0.0, 0.001), AT_ONCE, lambda: 0.0)
    job = asyncio.create_task(keep_time(db, clock, 0.01))

    async def right() -> bool:
        return abs(clock() - await there(db)) < NEAR

    try:
        await until(right, "the clock is set")
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job
