"""What ends an escalation as soon as it is planned, what hurries a chain, and the job that steps it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jobs.escalate import keep_escalating, step_due
from jobs.plan import Lanes, plan_tickets
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Step, StepAct, To
from owona_bot.domain.delivery import Pace
from owona_bot.domain.people import Agent
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.ticket import Priority
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.escalate import escalate_ticket
from owona_bot.services.priority import set_ticket_priority
from owona_bot.services.reopen import reopen_ticket
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.step import put_off
from tests.services.team import a_team
from tests.services.test_escalate import asks

pytestmark = pytest.mark.database

LANES = Lanes(Pace(0, 3))

CALL = Step(timedelta(), StepAct.NOTIFY, To.CHANNEL, "C0TIER2")
CHAIN = Chain("standard", (CALL, replace(CALL, wait=timedelta(hours=1))))

STOPPED = "select stopped_why from owona_bot.escalations order by id"

TOLD = "select actor, payload ->> 'why' as why from owona_bot.events where kind = 'escalation.stopped' order by id"

STEPPED = "select count(*) from owona_bot.events where kind = 'escalation.stepped'"

CLOSED: Calendar = Calendar(
    "night", "UTC", (((0, 1),), ((0, 1),), ((0, 1),), ((0, 1),), ((0, 1),), ((0, 1),), ((0, 1),))
)
"""Open for the first minute of each day."""


async def settled(desk: Desk) -> None:
    while await plan_tickets(desk, LANES):
        pass


async def escalated(desk: Desk, site: Site, chain: Chain | None = CHAIN) -> tuple[UUID, UUID, Agent]:
    """Lena, and her #1001, for which Anna has called."""
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler", acknowledge=False)
    (anna,) = await a_team(desk.db, 1)
    await escalate_ticket(desk.db, 1001, asks(chain=chain), anna, "e", desk.clock())
    await settled(desk)
    return lena, ticket, anna


async def whys(raw: Raw) -> list[str | None]:
    return [row[0] for row in await raw.fetch(STOPPED)]


@pytest.mark.parametrize("chain", [None, CHAIN], ids=["alone", "with a chain"])
async def test_an_answer_ends_it_when_it_is_planned(desk: Desk, site: Site, raw: Raw, chain: Chain | None) -> None:
    _, ticket, _ = await escalated(desk, site, chain)
    await site.support_message(ticket, "Intern.", "Anna", internal=True)
    await site.support_message(ticket, "Automatisch.", "Automat", kind="auto_acknowledgement")
    await settled(desk)
    assert await whys(raw) == [None]
    await site.support_message(ticket, "Wir sind dran.", "Anna")
    await asyncio.gather(*(plan_tickets(desk, LANES) for _ in range(5)))
    await settled(desk)
    assert await whys(raw) == ["answered"]
    assert [tuple(row) for row in await raw.fetch(TOLD)] == [("bot:plan", "answered")]


async def test_so_do_a_status_and_a_deletion(desk: Desk, site: Site, raw: Raw) -> None:
    lena, ticket, anna = await escalated(desk, site)
    await resolve_ticket(desk.db, 1001, anna, "r")
    await settled(desk)
    await reopen_ticket(desk.db, 1001, anna, "o")
    await escalate_ticket(desk.db, 1001, asks(), anna, "again", desk.clock())
    await settled(desk)
    assert await site.delete_ticket(lena, ticket)
    await settled(desk)
    assert await whys(raw) == ["done", "deleted"]


async def test_what_happened_before_it_began_ends_nothing_when_it_is_planned_late(
    desk: Desk, site: Site, raw: Raw
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler", acknowledge=False)
    (anna,) = await a_team(desk.db, 1)
    await site.support_message(ticket, "Wir sind dran.", "Anna")
    await resolve_ticket(desk.db, 1001, anna, "r")
    await reopen_ticket(desk.db, 1001, anna, "o")
    await escalate_ticket(desk.db, 1001, asks(chain=CHAIN), anna, "e", desk.clock())
    await settled(desk)
    assert await whys(raw) == [None]


async def test_one_that_becomes_urgent_waits_for_the_window_no_longer(desk: Desk, site: Site, raw: Raw) -> None:
    _, _, anna = await escalated(desk, site, replace(CHAIN, window="night"))
    noon = datetime.now(UTC).replace(hour=12)
    desk = replace(desk, clock=lambda: noon)
    await raw.execute("update owona_bot.escalations set started_at = $1, next_at = $1", noon)
    assert await step_due(desk.db, noon, {"night": CLOSED}) == 1
    assert await raw.fetchval(STEPPED) == 0
    assert await step_due(desk.db, noon, {"night": CLOSED}) == 0
    await set_ticket_priority(desk.db, 1001, Priority.URGENT, anna, "p")
    await settled(desk)
    assert await step_due(desk.db, noon, {"night": CLOSED}) == 1
    assert await raw.fetchval(STEPPED) == 1


@asynccontextmanager
async def working(job: Callable[[Desk], Awaitable[None]], desk: Desk, replicas: int) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(job(desk)) for _ in range(replicas)]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_job_steps_by_the_desks_clock_once_however_many_run(desk: Desk, site: Site, raw: Raw) -> None:
    await escalated(desk, site)
    ahead = replace(desk, clock=lambda: datetime.now(UTC) + timedelta(hours=2), sla=SlaRules())

    async def stepped(times: int) -> bool:
        return bool(await raw.fetchval(STEPPED) == times)

    async with working(keep_escalating, desk, 3):
        await until(lambda: stepped(1), "the first step is done")
    async with working(keep_escalating, ahead, 3):
        await until(lambda: stepped(2), "the second step is done")
    assert await raw.fetchval("select count(*) from owona_bot.escalations where next_at is not null") == 0


SPOILT = """
    update owona_bot.escalations
    set steps = jsonb_set(steps, '{steps,0,act}', '"dance"'), next_at = next_at - interval '1 day' where id = $1"""
"""As a later version might have written it; it is looked at first."""


async def several(desk: Desk, site: Site, count: int) -> None:
    """Chains of as many tickets, all due now."""
    lena = await site.sign_up("lena@example.com", "Lena")
    (anna,) = await a_team(desk.db, 1)
    for n in range(count):
        await site.create_ticket(lena, f"Login {n}", "Fehler", acknowledge=False)
        await escalate_ticket(desk.db, 1001 + n, asks(chain=CHAIN), anna, f"e{n}", desk.clock())


async def test_a_chain_that_can_not_be_stepped_holds_up_no_other_and_is_tried_again(
    desk: Desk, site: Site, raw: Raw
) -> None:
    await several(desk, site, 2)
    first, second = [row[0] for row in await raw.fetch("select id from owona_bot.escalations order by id")]
    await raw.execute(SPOILT, first)
    now = desk.clock()
    assert await step_due(desk.db, now, {}) == 1
    stepped = "select (payload ->> 'escalation')::bigint from owona_bot.events where kind = 'escalation.stepped'"
    assert await raw.fetchval(stepped) == second
    next_at = "select next_at from owona_bot.escalations where id = $1"
    assert await raw.fetchval(next_at, first) == now + timedelta(minutes=1)
    assert await step_due(desk.db, now, {}) == 0


async def test_chains_that_another_replica_holds_are_no_reason_to_look_again_at_once(
    desk: Desk, site: Site, raw: Raw
) -> None:
    await several(desk, site, 2)
    async with raw.transaction():
        await raw.execute("select from owona_bot.escalations order by id limit 1 for update")
        assert await step_due(desk.db, desk.clock(), {}) == 1
        assert await step_due(desk.db, desk.clock(), {}) == 0


async def test_who_put_off_what_another_has_stepped_meanwhile_undoes_nothing(desk: Desk, site: Site, raw: Raw) -> None:
    await escalated(desk, site)
    await step_due(desk.db, desk.clock(), {})
    next_at = await raw.fetchval("select next_at from owona_bot.escalations")
    await put_off(desk.db, 1, desk.clock())
    assert await raw.fetchval("select next_at from owona_bot.escalations") == next_at
