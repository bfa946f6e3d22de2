"""What is given to nobody: what a person has, what needs nobody, what was before; and whose team it is."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.playground.site import Site
from owona_bot.services.release import release_ticket
from owona_bot.services.requeue import queue_left_out
from tests.services.team import a_team
from tests.services.turns import Floor

pytestmark = pytest.mark.database


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


async def test_nobodys_ticket_is_taken_away(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    mine = await floor.asks(assigned_agent="Agent0@OWONA.de")
    await floor.does("update owona_bot.agents set available = false where id = $1", anna.id)
    await floor.works()
    assert (await floor.holder(mine) or "").lower() == anna.email
    assert ben.email not in (await floor.holders()).values()


async def test_what_a_holder_of_none_of_ours_has_is_given_away(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    ticket = await floor.asks(assigned_agent="support-agent")
    await floor.works()
    assert await floor.holder(ticket) == anna.email


async def test_what_was_there_before_go_live_is_never_given_away(floor: Floor) -> None:
    await a_team(floor.db, 1)
    await floor.asks(created_at=datetime.now(UTC) - timedelta(days=30))
    await floor.works()
    assert (await queue_left_out(floor.db)) == {"queued": 0}
    await floor.works()
    assert set((await floor.holders()).values()) == {None}


async def test_readers_get_nothing(floor: Floor) -> None:
    await a_team(floor.db, 2)
    await floor.does("update owona_bot.agents set role = 'reader'")
    await floor.asks()
    await floor.works()
    assert set((await floor.holders()).values()) == {None}


async def test_what_is_gone_leaves_the_queue(floor: Floor) -> None:
    ticket = await floor.asks()
    await floor.works()
    assert await floor.queued() == 1
    await floor.does("delete from public.support_tickets where id = $1", ticket)
    await floor.works()
    assert await floor.queued() == 0


async def test_what_came_of_many_acts_hides_nobody_for_long(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.site.heartbeat("support-mcp")
    for n in range(300):
        await floor.asks(who=f"c{n % 9}", priority="urgent", status="closed")
    mine = await floor.asks(priority="low")
    await floor.plans()
    assert await floor.queued() == 301
    await floor.looks()
    assert await floor.queued() == 1, "nothing is given away, but what needs nobody leaves"
    await floor.site.heartbeat("support-mcp", "down")
    await floor.looks()
    assert await floor.holder(mine) == anna.email


async def test_what_was_ended_by_the_hundred_leaves_at_once(floor: Floor) -> None:
    for n in range(300):
        await floor.asks(who=f"c{n % 9}", status="closed")
    await floor.plans()
    await floor.sits()
    await floor.sits()
    assert await floor.queued() == 0


# What goes wrong


async def test_while_nothing_tells_of_what_is_given_nothing_is(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.caps(2)
    for n in range(8):
        await floor.asks(who=f"c{n}")
    await floor.plans()
    await floor.does("alter table public.support_tickets disable trigger owona_bot_tickets_changed")
    now = datetime.now(UTC)
    await floor.looks(now)
    await floor.looks(now + timedelta(minutes=6))
    assert set((await floor.holders()).values()) == {None}
    await floor.does("alter table public.support_tickets enable trigger owona_bot_tickets_changed")
    await floor.works(now + timedelta(minutes=12))
    assert sorted((await floor.holders()).values(), key=str) == [None] * 6 + [anna.email] * 2
    await floor.explained()


# The team


async def test_what_somebody_had_who_leaves_goes_to_others(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    tickets = [await floor.asks(who=f"c{n}") for n in range(4)]
    await floor.works()
    await floor.does("update owona_bot.agents set active = false where id = $1", anna.id)
    await floor.looks()
    assert {await floor.holder(ticket) for ticket in tickets} == {ben.email}
    await floor.explained()


async def test_who_leaves_in_the_moment_of_a_gift_keeps_nothing(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    for n in range(10):
        await floor.asks(who=f"c{n}")
    await floor.plans()
    leaves = floor.does("update owona_bot.agents set active = false where id = $1", anna.id)
    await asyncio.gather(leaves, floor.looks())
    await floor.works(datetime.now(UTC) + timedelta(seconds=5))  # who left between the look and the gift was put off
    assert set((await floor.holders()).values()) == {ben.email}


@pytest.mark.parametrize("seen", [True, False])
async def test_what_somebody_got_who_leaves_before_that_is_planned_goes_to_others(floor: Floor, seen: bool) -> None:
    """Where nobody sees them leave, it is seen once it is planned."""
    anna, ben, *_ = await a_team(floor.db, 2)
    await floor.caps(0, ben)
    ticket = await floor.asks()
    await floor.plans()
    await floor.looks()
    assert await floor.holder(ticket) == anna.email
    await floor.caps(None)
    if not seen:
        await floor.does("alter table owona_bot.agents disable trigger owona_bot_agent_left")
    await floor.does("update owona_bot.agents set active = false where id = $1", anna.id)
    await (floor.looks() if seen else floor.works())
    assert await floor.holder(ticket) == ben.email


async def test_given_back_it_goes_to_somebody_else_whatever_speaks_for_who_had_it(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    await floor.asks(status="resolved", assigned_agent=anna.email)
    ticket = await floor.asks()
    await floor.works()
    assert await floor.holder(ticket) == anna.email
    await release_ticket(floor.db, await floor.number(ticket), anna, "r")
    await floor.works()
    assert await floor.holder(ticket) == ben.email
    await floor.explained()


@pytest.mark.parametrize("by_portal", [False, True], ids=["by oneself", "by the portal"])
async def test_where_nobody_else_could_have_it_who_had_it_gets_it_again_later(floor: Floor, by_portal: bool) -> None:
    (anna,) = await a_team(floor.db, 1)
    ticket = await floor.asks()
    await floor.works()
    if by_portal:
        await floor.does("update public.support_tickets set assigned_agent = null where id = $1", ticket)
    else:
        await release_ticket(floor.db, await floor.number(ticket), anna, "r")
    await floor.works()
    await floor.works(datetime.now(UTC) + timedelta(minutes=29))
    assert await floor.holder(ticket) is None
    assert await floor.site.pool.fetchval("select why from owona_bot.assign_queue") == "released"
    await floor.works(datetime.now(UTC) + timedelta(minutes=31))
    assert await floor.holder(ticket) == anna.email
    await floor.explained()
