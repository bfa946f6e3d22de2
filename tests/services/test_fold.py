"""A desk of tickets from before us: what the index says of them by the default policy is what the portal says."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database import clocks
from owona_bot.database.engine import Database
from owona_bot.database.seed import seed
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.services.fold import fold_waiting
from owona_bot.services.sweep import sweep

pytestmark = pytest.mark.database

TICKETS = 400

PORTAL = """
    select id from public.support_tickets
    where status not in ('resolved', 'closed') and $1 - created_at >= interval '36 hours'"""
"""The portal's own definition of a breach."""

OURS = "select ticket_id from owona_bot.sla_clocks where state in ('running', 'paused') and due_at <= $1"

CLOCKS = "select count(*) from owona_bot.sla_clocks"

AGES = (
    "select created_at from public.support_tickets where status not in ('resolved', 'closed') order by created_at desc"
)


async def ids(db: Database, query: str, now: datetime) -> set[UUID]:
    async with db.raw.acquire() as raw:
        return {row[0] for row in await raw.fetch(query, now)}


async def test_its_breaches_are_the_portals_at_any_time(db: Database, database_url: str) -> None:
    await seed(database_url, TICKETS, 3, sure=False, told=lambda _: None)
    async with db.raw.acquire() as raw:
        now: datetime = await raw.fetchval("select now()")
        assert await clocks.compare(raw) == TICKETS
        assert await clocks.compare(raw) == 0, "once is enough while they wait"
        ages = [row[0] for row in await raw.fetch(AGES)]
    while await fold_waiting(db, SlaRules(), now):
        pass
    async with db.raw.acquire() as raw:
        assert await raw.fetchval(CLOCKS) == TICKETS
        assert await clocks.compare(raw) == 0
    deadlines = [age + timedelta(hours=36) for age in ages[:20]]
    moments = [moment + timedelta(microseconds=n) for moment in deadlines for n in (-1, 0, 1)]
    for moment in (now, now + timedelta(days=30), *moments):
        assert await ids(db, OURS, moment) == await ids(db, PORTAL, moment)
    assert await ids(db, PORTAL, now)


async def test_all_of_it_breaches_silently(db: Database, database_url: str) -> None:
    await seed(database_url, TICKETS, 3, sure=False, told=lambda _: None)
    async with db.raw.acquire() as raw:
        now: datetime = await raw.fetchval("select now()")
        before = await raw.fetch("select * from public.support_tickets order by id")
        await clocks.compare(raw)
    while await fold_waiting(db, SlaRules(), now):
        pass
    breached = await ids(db, PORTAL, now)
    assert await sweep(db, now, {}) >= len(breached) > 0
    assert await sweep(db, now, {}) == 0
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select count(*) from owona_bot.events") == 0
        assert await raw.fetch("select * from public.support_tickets order by id") == before
        told = await raw.fetch("select ticket_id from owona_bot.sla_told where stage = 100 and silent")
    assert {row[0] for row in told} == breached
