"""The Home's deadlines are what an independent look at the clocks and tickets finds."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import index, lists
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_where import where_of
from owona_bot.database.outlook import coming, outlook
from owona_bot.database.seed import seed
from owona_bot.domain.due import DAYS, Standing, standing
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse
from owona_bot.domain.ticket import DONE
from tests.database.desk_of_many import Known, index_all

pytestmark = pytest.mark.database

BERLIN = ZoneInfo("Europe/Berlin")

NOW = datetime(2026, 10, 26, 22, 30, tzinfo=UTC)
"""Shortly before midnight in Berlin, a day after the clocks were put back."""

CLOCKS = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages,
                                      stopped_at, late)
    select ticket, metric, round, 'x', state, $1, due_at,
           case when due_at is null then '{}' else array[due_at - n % 5 * interval '1 hour', due_at] end,
           case when state in ('met', 'void') then stopped_at end,
           coalesce(state = 'met' and stopped_at > due_at, false)
    from (select n, md5((n / 3)::text)::uuid as ticket,
                 (array['first_response', 'next_response', 'resolution'])[n % 3 + 1] as metric, n % 2 + 1 as round,
                 (array['running', 'running', 'paused', 'met', 'met', 'met', 'void'])[n * 5 % 7 + 1] as state,
                 case when n % 11 > 0
                     then $1::timestamptz + (n * 7919 % 40000 - 33000) * interval '37 seconds' end as due_at,
                 $1::timestamptz - (n * 104729 % 36000) * interval '41 seconds' as stopped_at
          from generate_series(1, 3000) n) made"""

KEPT = """
    select count(*) from owona_bot.sla_clocks
    where state = 'met' and stopped_at <= coalesce(due_at, stopped_at)
      and (stopped_at at time zone $2)::date > ($1 at time zone $2)::date - $3::integer"""

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


async def test_what_was_kept_and_broken_equals_plain_sql(raw: Raw) -> None:
    await raw.execute(CLOCKS, NOW)
    told = await outlook(raw, NOW, BERLIN)
    assert told.kept == await raw.fetchval(KEPT, NOW, BERLIN.key, DAYS)
    days = {row["day"]: row["n"] for row in await raw.fetch(BROKEN, NOW, BERLIN.key)}
    today = NOW.astimezone(BERLIN).date()
    assert told.broken == tuple(days.get(today - timedelta(days=DAYS - 1 - n), 0) for n in range(DAYS))
    assert min(told.kept, *told.broken) > 0


@pytest.mark.parametrize("hours", [-30, -3, 0, 5, 40])
async def test_tickets_are_counted_as_they_stand_then(many: Database, truth: Mapping[UUID, Known], hours: int) -> None:
    now = datetime.now(UTC) + timedelta(hours=hours)
    stands = {ticket: standing(one.facts.promises, now) for ticket, one in truth.items()}
    open_now = {ticket for ticket, one in truth.items() if one.facts.status not in DONE}
    async with many.raw.acquire() as raw:
        told = await outlook(raw, now, BERLIN)
        assert (told.late, told.risk) == tuple(Counter(stands.values())[one] for one in Standing if one != "ok")
        for value in Standing:
            where = await where_of(raw, parse(f"sla:{value}"), View(now, BERLIN, None))
            assert await lists.count(raw, where, 2_000) == sum(stands[ticket] is value for ticket in open_now)


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


async def test_by_the_portals_promise_what_is_late_is_what_the_portal_says(db: Database, database_url: str) -> None:
    await seed(database_url, 400, 1, sure=False, told=lambda _: None)
    async with db.raw.acquire() as raw:
        await raw.execute(PORTAL)
    await index_all(db)
    async with db.raw.acquire() as raw:
        now: datetime = await raw.fetchval("select now()")
        breaches = await raw.fetchval(SLA_BREACHES, now)
        assert 0 < breaches == (await outlook(raw, now, BERLIN)).late
        assert await lists.count(raw, await where_of(raw, parse("sla:breached"), View(now, BERLIN, None))) == breaches


async def test_a_clock_that_moves_is_asked_for_as_it_is_then(db: Database, database_url: str) -> None:
    await seed(database_url, 50, 1, sure=False, told=lambda _: None)
    await index_all(db)
    async with db.raw.acquire() as raw:
        assert (await outlook(raw, NOW, BERLIN)).late == 0
        await raw.execute(PORTAL)
        assert 0 < await index.work(db) < 50, "only what is open still has a deadline"
        now: datetime = await raw.fetchval("select now()")
        assert (await outlook(raw, now, BERLIN)).late == await raw.fetchval(SLA_BREACHES, now)
        await raw.execute("update owona_bot.sla_clocks set next_at = now(), told = 75")
        assert await index.work(db) == 0, "what was told of it changes no list"
        await raw.execute("update owona_bot.sla_clocks set due_at = due_at + interval '900 days'")
        assert await index.work(db) > 0
        assert (await outlook(raw, now, BERLIN)).late == 0
        await raw.execute("delete from owona_bot.sla_clocks")
        await index.work(db)
        assert await lists.count(raw, await where_of(raw, parse("sla:ok,risk"), View(now, BERLIN, None))) == 0
