"""Time does something to very many tickets at once, and people go on working meanwhile."""

from datetime import timedelta
from uuid import UUID

import pytest

from jobs.plan import Lanes, plan_tickets, plan_waiting
from jobs.reconcile import look
from owona_bot.database import unplanned
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.playground.site import Site
from tests.jobs.queue import LANE, added, an_open_lane, claimed, drained, planned, taken

pytestmark = pytest.mark.database

MANY = unplanned.AT_ONCE + unplanned.CALM_AT_ONCE

FLOOD = """
    with made as (
        insert into public.support_tickets (user_id, title, description)
        select $1, 'Login ' || n, 'Geht nicht' from generate_series(1, $2) n returning id)
    select count(*) from made"""

PLANNED = "update owona_bot.events set planned_at = now()"

BREACHED = """
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select ticket_id, 'ticket.changed', 'bot:sla', '{"priority": ["normal", "high"]}' from owona_bot.ticket_state"""

TAGGED = "insert into owona_bot.events (ticket_id, kind, actor) values ($1, 'ticket.tagged', 'agent:1')"

LAST = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")
"""Nobody's turn comes later by its id."""

FRESH = "insert into public.support_tickets (id, user_id, title, description) values ($1, $2, 'Rechnung', 'Wo?')"

UNPLANNED = "select count(*) from owona_bot.events where planned_at is null"

FIRST = f"select from owona_bot.events where {unplanned.PRESSING} order by created_at, id limit 1"

CARDS = "select count(*) from owona_bot.deliveries where reaction = 'card' and ticket_id = $1"


STRAY = """
    insert into owona_bot.events (ticket_id, kind, actor)
    select gen_random_uuid(), 'ticket.tagged', 'agent:1' from generate_series(1, $1::integer)"""


@pytest.fixture
async def lena(site: Site, raw: Raw) -> UUID:
    """All her many tickets became urgent in one moment."""
    lena = await site.sign_up("lena@example.com", "Lena")
    await raw.fetchval(FLOOD, lena, MANY)
    await raw.execute(PLANNED)
    await raw.execute(BREACHED)
    return lena


async def test_a_new_ticket_is_planned_before_what_time_did(desk: Desk, raw: Raw, lanes: Lanes, lena: UUID) -> None:
    await raw.execute(FRESH, LAST, lena)
    assert await plan_tickets(desk, lanes) == 1 + unplanned.BESIDE
    assert await raw.fetchval(CARDS, LAST) == 1
    assert await raw.fetchval(UNPLANNED) == MANY - unplanned.BESIDE, "it goes on beside them"


async def test_what_belongs_to_no_ticket_keeps_back_nothing_that_presses(
    desk: Desk, raw: Raw, lanes: Lanes, lena: UUID
) -> None:
    strays = 5 * unplanned.AT_ONCE
    await raw.execute(STRAY, strays)
    await raw.execute(FRESH, LAST, lena)
    await raw.execute(STRAY, strays)
    assert await plan_tickets(desk, lanes) == 1 + unplanned.BESIDE
    assert await raw.fetchval(CARDS, LAST) == 1
    await look(desk)
    assert await raw.fetchval(UNPLANNED) == MANY - unplanned.BESIDE, "and it is over with the next look at everything"


async def test_all_of_it_is_planned_at_one_ring(desk: Desk, raw: Raw, lanes: Lanes, lena: UUID) -> None:
    await raw.execute(FRESH, LAST, lena)
    assert await plan_waiting(desk, lanes)
    assert await raw.fetchval(UNPLANNED) == 0
    assert await raw.fetchval("select count(*) from owona_bot.events") == 2 * MANY + 1


async def test_a_ticket_that_presses_too_is_planned_once(desk: Desk, raw: Raw, lanes: Lanes, lena: UUID) -> None:
    pressed = await raw.fetchval("select ticket_id from owona_bot.ticket_state order by ticket_id limit 1")
    await raw.execute(TAGGED, pressed)
    async with raw.transaction():
        taken = await unplanned.take(raw)
        assert len(taken.ids) == len(set(taken.ids)) == 2 + unplanned.BESIDE
        assert await unplanned.mark(raw, taken, [])


async def test_what_presses_is_found_by_its_own_index(raw: Raw) -> None:
    async with unplanned.planning(raw):
        rows = await raw.fetch(f"explain {FIRST}")
        whole = await raw.fetch(f"explain {unplanned.WAITING.replace('$1', '50')}")
    assert "events_pressing" in rows[1][0]
    ways = [row[0].split(" using events_pressing")[0].strip() for row in whole if " using events_pressing" in row[0]]
    assert ways == ["->  Index Scan", "->  Index Scan Backward"], "in its order, from both ends"


async def test_what_waits_behind_comes_forward_with_whom_somebody_waits_for(raw: Raw) -> None:
    await an_open_lane(raw)
    first, *_ = await added(raw, await planned(raw, "slack:1", priority=130))
    (other,) = await added(raw, await planned(raw, "slack:2", priority=120))
    (answer,) = await added(raw, await planned(raw, "slack:1", priority=20))
    assert await drained(raw) == [first, answer, other]


async def test_what_can_go_at_once_is_spared_for_people(raw: Raw) -> None:
    await an_open_lane(raw, LANE, timedelta(hours=1), burst=3)
    calm, second = [await planned(raw, f"slack:{n}", priority=110) for n in (1, 2)]
    first, _ = await added(raw, calm, second)
    assert (await taken(raw)).id == first
    assert await claimed(raw) is None
    people = await added(raw, *[await planned(raw, f"slack:{n}", priority=30) for n in (3, 4, 5)])
    assert [(await taken(raw)).id, (await taken(raw)).id] == people[:2]
    assert await claimed(raw) is None
