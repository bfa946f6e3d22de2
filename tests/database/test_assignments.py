"""What the queue of tickets that wait costs whoever looks at it, where many wait that nobody can take."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from owona_bot.database import assignments_sql as sql
from owona_bot.database.assignments import FIRST
from owona_bot.database.prune import AGES, STALE

pytestmark = pytest.mark.database

MANY = 3_000

STUCK = """
    insert into owona_bot.assign_queue (ticket_id, since, not_before, why)
    select gen_random_uuid(), now() - interval '2 minutes', now() + interval '1 hour', 'skill'
    from generate_series(1, $1::integer)"""

TOLD = "insert into owona_bot.assign_stuck (why) values ('skill')"


@pytest.fixture
async def raw(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """On a desk where many are stuck, of which somebody was told."""
    raw = await asyncpg.connect(database_url)
    await raw.execute(STUCK, MANY)
    await raw.execute(TOLD)
    await raw.execute("vacuum analyze owona_bot.assign_queue")
    yield raw
    await raw.close()


async def rows_of(raw: asyncpg.Connection, statement: str, *told: object) -> float:
    """How many rows it goes through in all."""
    (plan,) = json.loads(await raw.fetchval(f"explain (analyze, format json) {statement}", *told))
    return float(
        sum(
            step["Actual Rows"] * step["Actual Loops"] + step.get("Rows Removed by Filter", 0)
            for step in steps(plan["Plan"])
        )
    )


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:  # as PostgreSQL tells them
    """Of a plan, itself and all beneath it."""
    yield plan
    for beneath in plan.get("Plans", ()):
        yield from steps(beneath)


async def test_of_those_that_are_new_so_many_are_read_as_one_sitting_looks_at(raw: asyncpg.Connection) -> None:
    await raw.execute("update owona_bot.assign_queue set not_before = '-infinity', why = null")
    await raw.execute("vacuum analyze owona_bot.assign_queue")
    await raw.execute("set enable_seqscan = off")  # as whoever gives has it
    told = (datetime.now(UTC), *FIRST, 10)
    assert await rows_of(raw, sql.WAITING.format(which=sql.DUE), *told) < MANY / 2
    assert await rows_of(raw, sql.WAITING.format(which=sql.ALL), *told) < MANY / 2


async def test_a_look_in_passing_does_not_go_through_those_that_are_stuck(raw: asyncpg.Connection) -> None:
    assert await rows_of(raw, sql.LOOK, datetime.now(UTC), timedelta(minutes=1)) < 100


@pytest.mark.parametrize("way", STALE["assignments"])
async def test_old_decisions_are_found_by_an_index(raw: asyncpg.Connection, way: str) -> None:
    await raw.execute("set enable_seqscan = off")
    month = timedelta(days=30)
    prune = f"explain {AGES} delete from owona_bot.assignments using ages where {way}"
    plan = "\n".join(row[0] for row in await raw.fetch(prune, month, month))
    assert re.search("assignments_(agent|decided|nobody)", plan)
