"""Many who give tickets away at once, people and the site beside them: each ticket once, nobody waits for others."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database import assignments
from owona_bot.database.engine import Database
from owona_bot.database.workers import workers
from owona_bot.domain.plan import Places
from owona_bot.domain.ticket import Snooze
from owona_bot.domain.waiting import sit
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.turns import Round
from tests.services.team import a_team
from tests.services.turns import LOAD, Floor

pytestmark = pytest.mark.database

DUE = "select count(*) from owona_bot.assign_queue where not_before <= now()"

BREAKS = (
    """create function public.breaks() returns trigger language plpgsql as $$ begin
           if new.title = 'Broken' then raise 'this one never'; end if; return new; end $$""",
    "create trigger breaks before update on public.support_tickets for each row execute function public.breaks()",
)


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


async def test_of_ten_who_give_at_once_each_ticket_is_given_once(floor: Floor) -> None:
    team = await a_team(floor.db, 5)
    await floor.caps(8)
    for n in range(50):
        await floor.asks(who=f"c{n % 7}")
    await floor.plans()
    others = [Floor(floor.db, floor.site) for _ in range(10)]
    await asyncio.gather(*(other.looks() for other in others))
    had = Counter((await floor.holders()).values())
    assert {had[one.email] for one in team} == {8}
    assert had[None] == 10
    await floor.explained()


async def test_a_claim_in_the_same_moment_stays(floor: Floor) -> None:
    anna, *_ = await a_team(floor.db, 2)
    tickets = [await floor.asks(who=f"c{n}") for n in range(12)]
    await floor.plans()
    numbers = [await floor.number(ticket) for ticket in tickets[:6]]
    claims = [claim_ticket(floor.db, number, anna, f"k{number}") for number in numbers]
    taken = await asyncio.gather(floor.looks(), *claims, return_exceptions=True)
    claimed = [ticket for ticket, done in zip(tickets, taken[1:], strict=False) if not isinstance(done, Exception)]
    await floor.works()
    assert {await floor.holder(ticket) for ticket in claimed} <= {anna.email}
    assert None not in (await floor.holders()).values()
    await floor.explained()


async def test_whom_the_site_holds_waits_and_nobody_else(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    held, free = await floor.asks("Held", priority="urgent"), await floor.asks("Free")
    await floor.plans()
    async with floor.site.pool.acquire() as portal, portal.transaction():
        await portal.execute("select from public.support_tickets where id = $1 for update", held)
        await asyncio.wait_for(floor.looks(), 5)
        assert (await floor.holder(held), await floor.holder(free)) == (None, anna.email)
    await floor.looks(datetime.now(UTC) + timedelta(seconds=2))
    assert await floor.holder(held) == anna.email
    await floor.explained()


async def test_one_that_cannot_be_given_is_put_off_alone(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    for statement in BREAKS:
        await floor.does(statement)
    broken, fine = await floor.asks("Broken", priority="urgent"), await floor.asks("Fine")
    await floor.works()
    assert (await floor.holder(broken), await floor.holder(fine)) == (None, anna.email)
    assert await floor.site.pool.fetchval(DUE) == 0
    await floor.does("drop trigger breaks on public.support_tickets")
    await floor.looks(datetime.now(UTC) + timedelta(minutes=6))
    assert await floor.holder(broken) == anna.email
    await floor.explained()


async def test_what_begins_to_sleep_while_it_is_looked_at_is_not_held(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    sleeps, stays = await floor.asks("Sleeps"), await floor.asks("Stays")
    await floor.plans()
    async with floor.db.change_raw(by="bot:assign") as raw:
        now = datetime.now(UTC)
        batch = await assignments.waiting(raw, Places("C0TICKETS", "C0OPERATIONS"), now, None, 10)
        turns = sit(batch.waiting, await workers(raw, LOAD, now), LOAD, now, 10).gifts
        assert len(turns) == 2
        await snooze_ticket(floor.db, await floor.number(sleeps), Snooze(now + timedelta(days=1), False), anna, "a")
        assert await assignments.hold_tickets(raw, turns) == {stays}


async def test_whoever_freezes_in_the_middle_stops_nobody_for_long(floor: Floor) -> None:
    async with floor.db.change_raw(by="bot:assign") as raw:
        await assignments.lock(raw)
        assert await raw.fetchval("show idle_in_transaction_session_timeout") == "10s"
    async with floor.db.change_raw(by="bot:other") as raw:
        assert await raw.fetchval("show idle_in_transaction_session_timeout") == "0"


async def test_whoever_is_killed_between_two_sittings_leaves_nothing_behind(floor: Floor) -> None:
    team = await a_team(floor.db, 2)
    await floor.caps(60)
    for n in range(50):
        await floor.asks(who=f"c{n}")
    await floor.plans()
    for _ in range(4):
        floor.round = Round()
        await floor.sits()
    await floor.works()
    assert Counter((await floor.holders()).values()) == {one.email: 25 for one in team}
    await floor.explained()
