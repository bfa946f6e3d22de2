"""Whose turn it is, by itself: woken by what was planned, each second by what says nothing, asleep where it is off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jobs.assign import Assign, keep_assigning
from jobs.plan import Lanes, keep_planning
from owona_bot.database.engine import Database, Raw
from owona_bot.database.listen import listen
from owona_bot.desk import Desk
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.schedule import Run
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from tests.services.team import a_team
from tests.services.turns import LOAD, Floor

pytestmark = pytest.mark.database

RUN = Run(1, "assign", "assign", {}, datetime.now(UTC), None, 1)

QUEUE = "select count(*) from owona_bot.assign_queue"


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


@asynccontextmanager
async def at_work(desk: Desk, lanes: Lanes) -> AsyncIterator[None]:
    """A bot that plans and gives tickets away."""
    jobs = (listen(desk.db, desk.planner), keep_planning(desk, lanes), keep_assigning(desk))
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_ticket_that_is_written_is_given_by_two_bots_once(desk: Desk, lanes: Lanes, floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    giving, other = (replace(desk, assignment=LOAD) for _ in range(2))
    async with at_work(giving, lanes), at_work(other, lanes):
        tickets = [await floor.asks(who=f"c{n}") for n in range(5)]

        async def all_given() -> bool:
            return set((await floor.holders()).values()) == {anna.email}

        await until(all_given, "Anna has all of them")
    assert len(tickets) == 5
    await floor.plans()
    await floor.explained()


async def test_room_of_which_nothing_tells_is_filled_within_a_second_or_two(
    desk: Desk, lanes: Lanes, floor: Floor
) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.caps(0)
    async with at_work(replace(desk, assignment=LOAD), lanes):
        ticket = await floor.asks()
        judged = "select count(*) from owona_bot.assign_queue where why = 'full'"
        await until(lambda: floor.site.pool.fetchval(judged), "it was looked at")
        await floor.caps(1)

        async def given() -> bool:
            return await floor.holder(ticket) == anna.email

        await until(given, "Anna has it", 20)


async def test_where_nothing_is_given_away_what_waits_is_forgotten(desk: Desk, floor: Floor, raw: Raw) -> None:
    await a_team(floor.db, 1)
    await floor.asks()
    await floor.plans()
    await raw.execute("update owona_bot.assign_queue set since = now() - interval '1 day'")
    job = asyncio.create_task(keep_assigning(replace(desk, assignment=AssignRules()), idle=60))

    async def forgotten() -> bool:
        return bool(await raw.fetchval(QUEUE) == 0)

    await until(forgotten, "nothing waits")
    job.cancel()
    assert set((await floor.holders()).values()) == {None}


async def test_the_schedule_looks_for_what_was_left_out_and_wakes_whoever_gives(desk: Desk, floor: Floor) -> None:
    await floor.asks()
    await floor.plans()
    await floor.does("delete from owona_bot.assign_queue")
    await floor.indexed()
    giving = replace(desk, assignment=LOAD)
    assert (await Assign(giving).look(5)).count == 1
    assert await Assign(giving).do(RUN) == {"queued": 1}
    await asyncio.wait_for(giving.turns.wait(60), 20)
    await floor.does("delete from owona_bot.assign_queue")
    assert (await Assign(desk).look(5)).count == 0
    assert await Assign(desk).do(RUN) == {"queued": 0}
