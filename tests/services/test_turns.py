"""Who gets what, on a real PostgreSQL: as the rule says, exactly once, and nobody more than they take."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Snooze
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.release import release_ticket
from owona_bot.services.requeue import forget_waiting, look_at_left_out, queue_left_out
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.turns import Round
from tests.services.team import a_team
from tests.services.turns import LOAD, TURN, Floor

pytestmark = pytest.mark.database

NOW = datetime.now(UTC)

RESOLVE = "update public.support_tickets set status = 'resolved' where id = $1"

QUEUE = "select count(*) from owona_bot.assign_queue"

DUE = "select count(*) from owona_bot.assign_queue where not_before <= now()"

TOLD = "select kind, payload from owona_bot.events where kind like 'assign.%' order by id"

LONG_AGO = "update owona_bot.assign_queue set since = now() - interval '2 minutes'"

BREAKS = (
    """create function public.breaks() returns trigger language plpgsql as $$ begin
           if new.title = 'Broken' then raise 'this one never'; end if; return new; end $$""",
    "create trigger breaks before update on public.support_tickets for each row execute function public.breaks()",
)


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


async def number_of(floor: Floor, ticket: UUID) -> int:
    number: int = await floor.site.pool.fetchval(
        "select number from owona_bot.ticket_state where ticket_id = $1", ticket
    )
    return number


async def told(floor: Floor) -> list[tuple[str, dict[str, object]]]:
    return [(row["kind"], row["payload"]) for row in await floor.site.pool.fetch(TOLD)]


async def one_each(floor: Floor, *, cap: int = 1) -> tuple[Agent, UUID, UUID]:
    """Anna has as many as she takes, and one more ticket waits."""
    (anna,) = await a_team(floor.db, 1)
    await floor.caps(cap)
    first = await floor.asks("First")
    await floor.works()
    second = await floor.asks("Second")
    await floor.works()
    assert (await floor.holder(first), await floor.holder(second)) == (anna.email, None)
    return anna, first, second


# Who gets what


async def test_a_new_ticket_goes_to_whoever_has_least(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    first, second = await floor.asks(), await floor.asks(who="max")
    await floor.works()
    assert {await floor.holder(first), await floor.holder(second)} == {anna.email, ben.email}
    await floor.explained()


async def test_with_somebody_who_has_it_work_begins(floor: Floor) -> None:
    await a_team(floor.db, 1)
    await floor.asks()
    await floor.works()
    (status,) = [row["status"] for row in await floor.site.pool.fetch("select status from public.support_tickets")]
    assert status == "investigating"


async def test_one_after_the_other_in_turn(floor: Floor) -> None:
    team = await a_team(floor.db, 3)
    floor.rules = TURN
    for n in range(6):
        await floor.asks(who=f"c{n}")
    await floor.works()
    assert Counter((await floor.holders()).values()) == {one.email: 2 for one in team}
    await floor.explained()


async def test_the_most_urgent_one_goes_first(floor: Floor) -> None:
    await a_team(floor.db, 1)
    await floor.caps(1)
    await floor.asks("Low", priority="low")
    urgent = await floor.asks("Urgent", priority="urgent")
    await floor.works()
    assert [ticket for ticket, holder in (await floor.holders()).items() if holder] == [urgent]


async def test_a_customer_who_comes_again_gets_whom_they_know(floor: Floor) -> None:
    _, ben, *_ = await a_team(floor.db, 3)
    await floor.asks(status="resolved", assigned_agent=ben.email.upper())
    await floor.asks(who="max", assigned_agent=ben.email)
    again = await floor.asks()
    await floor.works()
    assert await floor.holder(again) == ben.email
    await floor.explained()


async def test_skills_are_asked_for_until_it_has_waited_long_enough(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    rule = Rule("billing", Mode.LOAD, skills=frozenset({"billing"}), relax_after=timedelta(minutes=30))
    floor.rules = AssignRules(rules=(rule,))
    ticket = await floor.asks()
    await floor.works()
    assert await floor.holder(ticket) is None
    await floor.works(datetime.now(UTC) + timedelta(minutes=29))
    assert await floor.holder(ticket) is None
    await floor.works(datetime.now(UTC) + timedelta(minutes=31))
    assert await floor.holder(ticket) == anna.email
    await floor.explained()


async def test_what_its_rule_gives_to_nobody_waits_for_nobody(floor: Floor) -> None:
    await a_team(floor.db, 1)
    floor.rules = replace(LOAD, rules=(Rule("vip", Mode.OFF, priorities=frozenset({"urgent"})),))
    await floor.asks(priority="urgent")
    await floor.works()
    assert set((await floor.holders()).values()) == {None}
    assert await floor.site.pool.fetchval(QUEUE) == 0


# Room


async def test_a_slot_that_is_freed_is_filled(floor: Floor) -> None:
    anna, first, second = await one_each(floor)
    await floor.does(RESOLVE, first)
    await floor.works()
    assert await floor.holder(second) == anna.email
    await floor.explained()


async def test_what_sleeps_takes_no_room(floor: Floor) -> None:
    anna, first, second = await one_each(floor)
    await snooze_ticket(floor.db, await number_of(floor, first), Snooze(NOW + timedelta(days=1), False), anna, "a")
    await floor.works()
    assert await floor.holder(second) == anna.email


async def test_what_is_deleted_takes_no_room(floor: Floor) -> None:
    anna, first, second = await one_each(floor)
    await floor.does("delete from public.support_tickets where id = $1", first)
    await floor.looks()
    assert await floor.holder(second) == anna.email, "before anybody planned it"


@pytest.mark.parametrize(
    "makes_room",
    [
        "update owona_bot.agents set cap = 2",
        "update public.support_tickets set status = 'closed' where assigned_agent is not null",
        "update public.support_tickets set assigned_agent = 'max@elsewhere.de' where assigned_agent is not null",
    ],
    ids=["a cap raised", "one closed", "one given to somebody else"],
)
async def test_room_is_seen_whether_or_not_anything_tells_of_it(floor: Floor, makes_room: str) -> None:
    anna, _, second = await one_each(floor)
    await floor.does(makes_room)
    await floor.looks()
    assert await floor.holder(second) == anna.email


async def test_who_comes_back_gets_what_waits(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.does("update owona_bot.agents set available = false, away_until = $1", NOW + timedelta(hours=2))
    ticket = await floor.asks()
    await floor.works()
    assert await floor.holder(ticket) is None
    await floor.looks(NOW + timedelta(hours=3))
    assert await floor.holder(ticket) == anna.email
    await floor.explained()


async def test_people_may_take_more_than_is_given_to_them(floor: Floor) -> None:
    anna, _, second = await one_each(floor)
    await claim_ticket(floor.db, await number_of(floor, second), anna, "a")
    third = await floor.asks("Third")
    await floor.works()
    assert (await floor.holder(second), await floor.holder(third)) == (anna.email, None)


@pytest.mark.parametrize("cap", [0, 1])
async def test_what_a_person_took_counts_before_it_is_planned(floor: Floor, cap: int) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.caps(cap)
    first = await floor.asks("First")
    await claim_ticket(floor.db, await number_of(floor, first), anna, "a")
    second = await floor.asks("Second")
    await floor.does("insert into owona_bot.assign_queue (ticket_id) values ($1)", second)
    await floor.looks()
    assert await floor.holder(second) is None


async def test_of_thousands_that_nobody_can_take_none_hides_one_that_somebody_can(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    skilled = Rule("rare", Mode.LOAD, skills=frozenset({"rare"}), categories=frozenset({"bug"}))
    floor.rules = replace(LOAD, rules=(skilled,))
    for _ in range(250):
        await floor.asks(category="bug", priority="urgent")
    await floor.works()
    mine = await floor.asks(category="ux", priority="low")
    await floor.plans()
    assert await floor.site.pool.fetchval(DUE) == 1
    await floor.looks()
    assert await floor.holder(mine) == anna.email
    await floor.does("update owona_bot.agents set skills = '{rare}', cap = 100")
    await floor.looks()
    assert sum(holder is not None for holder in (await floor.holders()).values()) == 100
    await floor.explained()


# Not given


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
    await floor.asks(created_at=NOW - timedelta(days=30))
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
    assert await floor.site.pool.fetchval(QUEUE) == 1
    await floor.does("delete from public.support_tickets where id = $1", ticket)
    await floor.works()
    assert await floor.site.pool.fetchval(QUEUE) == 0


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
    await floor.works()
    assert set((await floor.holders()).values()) == {ben.email}


# Many at once


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
    numbers = [await number_of(floor, ticket) for ticket in tickets[:6]]
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


# Another automation


async def test_while_another_automation_lives_nothing_is_given_and_that_is_said_once(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.site.heartbeat("support-mcp")
    ticket = await floor.asks()
    for _ in range(3):
        await floor.works()
    assert await floor.holder(ticket) is None
    assert await told(floor) == [("assign.held", {})]
    await floor.does("update public.support_service_status set last_heartbeat = now() - interval '3 minutes'")
    for _ in range(3):
        await floor.works()
    assert await floor.holder(ticket) == anna.email
    assert await told(floor) == [("assign.held", {}), ("assign.resumed", {})]


@pytest.mark.parametrize(
    "changed",
    [
        "drop table public.support_service_status",
        "alter table public.support_service_status rename last_heartbeat to seen_at",
        "update public.support_service_status set status = 'down'",
        "update public.support_service_status set service_name = 'support-ticket-monitor'",
    ],
)
async def test_what_says_nothing_of_it_holds_nobody_up(floor: Floor, changed: str) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.site.heartbeat("support-mcp")
    await floor.does(changed)
    ticket = await floor.asks()
    await floor.works()
    assert await floor.holder(ticket) == anna.email


# Nobody can


async def test_that_nobody_can_take_it_is_told_once_until_it_is_over(floor: Floor) -> None:
    anna, _, second = await one_each(floor)
    await floor.works()
    assert await told(floor) == [], "it may be over in a moment"
    await floor.does(LONG_AGO)
    for _ in range(3):
        await floor.works()
    stuck = ("assign.stuck", {"why": "full", "count": 1, "agent": anna.id})
    assert await told(floor) == [stuck], "to the admin, for there is no lead"
    await floor.caps(2)
    await floor.works()
    assert await floor.holder(second) == anna.email
    await floor.asks("Third")
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works()
    assert await told(floor) == [stuck, stuck]


async def test_every_lead_hears_of_it_and_no_admin(floor: Floor) -> None:
    team = await a_team(floor.db, 4)
    leads = [one.id for one in team[1:3]]
    await floor.does("update owona_bot.agents set role = 'lead' where id = any($1)", leads)
    await floor.does("update owona_bot.agents set available = false")
    await floor.asks()
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works()
    assert [(kind, payload["why"], payload["agent"]) for kind, payload in await told(floor)] == [
        ("assign.stuck", "away", lead) for lead in leads
    ]


async def test_a_team_that_is_empty_lets_tickets_wait(floor: Floor) -> None:
    ticket = await floor.asks()
    await floor.works()
    (anna,) = await a_team(floor.db, 1)
    await floor.looks()
    assert await floor.holder(ticket) == anna.email


# What was left out


async def test_what_was_left_out_is_looked_for_by_the_schedule(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    ticket = await floor.asks()
    mine = await floor.asks("Mine", assigned_agent=anna.email)
    await floor.asks("Done", status="closed")
    await floor.plans()
    await floor.does("delete from owona_bot.assign_queue")
    await floor.indexed()
    forecast = await look_at_left_out(floor.db, 10)
    assert [meant.number for meant in forecast.tickets] == [await number_of(floor, ticket)]
    assert await queue_left_out(floor.db) == {"queued": 1}
    assert await queue_left_out(floor.db) == {"queued": 0}
    await floor.looks()
    assert {await floor.holder(ticket), await floor.holder(mine)} == {anna.email}


async def test_a_desk_that_gives_nothing_away_forgets_what_waits(floor: Floor) -> None:
    await floor.asks()
    await floor.plans()
    assert await forget_waiting(floor.db) == 0, "another replica may have been told to give already"
    await floor.does("update owona_bot.assign_queue set since = now() - interval '2 hours'")
    assert await forget_waiting(floor.db) == 1
    assert await floor.site.pool.fetchval(QUEUE) == 0


async def test_whoever_is_killed_between_two_sittings_leaves_nothing_behind(floor: Floor) -> None:
    team = await a_team(floor.db, 2)
    await floor.caps(60)
    for n in range(50):
        await floor.asks(who=f"c{n % 5}")
    await floor.plans()
    for _ in range(4):
        floor.round = Round()
        await floor.sits()
    await floor.works()
    assert Counter((await floor.holders()).values()) == {one.email: 25 for one in team}
    await floor.explained()


async def test_released_by_a_person_it_is_given_anew(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    ticket = await floor.asks()
    await floor.works()
    holder = anna if await floor.holder(ticket) == anna.email else ben
    await release_ticket(floor.db, await number_of(floor, ticket), holder, "r")
    await floor.does("update owona_bot.agents set available = false where id = $1", holder.id)
    await floor.works()
    assert await floor.holder(ticket) == (ben if holder is anna else anna).email
