"""Chains that are stepped on a real PostgreSQL: each step once, whoever looks, dies or answers meanwhile."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Step, StepAct, To, snapshot
from owona_bot.domain.ticket import Priority
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.show import show_ticket
from owona_bot.services.step import AT_ONCE, due_now, step_one
from tests.services.team import a_team
from tests.services.test_claim import rows
from tests.services.test_escalate import KEPT
from tests.services.test_snooze import many

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)

CALL = Step(timedelta(), StepAct.NOTIFY, To.CHANNEL, "C0TIER2")
GIVE = Step(HALF_AN_HOUR, StepAct.REASSIGN, To.PERSON, "agent1@owona.de")
RAISE = Step(HALF_AN_HOUR, StepAct.RAISE_PRIORITY)
CHAIN = Chain("standard", (CALL, GIVE, RAISE))

STEPS = """
    select ticket_id, payload, actor from owona_bot.events where kind = 'escalation.stepped' order by id"""

BREACH = """
    insert into owona_bot.escalations (ticket_id, by, chain, steps, started_at, next_at)
    select ticket_id, 'bot:sla', $1, $2::jsonb, $3, $3 from owona_bot.ticket_state"""
"""As the sweep begins them."""


async def begun(site: Site, chain: Chain = CHAIN, now: datetime = NOW) -> None:
    """On every ticket that there is."""
    await rows(site, BREACH, chain.name, snapshot(chain), now)


async def steps(site: Site) -> list[Mapping[str, object]]:
    """The payloads, in their order."""
    found = [row["payload"] for row in await rows(site, STEPS)]
    return [json.loads(one) if isinstance(one, str) else one for one in found]  # type: ignore[misc]  # jsonb


async def times(site: Site) -> Counter[tuple[UUID, int, int]]:
    """How often each step of each run of each ticket was done."""
    told = zip(await rows(site, STEPS), await steps(site), strict=True)
    return Counter((row["ticket_id"], one["run"], one["step"]) for row, one in told)  # type: ignore[misc]  # a uuid and two numbers


async def step_due(db: Database, now: datetime, calendars: Mapping[str, Calendar]) -> int:
    """Answers how many were stepped."""
    return sum([await step_one(db, id_, now, calendars) for id_ in await due_now(db, now)])


async def looked(db: Database, now: datetime, calendars: Mapping[str, Calendar] | None = None, by: int = 1) -> None:
    """Until nothing is due; `by` so many at once."""
    while sum(await asyncio.gather(*(step_due(db, now, calendars or {}) for _ in range(by)))):
        pass


async def test_ten_who_step_at_once_do_each_step_once_and_in_order(db: Database, site: Site) -> None:
    tickets = await many(site, 120)
    await a_team(db, 2)
    await begun(site, replace(CHAIN, repeat=2))
    for half_hours in range(8):
        await looked(db, NOW + half_hours * HALF_AN_HOUR, by=10)
    expected = {(ticket, run, step) for ticket in tickets for run in (1, 2) for step in (1, 2, 3)}
    assert await times(site) == Counter(dict.fromkeys(expected, 1))
    for ticket in tickets[:5]:
        told = [
            one
            for row, one in zip(await rows(site, STEPS), await steps(site), strict=True)
            if row["ticket_id"] == ticket
        ]
        assert [(one["run"], one["step"]) for one in told] == [(run, step) for run in (1, 2) for step in (1, 2, 3)]
    assert {row["actor"] for row in await rows(site, STEPS)} == {"bot:escalate"}
    assert all(row["next_at"] is None and row["stopped_at"] is None for row in await rows(site, KEPT))


async def test_no_step_comes_before_its_wait_to_the_very_second(db: Database, site: Site) -> None:
    await many(site, 1)
    await a_team(db, 2)
    await begun(site)
    await looked(db, NOW)
    assert len(await steps(site)) == 1
    await looked(db, NOW + HALF_AN_HOUR - timedelta(seconds=1))
    assert len(await steps(site)) == 1
    await looked(db, NOW + HALF_AN_HOUR)
    assert len(await steps(site)) == 2


async def test_what_a_step_does_is_what_the_verb_does(db: Database, site: Site) -> None:
    (ticket,) = await many(site, 1)
    anna, ben = await a_team(db, 2)
    await claim_ticket(db, 1001, anna, "a")
    await begun(site)
    for half_hours in range(3):
        await looked(db, NOW + half_hours * HALF_AN_HOUR)
    after = await show_ticket(db, 1001)
    assert (after.agent, after.priority) == (ben, Priority.HIGH)
    changed = "select actor from owona_bot.events where kind = 'ticket.changed' and ticket_id = $1 order by id"
    assert [row["actor"] for row in await rows(site, changed, ticket)][1:] == ["bot:escalate"] * 2


async def test_after_a_day_without_a_bot_one_step_comes_and_the_next_has_its_wait(db: Database, site: Site) -> None:
    await many(site, 1)
    await a_team(db, 2)
    await begun(site)
    late = NOW + timedelta(days=1)
    await looked(db, late)
    assert [one["step"] for one in await steps(site)] == [1]
    await looked(db, late + HALF_AN_HOUR)
    assert [one["step"] for one in await steps(site)] == [1, 2]


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)])
async def test_a_clock_that_jumps_to_and_fro_does_no_step_twice(db: Database, site: Site, jump: timedelta) -> None:
    (ticket,) = await many(site, 1)
    await a_team(db, 2)
    await begun(site)
    for at in (NOW, NOW - jump, NOW + jump, NOW, NOW + jump - HALF_AN_HOUR, NOW + 2 * jump, NOW - jump):
        await looked(db, at, by=3)
    done = await times(site)
    assert set(done.values()) == {1}
    assert done.keys() <= {(ticket, 1, step) for step in (1, 2, 3)}


async def test_one_who_dies_in_the_midst_of_a_step_has_done_none(db: Database, site: Site) -> None:
    (ticket,) = await many(site, 1)
    await begun(site)
    async with site.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("select from owona_bot.escalations for update")
        await asyncio.gather(*(step_due(db, NOW, {}) for _ in range(3)))
        assert await steps(site) == []
        await transaction.rollback()
    await looked(db, NOW)
    assert await times(site) == {(ticket, 1, 1): 1}


async def test_looking_costs_by_what_is_due(db: Database, site: Site) -> None:
    await many(site, 1)
    await rows(site, "analyze owona_bot.escalations")
    made = """insert into owona_bot.escalations (ticket_id, by, started_at, next_at)
              select gen_random_uuid(), 'bot:sla', $1, $1::timestamptz + n * interval '1 hour'
              from generate_series(1, 10000) n"""
    await rows(site, made, NOW)
    await rows(site, "analyze owona_bot.escalations")
    query = """explain select id from owona_bot.escalations where next_at <= $1 order by next_at, id limit 100"""
    plan = " ".join(str(row["QUERY PLAN"]) for row in await rows(site, query, NOW))
    assert "escalations_next" in plan


async def test_no_more_at_once_than_fit(db: Database, site: Site) -> None:
    await many(site, AT_ONCE + 5)
    await begun(site)
    assert [await step_due(db, NOW, {}) for _ in range(3)] == [AT_ONCE, 5, 0]
