"""The planner on a real database: every event once, in order, drawn once; silence about the past."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jobs.plan import Lanes, plan_general, plan_tickets, plan_waiting
from jobs.reconcile import look
from owona_bot.database import deliveries, events, unplanned
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent, AgentId
from owona_bot.playground.site import Site
from owona_bot.services.resolve import resolve_ticket
from tests.jobs.queue import run_out, taken

pytestmark = pytest.mark.database

SHOWN = """
    select d.reaction, coalesce(d.payload ->> 'shows', '') as shows, d.last_error as why
    from owona_bot.deliveries d where d.ticket_id = $1 and d.reaction in ('card', 'thread') order by d.position"""


async def shown(raw: Raw, ticket: UUID) -> list[tuple[str, str, str | None]]:
    """Reaction, what it shows, why not; in order."""
    return [(row["reaction"], row["shows"], row["why"]) for row in await raw.fetch(SHOWN, ticket)]


async def plan_all(desk: Desk, lanes: Lanes) -> None:
    while await plan_tickets(desk, lanes) or await plan_general(desk, lanes):
        pass


async def a_planned_ticket(site: Site, desk: Desk, lanes: Lanes) -> tuple[UUID, UUID]:
    """Customer and ticket; what was planned so far is gone."""
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler 500", acknowledge=False)
    await plan_all(desk, lanes)
    async with site.pool.acquire() as connection:
        await connection.execute("delete from owona_bot.deliveries")
    return lena, ticket


async def test_the_sites_form_becomes_a_card_and_its_thread(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler 500")
    await plan_all(desk, lanes)
    assert await shown(raw, ticket) == [
        ("card", "", None),
        ("thread", "description", None),
        ("thread", "message", "repeats the description"),
        ("card", "", None),
        ("thread", "message", None),
        ("card", "", None),
        ("thread", "change", None),
    ]


async def test_a_change_and_its_audit_row_in_one_transaction_draw_the_card_once(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    _, ticket = await a_planned_ticket(site, desk, lanes)
    agent = await an_agent(raw)
    await resolve_ticket(desk.db, 1001, agent, "knock")
    await plan_all(desk, lanes)
    assert await shown(raw, ticket) == [
        ("card", "", None),
        ("thread", "change", None),
        ("thread", "message", "our own audit row"),
    ]


async def an_agent(raw: Raw) -> Agent:
    add = """insert into owona_bot.agents (slack_user, email, name, locale, role)
             values ('U0BEN', 'ben@owona.de', 'Ben', 'en', 'agent') returning id"""
    return Agent(AgentId(await raw.fetchval(add)), "U0BEN", "ben@owona.de", "Ben", "en", "agent")


async def test_an_answer_and_its_status_in_one_transaction_draw_the_card_once(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    _, ticket = await a_planned_ticket(site, desk, lanes)
    async with site.service() as connection:
        await connection.execute(
            "insert into support_ticket_messages (ticket_id, author_type, message) values ($1, 'support', 'Hallo')",
            ticket,
        )
        await connection.execute("update support_tickets set status = 'waiting_customer' where id = $1", ticket)
    await plan_all(desk, lanes)
    assert [one[0] for one in await shown(raw, ticket)] == ["card", "thread", "thread"]


async def test_two_replicas_plan_each_event_once_and_each_tickets_in_order(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False) for n in range(12)]
    writing = asyncio.gather(*(write_in_turn(site, lena, ticket) for ticket in tickets))
    planners = [asyncio.create_task(plan_until(desk, lanes, writing)) for _ in range(2)]
    await asyncio.gather(writing, *planners)
    await plan_all(desk, lanes)
    assert await raw.fetchval("select count(*) from owona_bot.events where planned_at is null") == 0
    rows = await raw.fetch(
        """select d.ticket_id, d.event_id, d.reaction from owona_bot.deliveries d
           where reaction in ('card', 'thread') order by position"""
    )
    assert max(Counter((row["event_id"], row["reaction"]) for row in rows).values()) == 1
    for ticket in tickets:
        order = [row["event_id"] for row in rows if row["ticket_id"] == ticket]
        assert order == sorted(order)
    added = await raw.fetchval("select count(*) from owona_bot.events where kind = 'message.added'")
    assert sum(1 for row in rows if row["reaction"] == "thread") >= added


async def write_in_turn(site: Site, lena: UUID, ticket: UUID) -> None:
    """One after the other, as a customer does; of what commits at once no order is promised."""
    for n in range(8):
        await site.reply(lena, ticket, f"{n}")


async def plan_until(desk: Desk, lanes: Lanes, writing: "asyncio.Future[list[None]]") -> None:
    while not writing.done():
        await plan_tickets(desk, lanes)
        await asyncio.sleep(0)


async def test_a_plan_that_breaks_leaves_its_events_for_the_next(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Text", acknowledge=False)

    async def breaks(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(events, "pass_on", breaks)  # when all else is written
        with pytest.raises(ConnectionError):
            await plan_tickets(desk, lanes)
    assert await shown(raw, ticket) == []
    await plan_all(desk, lanes)
    assert len(await shown(raw, ticket)) == 3
    assert (await taken(raw)).ticket == ticket, "its lane was kept although the first plan was not"


async def test_what_was_there_before_go_live_is_silent_until_something_happens(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    old = datetime.now(UTC) - timedelta(days=30)
    await raw.execute("alter table support_tickets disable trigger owona_bot_tickets_created")
    ticket = await site.insert_ticket(lena, "Alt", "Von früher", created_at=old, status="investigating")
    await raw.execute("alter table support_tickets enable trigger owona_bot_tickets_created")
    await look(desk)
    await plan_all(desk, lanes)
    assert await raw.fetchval("select number from owona_bot.ticket_state where ticket_id = $1", ticket) == 1001
    assert await shown(raw, ticket) == []
    await site.say(ticket, "customer", "Lena", "Ist noch da.", {})
    await plan_all(desk, lanes)
    assert await shown(raw, ticket) == [("card", "", None), ("thread", "message", None)]


async def test_a_deleted_ticket_is_planned_to_its_end(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena, ticket = await a_planned_ticket(site, desk, lanes)
    await site.reply(lena, ticket, "Noch etwas")
    assert await site.delete_ticket(lena, ticket)
    await plan_all(desk, lanes)
    *_, card, line = await shown(raw, ticket)
    assert (card, line) == (("card", "", None), ("thread", "deleted", None))
    assert await raw.fetchval("select deleted_at from owona_bot.ticket_state where ticket_id = $1", ticket)
    gone = [why for _, shows, why in await shown(raw, ticket) if shows == "message"]
    assert gone
    assert set(gone) == {"the message is gone"}


async def test_a_channel_that_refuses_us_is_told_once_an_hour(raw: Raw) -> None:
    told = [await events.first_this_hour(raw, "channel.refused:C0TICKETS:is_archived") for _ in range(3)]
    assert told == [True, False, False]
    assert await events.first_this_hour(raw, "channel.refused:C0TICKETS:not_in_channel")


AN_EVENT = """
    insert into owona_bot.events (ticket_id, kind, actor) values ($1, 'message.added', 'test') returning id"""


EARLIER = """
    insert into owona_bot.events (id, ticket_id, kind, actor) overriding system value
    values (0, $1, 'ticket.tagged', 'test')"""


async def test_what_was_read_before_another_replica_planned_it_is_not_planned_again(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    """Who locks a ticket in the moment in which another lets go of it has read its events a moment earlier."""
    _, ticket = await a_planned_ticket(site, desk, lanes)
    event = await raw.fetchval(AN_EVENT, ticket)
    async with raw.transaction():
        read = await unplanned.take(raw)
        await raw.execute("update owona_bot.events set planned_at = now() where id = $1", event)
        assert not await unplanned.mark(raw, read, ["slack:1"])


async def test_what_began_earlier_and_was_committed_while_one_read_is_planned_in_its_turn(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    _, ticket = await a_planned_ticket(site, desk, lanes)
    async with site.pool.acquire() as slow, desk.db.raw.acquire() as quick:
        writing = slow.transaction()
        await writing.start()
        earlier = await slow.fetchval(AN_EVENT, ticket)
        later = await quick.fetchval(AN_EVENT, ticket)
        async with raw.transaction():
            read = await unplanned.take(raw)
            assert read.ids == [later]
            await writing.commit()
            assert not await unplanned.mark(raw, read, [])
        async with raw.transaction():
            read = await unplanned.take(raw)
            assert read.ids == [earlier, later]
            await quick.execute(AN_EVENT, ticket)
            assert await unplanned.mark(raw, read, []), "what came after it has its own turn"


async def test_a_round_that_read_too_early_begins_anew(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena, ticket = await a_planned_ticket(site, desk, lanes)
    await site.reply(lena, ticket, "Hallo")
    take, begun = unplanned.take, 0

    async def overtaken(held: Raw, _: str | None) -> unplanned.Taken:
        nonlocal begun
        begun += 1
        read = await take(held)
        if begun == 1:
            await held.execute(EARLIER, ticket)
        return read

    monkeypatch.setattr(unplanned, "take", overtaken)
    await plan_tickets(desk, lanes)
    assert begun == 2
    assert not await raw.fetchval("select count(*) from owona_bot.events where planned_at is null")


async def test_one_look_tells_of_what_concerns_no_ticket_too(desk: Desk, raw: Raw, lanes: Lanes) -> None:
    assert not await plan_waiting(desk, lanes)
    async with raw.transaction():
        await events.add(raw, Kind.CHANNEL_REFUSED, "bot:deliver", {"channel": "C0TICKETS", "error": "is_archived"})
    assert await plan_waiting(desk, lanes)
    assert (await taken(raw)).event_kind == "channel.refused"


async def test_what_concerns_no_ticket_is_planned_too(desk: Desk, raw: Raw, lanes: Lanes) -> None:
    async with raw.transaction():
        await events.add(raw, Kind.CHANNEL_REFUSED, "bot:deliver", {"channel": "C0TICKETS", "error": "is_archived"})
    assert await plan_general(desk, lanes)
    assert not await plan_general(desk, lanes)
    delivery = await taken(raw)
    assert (delivery.event_kind, delivery.order_key) == ("channel.refused", "operations")
    await run_out(raw, delivery.id)


async def test_the_ledger_balances_whatever_ends_how(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.create_ticket(lena, "Login", "Text")
    await plan_all(desk, lanes)
    balance = await deliveries.balance(raw)
    assert sum(balance.values()) == await raw.fetchval("select count(*) from owona_bot.deliveries")
    assert balance["suppressed"] == 1


async def test_a_replica_opens_its_lanes_at_the_pace_it_is_set_to(desk: Desk, site: Site, raw: Raw) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.create_ticket(lena, "Login", "Text", acknowledge=False)
    await plan_all(desk, Lanes(Pace(1.0, 3)))
    row = await raw.fetchrow("select every, burst from owona_bot.lanes where name = 'slack.post:C0TICKETS'")
    assert (row["every"], row["burst"]) == (timedelta(seconds=1.05), 3)


async def test_a_plan_waits_for_no_connection_that_others_hold(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena, ticket = await a_planned_ticket(site, desk, lanes)
    await site.reply(lena, ticket, "Hallo")
    await plan_all(desk, lanes)  # all lanes are open from here on
    await site.reply(lena, ticket, "Noch da?")
    others = desk.db.raw
    async with AsyncExitStack() as held:
        for _ in range(others.get_max_size() - 1):  # and `raw`
            await held.enter_async_context(others.acquire())
        assert await asyncio.wait_for(plan_tickets(desk, lanes), 10)
