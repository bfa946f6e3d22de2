"""The sweep over more than a batch: several hands, each with tickets of its own, and each stage once all the same."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database import clocks
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.chain import Chain, Step, StepAct, To, snapshot
from owona_bot.domain.sla_policy import Metric, Policy
from owona_bot.domain.sla_spec import hash_of, text_of
from owona_bot.playground.site import Site
from owona_bot.services.sweep import EARLIEST, HANDS, sweep

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)
POLICY = Policy("open", {Metric.FIRST_RESPONSE: HOUR, Metric.RESOLUTION: HOUR}, stages=(50,), chain="standard")
CHAIN = Chain("standard", (Step(timedelta(0), StepAct.NOTIFY, To.CHANNEL, "C0TIER2"),))
TICKETS = 30

KEEP = "insert into owona_bot.sla_policies (hash, name, spec) values ($1, 'open', $2::text::jsonb)"

CLOCKS = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages, shares,
                                      next_at)
    select t.id, metric, 1, $1, 'running', t.created_at, t.created_at + interval '1 hour',
           array[t.created_at + interval '30 minutes', t.created_at + interval '1 hour'], '{50,100}',
           t.created_at + interval '30 minutes'
    from public.support_tickets t cross join unnest(array['first_response', 'resolution']) metric"""

PLANNED = (
    "update owona_bot.events set planned_at = now() where planned_at is null",
    "delete from owona_bot.unclocked",
)

TOLD = "select ticket_id, metric, stage, count(*) as times from owona_bot.sla_told group by 1, 2, 3"

SAID = """
    select kind, count(*) as times, count(distinct (ticket_id, payload ->> 'metric')) as different
    from owona_bot.events where kind like 'sla.%' group by kind order by kind"""


@pytest.fixture
async def born(site: Site, raw: Raw) -> datetime:
    """When the last of them was made; each has two clocks."""
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(TICKETS):
        await site.create_ticket(lena, f"Login {n}", "Geht nicht", acknowledge=False)
    await raw.execute(KEEP, hash_of(POLICY), text_of(POLICY))
    await raw.execute(CLOCKS, hash_of(POLICY))
    await planned(raw)
    last: datetime = await raw.fetchval("select max(created_at) from public.support_tickets")
    return last


async def planned(raw: Raw) -> None:
    for statement in PLANNED:
        await raw.execute(statement)


async def swept(db: Database, raw: Raw, now: datetime) -> int:
    """In batches of four, until nothing is left; between two looks what was told is planned."""
    passed = 0
    while found := await sweep(db, now, {"standard": CHAIN}, most=4):
        passed += found
        await planned(raw)
    return passed


async def test_many_batches_tell_each_stage_once(db: Database, raw: Raw, born: datetime) -> None:
    assert await swept(db, raw, born + HOUR / 2) == 2 * TICKETS
    assert await swept(db, raw, born + HOUR) == 2 * TICKETS
    rows = await raw.fetch(TOLD)
    assert [row["times"] for row in rows] == [1] * 4 * TICKETS
    said = {row["kind"]: (row["times"], row["different"]) for row in await raw.fetch(SAID)}
    assert said == {"sla.breached": (60, 60), "sla.warned": (60, 60)}
    chains = await raw.fetch("select ticket_id, count(*) as times from owona_bot.escalations group by 1")
    assert [row["times"] for row in chains] == [1] * TICKETS


async def test_replicas_with_two_hands_each_tell_it_once_too(db: Database, raw: Raw, born: datetime) -> None:
    passed = 0
    while found := sum(await asyncio.gather(*(sweep(db, born + HOUR, {}, most=3) for _ in range(3)))):
        passed += found
        await planned(raw)
    assert passed == 2 * TICKETS
    assert [row["times"] for row in await raw.fetch(TOLD)] == [1] * 2 * TICKETS


async def test_each_hand_has_tickets_of_its_own_and_together_they_have_all(
    db: Database, raw: Raw, born: datetime
) -> None:
    hands = [await of_hand(db, born + HOUR, hand) for hand in range(HANDS)]
    assert all(hands)
    assert not set.intersection(*hands)
    assert len(set.union(*hands)) == TICKETS


async def of_hand(db: Database, now: datetime, hand: int) -> set[UUID]:
    """The tickets whose breach it tells of."""
    before = "select ticket_id from owona_bot.sla_told"
    async with db.change_raw(by="bot:test") as raw:
        known = {row["ticket_id"] for row in await raw.fetch(before)}
        part = clocks.Part(EARLIEST, 1000, hand, HANDS)
        await clocks.breach(raw, now, part, {"standard": snapshot(CHAIN)})
        return {row["ticket_id"] for row in await raw.fetch(before)} - known


async def test_a_chain_that_runs_is_not_begun_beside_another(db: Database, raw: Raw, born: datetime) -> None:
    """Nor looked for in all that the same batch begins, which took longer with each."""
    await raw.execute("""
        insert into owona_bot.escalations (ticket_id, by, chain, steps, started_at, next_at)
        select id, 'bot:test', 'standard', '{}', now(), now() from public.support_tickets""")
    assert await swept(db, raw, born + HOUR) == 2 * TICKETS
    assert await raw.fetchval("select count(*) from owona_bot.escalations") == TICKETS
