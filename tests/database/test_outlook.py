"""The Home's deadlines are what an independent look at the clocks and tickets finds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import lists
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_where import where_of
from owona_bot.database.outlook import coming, outlook
from owona_bot.domain.due import DAYS
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse

pytestmark = pytest.mark.database

BERLIN = ZoneInfo("Europe/Berlin")

NOW = datetime(2026, 10, 26, 22, 30, tzinfo=UTC)
"""Shortly before midnight in Berlin, a day after the clocks were put back."""

CLOCKS = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages,
                                      stopped_at, late)
    select ticket, metric, round, 'x', state, $1, due_at,
           case when due_at is null then '{}' else array[due_at - n % 5 * interval '1 hour', due_at] end,
           case when state in ('met', 'void') then stopped_at end, coalesce(state = 'met' and stopped_at > due_at, false)
    from (select n, md5((n / 3)::text)::uuid as ticket,
                 (array['first_response', 'next_response', 'resolution'])[n % 3 + 1] as metric, n % 2 + 1 as round,
                 (array['running', 'running', 'paused', 'met', 'met', 'met', 'void'])[n * 5 % 7 + 1] as state,
                 case when n % 11 > 0
                     then $1::timestamptz + (n * 7919 % 40000 - 33000) * interval '37 seconds' end as due_at,
                 $1::timestamptz - (n * 104729 % 36000) * interval '41 seconds' as stopped_at
          from generate_series(1, 3000) n) made"""

COUNTS = """
    select count(distinct ticket_id) filter (where alive and due_at <= $1) as late,
           count(distinct ticket_id) filter (where state = 'running' and due_at > $1 and stages[1] <= $1) as risk,
           count(*) filter (
               where state = 'met' and stopped_at <= coalesce(due_at, stopped_at)
                 and (stopped_at at time zone $2)::date > ($1 at time zone $2)::date - $3::integer) as kept
    from (select *, state in ('running', 'paused') as alive from owona_bot.sla_clocks) c"""

BROKEN = """
    select (due_at at time zone $2)::date as day, count(*) as n from owona_bot.sla_clocks
    where due_at <= $1 and (state in ('running', 'paused') or state = 'met' and stopped_at > due_at)
    group by 1"""

PORTAL = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages)
    select id, 'resolution', 1, 'portal', case when status in ('resolved', 'closed') then 'met' else 'running' end,
           created_at, created_at + interval '36 hours', array[created_at + interval '27 hours']
    from public.support_tickets on conflict do nothing"""

SLA_BREACHES = """
    select count(*) from public.support_tickets
    where status not in ('resolved', 'closed') and $1 - created_at >= interval '36 hours'"""


async def test_the_numbers_equal_those_of_plain_sql(raw: Raw) -> None:
    await raw.execute(CLOCKS, NOW)
    told = await outlook(raw, NOW, BERLIN)
    counts = await raw.fetchrow(COUNTS, NOW, BERLIN.key, DAYS)
    assert counts is not None
    assert (told.late, told.risk, told.kept) == tuple(counts)
    days = {row["day"]: row["n"] for row in await raw.fetch(BROKEN, NOW, BERLIN.key)}
    today = NOW.astimezone(BERLIN).date()
    assert told.broken == tuple(days.get(today - timedelta(days=DAYS - 1 - n), 0) for n in range(DAYS))
    assert min(told.late, told.risk, told.kept, *told.broken) > 0


async def test_the_next_deadlines_are_those_of_clocks_that_run(raw: Raw) -> None:
    await raw.execute(CLOCKS, NOW)
    due = await raw.fetch(
        "select due_at from owona_bot.sla_clocks where state = 'running' and due_at > $1 order by 1 limit 10", NOW
    )
    assert [one.deadline.due for one in await coming(raw, NOW, 10)] == [row["due_at"] for row in due]


async def test_without_clocks_nothing_is_told(raw: Raw) -> None:
    told = await outlook(raw, NOW, BERLIN)
    assert (told.late, told.risk, told.share, sum(told.broken)) == (0, 0, None, 0)
    assert await coming(raw, NOW, 10) == []


async def test_by_the_portals_promise_what_is_late_is_what_the_portal_says(many: Database) -> None:
    async with many.raw.acquire() as raw, a_passing_look(raw):
        await raw.execute("delete from owona_bot.sla_clocks")
        await raw.execute(PORTAL)
        now: datetime = await raw.fetchval("select now()")
        breaches = await raw.fetchval(SLA_BREACHES, now)
        assert 0 < breaches == (await outlook(raw, now, BERLIN)).late
        assert await lists.count(raw, await where_of(raw, parse("sla:breached"), View(now, BERLIN, None))) == breaches


@asynccontextmanager
async def a_passing_look(raw: Raw) -> AsyncIterator[None]:
    """Nothing of it stays."""
    transaction = raw.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()
