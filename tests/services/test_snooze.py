"""Putting away and waking on a real PostgreSQL: exactly once, whoever looks and whoever dies."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Snooze
from owona_bot.domain.ticket_errors import NotSnoozed, NotYours
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.show import show_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.wake import AT_ONCE, wake_due
from tests.services.team import a_team
from tests.services.test_claim import a_ticket, rows

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SOON = Snooze(NOW + timedelta(hours=1), False)
ANSWERED = Snooze(None, True)

TOLD = "select kind, actor, payload from owona_bot.events where kind in ('ticket.snoozed', 'ticket.woken') order by id"

PUT_AWAY = "update owona_bot.ticket_state set snoozed_until = $1"


async def many(site: Site, count: int) -> list[UUID]:
    lena = await site.sign_up("lena@example.com", "Lena")
    return [await site.insert_ticket(lena, f"Ticket {n}", "?") for n in range(count)]


async def woken(site: Site) -> Counter[str]:
    """How often each ticket was."""
    query = "select ticket_id::text as id from owona_bot.events where kind = 'ticket.woken'"
    return Counter(str(row["id"]) for row in await rows(site, query))


async def anna_of(db: Database) -> Agent:
    (anna,) = await a_team(db, 1)
    return anna


@pytest.mark.parametrize("wish", [SOON, ANSWERED, Snooze(NOW + timedelta(days=9), True)])
async def test_what_was_put_away_is_there_as_it_was_wished(db: Database, site: Site, wish: Snooze) -> None:
    ticket = await a_ticket(site)
    anna = await anna_of(db)
    moved = "select updated_at, status, assigned_agent from support_tickets where id = $1"
    before = await rows(site, moved, ticket)
    assert (await snooze_ticket(db, 1001, wish, anna, "a")).snooze == wish
    assert (await show_ticket(db, 1001)).snooze == wish
    assert await rows(site, moved, ticket) == before
    (told,) = await rows(site, TOLD)
    until = wish.until.isoformat() if wish.until else None
    assert told["payload"] == {"until": until, "for_answer": wish.for_answer}
    assert told["actor"] == anna.actor


async def test_putting_away_again_as_it_is_says_nothing(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna = await anna_of(db)
    for n in range(3):
        await snooze_ticket(db, 1001, SOON, anna, f"{n}")
    await snooze_ticket(db, 1001, ANSWERED, anna, "other")
    assert len(await rows(site, TOLD)) == 2


async def test_the_same_knock_puts_away_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna = await anna_of(db)
    ends = await asyncio.gather(
        *(snooze_ticket(db, 1001, SOON, anna, "knock") for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(end, Repeated) for end in ends) == 4
    assert len(await rows(site, TOLD)) == 1


async def test_an_agent_wakes_it_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    team = await a_team(db, 10)
    await snooze_ticket(db, 1001, SOON, team[0], "a")
    ends = await asyncio.gather(
        *(snooze_ticket(db, 1001, None, agent, f"{agent.id}") for agent in team), return_exceptions=True
    )
    assert sum(isinstance(end, NotSnoozed) for end in ends) == 9
    assert (await show_ticket(db, 1001)).snooze is None
    assert (await rows(site, TOLD))[-1]["payload"] == {"why": "agent"}
    assert sum((await woken(site)).values()) == 1


async def test_whose_it_is_not_may_not(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna, ben, carla = await a_team(db, 3)
    await claim_ticket(db, 1001, ben, "a")
    with pytest.raises(NotYours):
        await snooze_ticket(db, 1001, SOON, carla, "b")
    await snooze_ticket(db, 1001, SOON, anna, "c")
    async with site.pool.acquire() as connection:
        await connection.execute("update owona_bot.agents set role = 'reader' where id = $1", carla.id)
    reader = Agent(carla.id, carla.slack_user, carla.email, carla.name, carla.locale, "reader")
    with pytest.raises(MayNot):
        await snooze_ticket(db, 1001, SOON, reader, "d")


async def test_of_ten_replicas_that_look_at_once_one_wakes_each(db: Database, site: Site) -> None:
    tickets = await many(site, 250)
    await rows(site, PUT_AWAY, NOW)
    found = 1
    while found:
        found = sum(await asyncio.gather(*(wake_due(db, NOW) for _ in range(10))))
    assert await woken(site) == Counter(dict.fromkeys(map(str, tickets), 1))
    assert await rows(site, "select 1 from owona_bot.ticket_state where snoozed_until is not null") == []


async def test_it_sleeps_until_its_very_moment_and_for_ever_without_one(db: Database, site: Site) -> None:
    await many(site, 2)
    anna = await anna_of(db)
    await snooze_ticket(db, 1001, SOON, anna, "a")
    await snooze_ticket(db, 1002, ANSWERED, anna, "b")
    assert await wake_due(db, NOW + timedelta(minutes=59, seconds=59)) == 0
    assert await wake_due(db, NOW + timedelta(hours=1)) == 1
    assert await wake_due(db, NOW + timedelta(days=10_000)) == 0
    assert (await show_ticket(db, 1002)).snooze == ANSWERED


async def test_no_more_at_once_than_fit_and_the_oldest_first(db: Database, site: Site) -> None:
    await many(site, AT_ONCE + 5)
    await rows(
        site, "update owona_bot.ticket_state set snoozed_until = $1::timestamptz - number * interval '1 minute'", NOW
    )
    assert [await wake_due(db, NOW) for _ in range(3)] == [AT_ONCE, 5, 0]
    last = """select array(select number from owona_bot.events join owona_bot.ticket_state using (ticket_id)
              where kind = 'ticket.woken' order by id offset 100) as numbers"""
    (told,) = await rows(site, last)
    assert told["numbers"] == [1005, 1004, 1003, 1002, 1001]


async def test_a_waker_that_dies_has_woken_nobody(db: Database, site: Site) -> None:
    await many(site, 3)
    await rows(site, PUT_AWAY, NOW)
    async with site.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("select from owona_bot.ticket_state order by ticket_id limit 2 for update")
        assert await wake_due(db, NOW) == 1
        await transaction.rollback()
    assert await wake_due(db, NOW) == 2
    assert set((await woken(site)).values()) == {1}


async def test_a_deleted_ticket_wakes_without_a_word(db: Database, site: Site) -> None:
    await many(site, 1)
    await rows(site, "update owona_bot.ticket_state set snoozed_until = $1, deleted_at = now()", NOW)
    assert [await wake_due(db, NOW), await wake_due(db, NOW)] == [1, 0]
    assert await woken(site) == Counter()


async def test_looking_costs_by_what_is_due(db: Database, site: Site) -> None:
    """Ten thousand that sleep, one that is due: its index is asked."""
    lena = await site.sign_up("lena@example.com", "Lena")
    made = """insert into support_tickets (user_id, title, description)
              select $1, 'x', 'y' from generate_series(1, 10000)"""
    await rows(site, made, lena)
    late = "update owona_bot.ticket_state set snoozed_until = $1::timestamptz + number * interval '1 hour'"
    await rows(site, late, NOW - timedelta(hours=1001))
    await rows(site, "analyze owona_bot.ticket_state")
    query = """explain select ticket_id from owona_bot.ticket_state
               where snoozed_until <= $1 and snoozed_until < 'infinity' order by snoozed_until limit 100"""
    plan = " ".join(str(row["QUERY PLAN"]) for row in await rows(site, query, NOW))
    assert "ticket_state_snoozed" in plan
