"""Resolved tickets that nobody touches are closed, each once, and only while nothing happens on them."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from owona_bot.database.engine import Database
from owona_bot.domain.ticket import Snooze
from owona_bot.playground.site import Site
from owona_bot.services.auto_close import AT_ONCE, close_stale, look_at_stale
from owona_bot.services.merge import merge_tickets
from owona_bot.services.snooze import snooze_ticket
from tests.services.team import a_team
from tests.services.test_claim import rows

pytestmark = pytest.mark.database

CLOSED = "select id from public.support_tickets where status = 'closed'"
HISTORY = """
    select ticket_id, actor, payload from owona_bot.events
    where kind = 'ticket.changed' and payload -> 'status' ->> 1 = 'closed'"""


def soon() -> datetime:
    """So that all that was done until now is long ago."""
    return datetime.now(UTC) + timedelta(seconds=1)


async def resolved(site: Site, count: int = 1) -> list[UUID]:
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.insert_ticket(lena, f"Ticket {n}", "?") for n in range(count)]
    for ticket in tickets:
        await site.portal_status(ticket, "resolved", "anna@owona.de")
    return tickets


async def closed(site: Site) -> set[UUID]:
    return {UUID(str(row["id"])) for row in await rows(site, CLOSED)}


async def test_one_that_was_left_alone_is_closed_and_its_history_says_by_whom(db: Database, site: Site) -> None:
    (ticket,) = await resolved(site)
    assert await close_stale(db, soon()) == {"closed": 1}
    assert await closed(site) == {ticket}
    (told,) = await rows(site, HISTORY)
    assert (told["actor"], told["payload"]) == ("bot:auto_close", {"status": ["resolved", "closed"]})
    (line,) = await rows(
        site, "select message, internal_only, metadata from support_ticket_messages where message = 'Status: closed'"
    )
    assert line["internal_only"] is True
    assert line["metadata"] == {"source": "owona_bot", "updated_by": "owona_bot"}


async def test_one_that_was_touched_within_the_days_stays(db: Database, site: Site) -> None:
    (ticket,) = await resolved(site)
    assert await close_stale(db, datetime.now(UTC) - timedelta(days=14)) == {"closed": 0}
    await site.support_message(ticket, "Noch etwas", "Anna")
    cut = datetime.now(UTC)
    await site.support_message(ticket, "Und noch etwas", "Anna")
    assert await close_stale(db, cut) == {"closed": 0}
    assert await closed(site) == set()


@pytest.mark.parametrize("status", ["new", "investigating", "waiting_customer"])
async def test_only_resolved_ones_are_meant(db: Database, site: Site, status: str) -> None:
    (ticket,) = await resolved(site)
    await site.portal_status(ticket, status, "anna@owona.de")
    assert await close_stale(db, soon()) == {"closed": 0}


async def test_a_customer_who_wrote_after_it_was_resolved_is_not_closed_off(db: Database, site: Site) -> None:
    """Straight into the table, past the site's own reopening; and somebody has sorted it since."""
    (ticket,) = await resolved(site)
    await site.say(ticket, "customer", "Lena", "Geht doch nicht.", {})
    async with site.service() as one:
        await one.execute("update public.support_tickets set category = 'bug' where id = $1", ticket)
    assert await close_stale(db, soon()) == {"closed": 0}


async def test_an_absence_note_keeps_nothing_open(db: Database, site: Site) -> None:
    (ticket,) = await resolved(site)
    await site.say(ticket, "customer", "Lena", "Ich bin im Urlaub", {"kind": "auto_reply"})
    assert await close_stale(db, soon()) == {"closed": 1}


async def test_what_sleeps_or_goes_on_elsewhere_is_not_touched(db: Database, site: Site) -> None:
    asleep, source, target = await resolved(site, 3)
    (anna,) = await a_team(db, 1)
    await site.portal_status(asleep, "investigating", "anna@owona.de")
    await snooze_ticket(db, 1001, Snooze(datetime.now(UTC) + timedelta(days=300), False), anna, None)
    await site.portal_status(asleep, "resolved", "anna@owona.de")
    await site.portal_status(target, "investigating", "anna@owona.de")
    await merge_tickets(db, 1002, 1003, anna, None)
    await site.portal_status(target, "resolved", "anna@owona.de")
    async with site.service() as one:
        await one.execute("update public.support_tickets set status = 'resolved' where id = $1", source)
    looked = await look_at_stale(db, soon(), 10)
    assert [one.number for one in looked.tickets] == [1003]
    assert await close_stale(db, soon()) == {"closed": 1}
    assert not await closed(site) & {asleep, source}


async def test_looking_changes_nothing_and_counts_no_more_than_it_shows(db: Database, site: Site) -> None:
    await resolved(site, 4)
    looked = await look_at_stale(db, soon(), 3)
    assert (looked.count, looked.more) == (3, True)
    assert [one.title for one in looked.tickets] == ["Ticket 0", "Ticket 1", "Ticket 2"]
    assert (await look_at_stale(db, soon(), 4)).more is False
    assert await closed(site) == set()


async def test_of_three_that_close_at_once_each_ticket_is_closed_by_one(db: Database, site: Site) -> None:
    tickets = await resolved(site, 12)
    ends = await asyncio.gather(*(close_stale(db, soon()) for _ in range(3)))
    assert sum(end["closed"] for end in ends) == 12
    assert await closed(site) == set(tickets)
    assert len(await rows(site, HISTORY)) == 12


async def test_a_customer_who_writes_meanwhile_is_waited_for_and_keeps_it_open(db: Database, site: Site) -> None:
    """Under the lock it is looked at again."""
    (ticket,) = await resolved(site)
    async with site.service() as one:
        await one.execute(
            """insert into public.support_ticket_messages (ticket_id, author_type, message)
               values ($1, 'customer', 'Moment!')""",
            ticket,
        )
        job = asyncio.create_task(close_stale(db, soon()))
        await asyncio.wait({job}, timeout=0.3)
        assert not job.done()
    assert await job == {"closed": 0}
    assert await closed(site) == set()


async def test_one_that_cannot_be_closed_keeps_no_other_open(db: Database, site: Site) -> None:
    odd, *others = await resolved(site, 3)
    async with site.pool.acquire() as owner:
        await owner.execute(f"alter table public.support_tickets add constraint odd check (id <> '{odd}') not valid")
    with capture_logs() as logs:
        assert await close_stale(db, soon()) == {"closed": 2, "not_closed": 1}
    assert await closed(site) == set(others)
    (failure,) = [line for line in logs if line["event"] == "auto_close.failed"]
    assert failure["ticket"] == 1001
    assert failure["reference"]


async def test_pages_are_walked_to_their_end(db: Database, site: Site) -> None:
    count = AT_ONCE + 3
    lena = await site.sign_up("lena@example.com", "Lena")
    async with site.service() as one:
        await one.execute(
            """insert into public.support_tickets (user_id, title, description, status)
               select $1, 'Ticket ' || n, '?', 'resolved' from generate_series(1, $2) n""",
            *(lena, count),
        )
    assert await close_stale(db, soon()) == {"closed": count}
    assert await close_stale(db, soon()) == {"closed": 0}
