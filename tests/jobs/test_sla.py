"""The sweep: each stage is told once, whoever sweeps, whatever clocks do; the index says what a fold says."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from jobs.plan import Lanes, plan_tickets
from jobs.reconcile import look
from jobs.sla import keep_clocks, keep_sweeping
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.chain import Chain, Step, StepAct, To
from owona_bot.domain.sla_policy import Choice, Metric, Pause, Policy, SlaRules
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.fold import fold_waiting
from owona_bot.services.sweep import sweep

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)
FIRST, NEXT, RESOLUTION = Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.RESOLUTION
PAUSES = frozenset({Pause.WAITING_CUSTOMER, Pause.SNOOZED})
OPEN = Policy("open", {FIRST: HOUR, NEXT: 2 * HOUR, RESOLUTION: 10 * HOUR}, pauses=PAUSES, chain="standard")
CHAIN = Chain("standard", (Step(timedelta(0), StepAct.NOTIFY, To.CHANNEL, "C0TIER2"),))

TOLD = """
    select metric, round, stage, silent from owona_bot.sla_told order by at, metric, round, stage"""

EVERY = """
    select ticket_id, payload ->> 'metric' as metric, payload ->> 'stage' as stage, count(*) as times
    from owona_bot.events where kind in ('sla.warned', 'sla.breached') group by 1, 2, 3"""

EVENTS = """
    select kind, payload from owona_bot.events where kind in ('sla.warned', 'sla.breached') order by id"""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, sla=SlaRules((Choice(OPEN),)), chains={"standard": CHAIN})


async def settled(desk: Desk, lanes: Lanes, now: datetime | None = None) -> None:
    """What happened is planned, and folded."""
    while await plan_tickets(desk, lanes):
        pass
    while await fold_waiting(desk.db, desk.sla, now or datetime.now(UTC)):
        pass


async def a_ticket(desk: Desk, site: Site, lanes: Lanes) -> tuple[UUID, datetime]:
    """And when it was made."""
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Geht nicht", "ux", acknowledge=False)
    await settled(desk, lanes)
    async with desk.db.raw.acquire() as raw:
        return ticket, await raw.fetchval("select created_at from public.support_tickets where id = $1", ticket)


async def told(raw: Raw) -> list[tuple[str, int, int]]:
    return [(row["metric"], row["round"], row["stage"]) for row in await raw.fetch(TOLD)]


async def events(raw: Raw) -> list[tuple[str, str, int]]:
    rows = await raw.fetch(EVENTS)
    return [(row["kind"], row["payload"]["metric"], row["payload"]["stage"]) for row in rows]


async def the_site(raw: Raw) -> asyncpg.Record:
    return await raw.fetchrow("select * from public.support_tickets")


async def test_each_stage_is_told_when_its_share_of_the_time_is_over(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    _, born = await a_ticket(desk, site, lanes)
    second = timedelta(seconds=1)
    assert await sweep(desk.db, born + HOUR * 0.75 - second, desk.chains) == 0
    assert await sweep(desk.db, born + HOUR * 0.75, desk.chains) == 1
    assert await events(raw) == [("sla.warned", "first_response", 75)]
    (row,) = await raw.fetch(EVENTS)
    due = row["payload"].pop("due")
    assert datetime.fromisoformat(due) == born + HOUR
    assert row["payload"] == {"metric": "first_response", "round": 1, "stage": 75, "due_in_seconds": 900}
    await settled(desk, lanes)
    assert await sweep(desk.db, born + HOUR * 0.9 - second, desk.chains) == 0
    assert await sweep(desk.db, born + HOUR * 0.9, desk.chains) == 1
    assert await told(raw) == [("first_response", 1, 75), ("first_response", 1, 90)]


async def test_a_breach_escalates_by_itself_in_the_shape_that_the_site_knows(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    ticket, born = await a_ticket(desk, site, lanes)
    now = born + HOUR
    assert await sweep(desk.db, now, desk.chains) == 1
    assert await events(raw) == [("sla.breached", "first_response", 100)]
    stands = await the_site(raw)
    when = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    entry = {"agent": "owona_bot", "status": "sla_breach", "trigger": "sla_first_response_1", "timestamp": when}
    assert stands["escalation_path"] == [entry]
    assert (stands["last_escalation"], stands["priority"]) == (now, "high")
    escalation = await raw.fetchrow("select * from owona_bot.escalations")
    assert (escalation["ticket_id"], escalation["by"], escalation["chain"]) == (ticket, "bot:sla", "standard")
    assert (escalation["started_at"], escalation["next_at"]) == (now, now)
    assert escalation["steps"]["steps"][0]["name"] == "C0TIER2"


async def test_the_portals_36_hours_carry_the_triggers_name_that_it_knows(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    desk = replace(desk, sla=SlaRules())
    _, born = await a_ticket(desk, site, lanes)
    await sweep(desk.db, born + 36 * HOUR, desk.chains)
    stands = await the_site(raw)
    assert [entry["trigger"] for entry in stands["escalation_path"]] == ["sla_36h"]
    assert await raw.fetchval("select count(*) from owona_bot.escalations") == 0


async def test_what_is_in_the_path_already_is_neither_appended_nor_raised_again(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    desk = replace(desk, sla=SlaRules())
    ticket, born = await a_ticket(desk, site, lanes)
    path = [{"agent": "owner", "status": "sla_breach", "trigger": "sla_36h", "timestamp": "2026-11-25T10:00:00Z"}]
    await raw.execute("update public.support_tickets set escalation_path = $2 where id = $1", ticket, path)
    await settled(desk, lanes)
    await sweep(desk.db, born + 36 * HOUR, desk.chains)
    stands = await the_site(raw)
    assert (stands["escalation_path"], stands["priority"], stands["last_escalation"]) == (path, "normal", None)
    assert await events(raw) == [("sla.breached", "resolution", 100)]


async def test_two_clocks_that_breach_at_once_raise_it_one_step_and_start_one_chain(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    _, born = await a_ticket(desk, site, lanes)
    await sweep(desk.db, born + 11 * HOUR, desk.chains)
    stands = await the_site(raw)
    triggers = {entry["trigger"] for entry in stands["escalation_path"]}
    assert triggers == {"sla_first_response_1", "sla_resolution_1"}
    assert stands["priority"] == "high"
    assert await raw.fetchval("select count(*) from owona_bot.escalations") == 1


async def test_set_forward_a_day_the_highest_stage_alone_is_told_and_set_back_nothing_is_told_again(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    _, born = await a_ticket(desk, site, lanes)
    await sweep(desk.db, born + 24 * HOUR, desk.chains)
    once = [("first_response", 1, 100), ("resolution", 1, 100)]
    assert sorted(await told(raw)) == once
    await settled(desk, lanes, born)
    for back in (0.75, 0.9, 1, 7.5, 9, 10, 24):
        await sweep(desk.db, born + back * HOUR, desk.chains)
        await settled(desk, lanes, born + back * HOUR)
    assert sorted(await told(raw)) == once
    assert len(await events(raw)) == 2


async def test_an_answer_that_is_not_planned_or_folded_yet_goes_first(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    """The sweep looks at the ticket again when its clocks know of it."""
    ticket, born = await a_ticket(desk, site, lanes)
    await site.support_message(ticket, "Wir schauen nach.", "Anna")
    assert await sweep(desk.db, born + HOUR, desk.chains) == 0
    while await plan_tickets(desk, lanes):
        pass
    assert await sweep(desk.db, born + HOUR, desk.chains) == 0
    await settled(desk, lanes)
    assert await sweep(desk.db, born + HOUR, desk.chains) == 0
    assert await sweep(desk.db, born + HOUR * 8, desk.chains) == 1
    assert await events(raw) == [("sla.warned", "resolution", 75)]


async def test_whoever_is_answering_at_that_moment_is_not_overtaken(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    """They hold the ticket's row; the sweep neither waits for them nor goes before them."""
    ticket, born = await a_ticket(desk, site, lanes)
    async with desk.db.raw.acquire() as agent, agent.transaction():
        await agent.execute("select from public.support_tickets where id = $1 for update", ticket)
        assert await sweep(desk.db, born + HOUR, desk.chains) == 0
    assert await sweep(desk.db, born + HOUR, desk.chains) == 1


async def test_while_it_sleeps_or_waits_for_the_customer_nothing_is_told(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    ticket, born = await a_ticket(desk, site, lanes)
    await site.portal_status(ticket, "waiting_customer", "anna@owona.de")
    await settled(desk, lanes)
    assert await sweep(desk.db, born + 24 * HOUR, desk.chains) == 0
    await site.portal_status(ticket, "resolved", "anna@owona.de")
    await settled(desk, lanes)
    assert await sweep(desk.db, born + 24 * HOUR, desk.chains) == 0
    assert await told(raw) == []


async def test_a_ticket_that_is_gone_tells_nothing(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Geht nicht", acknowledge=False)
    await settled(desk, lanes)
    await site.delete_ticket(lena, ticket)
    await settled(desk, lanes)
    assert await sweep(desk.db, datetime.now(UTC) + 24 * HOUR, desk.chains) == 0
    assert await raw.fetchval("select count(*) from owona_bot.sla_clocks") == 0


async def test_what_is_from_before_go_live_breaches_silently(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Geht nicht", acknowledge=False)
    await raw.execute("update owona_bot.marks set at = now() + interval '1 minute' where name = 'go_live'")
    await settled(desk, lanes)
    born = await raw.fetchval("select created_at from public.support_tickets where id = $1", ticket)
    assert await sweep(desk.db, born + 24 * HOUR, desk.chains) == 2
    assert sorted(await told(raw)) == [("first_response", 1, 100), ("resolution", 1, 100)]
    stands = await the_site(raw)
    assert (await events(raw), stands["escalation_path"], stands["priority"]) == ([], [], "normal")
    assert await raw.fetchval("select count(*) from owona_bot.escalations") == 0
    assert await sweep(desk.db, born + 48 * HOUR, desk.chains) == 0


async def test_at_first_start_clocks_are_made_bit_by_bit_the_newest_first(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False) for n in range(5)]
    await settled(desk, lanes)
    await raw.execute("truncate owona_bot.sla_clocks, owona_bot.sla_next, owona_bot.sla_terms, owona_bot.unclocked")
    await look(desk)
    await look(desk)
    now = datetime.now(UTC)
    assert await fold_waiting(desk.db, desk.sla, now, 2) == 2
    found = "select array_agg(distinct ticket_id) from owona_bot.sla_clocks"
    assert set(await raw.fetchval(found)) == set(tickets[3:])
    fresh = await site.create_ticket(lena, "Neu", "Text", acknowledge=False)
    while await plan_tickets(desk, lanes):
        pass
    await fold_waiting(desk.db, desk.sla, now, 1)
    assert fresh in await raw.fetchval(found), "what is new does not wait for what is old"
    assert [await fold_waiting(desk.db, desk.sla, now, 2) for _ in range(3)] == [2, 1, 0]
    assert set(await raw.fetchval(found)) == {*tickets, fresh}


async def test_a_file_that_changes_rewrites_no_term(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    """Of tickets that are there; a priority that changes begins one by the file as it is then."""
    ticket, born = await a_ticket(desk, site, lanes)
    later = replace(desk, sla=SlaRules((Choice(replace(OPEN, targets={RESOLUTION: HOUR})),)))
    await site.support_message(ticket, "Wir schauen nach.", "Anna")
    await settled(later, lanes)
    due = "select due_at from owona_bot.sla_clocks where metric = 'resolution'"
    assert await raw.fetchval(due) == born + 10 * HOUR
    await raw.execute("update public.support_tickets set priority = 'low'")
    await settled(later, lanes)
    assert await raw.fetchval(due) == born + HOUR
    assert await raw.fetchval("select count(*) from owona_bot.sla_terms") == 2


async def test_ten_who_fold_and_ten_who_sweep_at_once_agree(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(30):
        await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False)
    while await plan_tickets(desk, lanes):
        pass
    now = datetime.now(UTC) + HOUR
    await asyncio.gather(
        *(fold_waiting(desk.db, desk.sla, now, 7) for _ in range(10)), *(sweep(desk.db, now, {}) for _ in range(10))
    )
    await settled(desk, lanes, now)
    await sweep(desk.db, now, {})
    assert len(await events(raw)) == 30
    assert len(await told(raw)) == 30
    assert await raw.fetchval("select count(*) from owona_bot.sla_clocks") == 60


async def test_replicas_that_sweep_at_once_by_clocks_that_jump_tell_each_stage_once(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(20):
        await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False)
    await settled(desk, lanes)
    born, luck = datetime.now(UTC), random.Random(7)
    for quarter in range(4 * 12):
        nows = [born + quarter * HOUR / 4 + luck.choice([-HOUR, 0 * HOUR, HOUR]) for _ in range(6)]
        await asyncio.gather(*(sweep(desk.db, now, desk.chains, 7) for now in nows))
        await settled(desk, lanes, luck.choice(nows))
    rows = await raw.fetch(EVERY)
    assert [tuple(row) for row in rows if row["times"] > 1] == []
    assert len([row for row in rows if row["stage"] == "100"]) == 2 * 20
    for ticket in await raw.fetch("select priority, jsonb_array_length(escalation_path) as steps from support_tickets"):
        assert tuple(ticket) == ("urgent", 2)
    assert await raw.fetchval("select count(*) from owona_bot.escalations") == 20


async def test_the_jobs_do_it_by_themselves(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    """The desk's clock is ahead as soon as it says so."""
    ahead = [timedelta(0)]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC) + ahead[0]  # noqa: E731  # a def would need a name
    moved = replace(desk, clock=clock)
    await a_ticket(desk, site, lanes)
    jobs = [asyncio.create_task(keep_clocks(moved, 0.01)), asyncio.create_task(keep_sweeping(moved, 0.01))]
    try:
        ahead[0] = HOUR
        await until(lambda: events(raw), "the breach is told", 10)
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
    assert await events(raw) == [("sla.breached", "first_response", 100)]
