"""The portal's page, figure by figure: equal to its formulas as plain SQL."""

from datetime import UTC, datetime

import asyncpg
import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics import Portal
from owona_bot.domain.metrics_period import last_days
from owona_bot.playground.site import Site
from owona_bot.services.metrics import figures
from tests.services import portal_sql as sql
from tests.services.desk_of_figures import BERLIN, NOW
from tests.services.figures_world import World

pytestmark = pytest.mark.database

WINDOW = 100


@pytest.fixture
async def page(world: World) -> Portal:
    return (await world.figures(last_days(7, NOW, BERLIN))).portal


async def ask(world: World, query: str) -> list[asyncpg.Record]:
    """With as many of the values as it names."""
    values = (WINDOW, NOW, BERLIN.key)[: max(n for n in (1, 2, 3) if f"${n}" in query)]
    async with world.db.raw.acquire() as raw:
        found: list[asyncpg.Record] = await raw.fetch(query, *values)
    return found


async def test_the_headline_is_the_portals(world: World, page: Portal) -> None:
    [row] = await ask(world, sql.HEADLINE)
    counts = (page.total, page.open, page.investigating, page.waiting, page.resolved, page.escalated, page.breached)
    assert counts == tuple(row)[:7]
    assert page.resolution == pytest.approx(float(row["avg_resolution_h"]), abs=0.011)
    assert min(counts) > 0


async def test_the_series_is_the_portals_day_by_day(world: World, page: Portal) -> None:
    rows = await ask(world, sql.BACKLOG)
    told = [(day.open, day.created, day.resolved, day.sla_risk) for day in page.backlog]
    assert told == [tuple(row)[1:] for row in rows]
    assert [day.date for day in page.backlog] == [row["d0"].astimezone(BERLIN).date() for row in rows]


async def test_first_responses_are_the_portals_and_those_of_people(world: World, page: Portal) -> None:
    [row] = await ask(world, sql.FIRST_RESPONSE)
    assert page.first_response == pytest.approx(float(row["portal_min"]), abs=0.051)
    assert page.human_first_response == pytest.approx(float(row["human_min"]), abs=0.051)
    assert page.first_response != page.human_first_response


async def test_risk_and_load_are_the_portals(world: World, page: Portal) -> None:
    risk = {row["priority"]: row for row in await ask(world, sql.RISK)}
    assert [one.priority for one in page.risk] == ["urgent", "high", "normal", "low"]
    for one in page.risk:
        assert (one.count, one.aged) == (risk[one.priority]["n"], risk[one.priority]["aged"])
        assert one.mean_age == pytest.approx(float(risk[one.priority]["mean_age"]), abs=0.051)
    load = {row["agent"]: (row["active"], row["waiting"]) for row in await ask(world, sql.LOAD)}
    assert {one.agent: (one.active, one.waiting) for one in page.load} == load
    backlog = [one.backlog for one in page.load]
    assert backlog == sorted(backlog, reverse=True)
    assert sum(backlog) == page.open


async def test_plans_and_what_they_knew_are_read_as_tolerantly(world: World, page: Portal) -> None:
    assert {one.id: one.count for one in page.knowledge} == dict(await ask(world, sql.KNOWLEDGE))
    assert {one.number: one.open_actions for one in page.suggestions} == dict(await ask(world, sql.SUGGESTIONS))
    tags = {tag for one in page.suggestions for tag in one.tags}
    assert tags == {"supabase", "generic"}
    assert {one.agent for one in page.suggestions} == {"supabase-analyst", ""}


ODD = """
    insert into public.support_tickets (user_id, title, description, created_at, updated_at, status)
    select user_id, 'x', 'y', created::timestamptz, updated::timestamptz, status
    from (select user_id from public.support_tickets limit 1) one,
         (values ('infinity', 'infinity', 'new'), ('-infinity', 'infinity', 'resolved'),
                 ('-infinity', now()::text, 'new'), ('294276-12-31', '294276-12-31', 'closed'),
                 ('4713-01-01 BC', '-infinity', 'closed')) odd (created, updated, status)"""


async def test_times_that_nobody_can_mean_break_nothing(db: Database, site: Site) -> None:
    await site.create_ticket(await site.sign_up("lena@example.com"), "Hilfe", "…", acknowledge=True)
    view = View(datetime.now(UTC), BERLIN, None)
    async with db.raw.acquire() as raw:
        await raw.execute(ODD)
    for count in (1, 30, 20_000):
        told = await figures(db, last_days(count, view.now, BERLIN), "", view)
        assert (told.stock.total, told.stock.open, told.portal.total) == (6, 3, 6)
        assert told.first_response.count == 0
        assert sum(map(sum, told.hours)) == 1
