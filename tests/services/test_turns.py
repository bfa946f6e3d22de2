"""Who gets what, on a real PostgreSQL: as the rule says, and as soon as there is room."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database.assignments_sql import LAST
from owona_bot.database.engine import Database
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.ticket import Snooze
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.turns import Found
from tests.services.team import a_team
from tests.services.turns import LOAD, TURN, Floor

pytestmark = pytest.mark.database

NOW = datetime.now(UTC)

RESOLVE = "update public.support_tickets set status = 'resolved' where id = $1"

WROTE = """
    insert into public.support_tickets (user_id, title, description, status, assigned_agent)
    select $1, 'Disk', 'Full', 'closed', 'support-agent' from generate_series(1, $2::integer)"""

ASKED = """
    insert into public.support_tickets (user_id, title, description, priority)
    select $1, 'Login', '?', 'low' from generate_series(1, $2::integer)"""

RAISED = """
    update public.support_tickets set priority = 'urgent'
    where id = (select id from public.support_tickets where priority = 'low' order by id desc limit 1) returning id"""

KNEW = "select ticket_id, (facts #>> '{ticket,last}')::bigint as last from owona_bot.assignments"

DUE = "select count(*) from owona_bot.assign_queue where not_before <= now()"


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


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


async def test_of_hundreds_the_most_urgent_goes_first_though_it_came_last(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.caps(1)
    await floor.asks(priority="low")
    await floor.does(ASKED, floor.customers["lena"], 250)
    normal = await floor.asks()
    await floor.works()
    assert await floor.holder(normal) == anna.email
    raised = await floor.site.pool.fetchval(RAISED)
    await floor.does(RESOLVE, normal)
    await floor.works()
    assert await floor.holder(raised) == anna.email


async def test_a_customer_who_comes_again_gets_whom_they_know(floor: Floor) -> None:
    _, ben, *_ = await a_team(floor.db, 3)
    await floor.asks(status="resolved", assigned_agent=ben.email.upper())
    await floor.asks(who="max", assigned_agent=ben.email)
    again = await floor.asks()
    await floor.works()
    assert await floor.holder(again) == ben.email
    await floor.explained()


async def test_of_whoever_writes_without_end_the_last_tickets_tell_whom_they_know(floor: Floor) -> None:
    _, ben, *_ = await a_team(floor.db, 3)
    await floor.asks(status="resolved", assigned_agent=ben.email)
    await floor.asks(who="max", status="resolved", assigned_agent=ben.email)
    await floor.does(WROTE, floor.customers["lena"], LAST)
    await floor.does(WROTE, floor.customers["max"], LAST - 1)
    await floor.plans()
    known = [await floor.asks(), await floor.asks(who="max")]
    await floor.works()
    last = {row["ticket_id"]: row["last"] for row in await floor.site.pool.fetch(KNEW)}
    assert [last[ticket] for ticket in known] == [None, ben.id]
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
    assert await floor.queued() == 0


# Room


async def test_a_slot_that_is_freed_is_filled(floor: Floor) -> None:
    anna, first, second = await floor.one_each()
    await floor.does(RESOLVE, first)
    await floor.works()
    assert await floor.holder(second) == anna.email
    await floor.explained()


async def test_what_sleeps_takes_no_room(floor: Floor) -> None:
    anna, first, second = await floor.one_each()
    await snooze_ticket(floor.db, await floor.number(first), Snooze(NOW + timedelta(days=1), False), anna, "a")
    await floor.works()
    assert await floor.holder(second) == anna.email


async def test_what_is_deleted_takes_no_room(floor: Floor) -> None:
    anna, first, second = await floor.one_each()
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
    anna, _, second = await floor.one_each()
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
    anna, _, second = await floor.one_each()
    await claim_ticket(floor.db, await floor.number(second), anna, "a")
    third = await floor.asks("Third")
    await floor.works()
    assert (await floor.holder(second), await floor.holder(third)) == (anna.email, None)


@pytest.mark.parametrize("cap", [0, 1])
async def test_what_a_person_took_counts_before_it_is_planned(floor: Floor, cap: int) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.caps(cap)
    first = await floor.asks("First")
    await claim_ticket(floor.db, await floor.number(first), anna, "a")
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


async def test_whom_somebody_elses_room_is_no_good_to_is_left_as_it_is(floor: Floor) -> None:
    await a_team(floor.db, 1)
    await floor.caps(0)
    floor.rules = AssignRules(otherwise=Rule("rare", Mode.LOAD, skills=frozenset({"rare"})))
    await floor.asks()
    await floor.works()
    until = await floor.site.pool.fetchval("select not_before from owona_bot.assign_queue")
    await floor.caps(1)
    await floor.looks(datetime.now(UTC) + timedelta(minutes=1))
    assert await floor.site.pool.fetchval("select not_before from owona_bot.assign_queue") == until


async def test_while_nothing_changes_those_that_wait_are_not_looked_through(floor: Floor) -> None:
    """Whoever would has to wait here for somebody who holds the desk's lock."""
    await a_team(floor.db, 2)
    floor.rules = AssignRules(otherwise=Rule("rare", Mode.LOAD, skills=frozenset({"rare"})))
    await floor.asks()
    await floor.works()
    async with floor.site.pool.acquire() as other, other.transaction():
        await other.execute("select pg_advisory_xact_lock(hashtextextended('owona_bot.assign', 0))")
        assert await floor.sits() is Found.NOTHING
        await floor.does("update owona_bot.agents set skills = '{rare}' where slack_user = 'U0'")
        assert await floor.sits() is Found.TAKEN
