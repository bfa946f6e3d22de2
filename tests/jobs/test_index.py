"""Index: what has been planned is in lists and search a moment later; first start and repairs are worked off."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jobs.index import keep_indexing
from jobs.plan import Lanes, plan_tickets
from jobs.reconcile import LATELY, look
from owona_bot.database import index
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.sla_policy import Choice, Metric, Policy, SlaRules
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.fold import fold_waiting

pytestmark = pytest.mark.database

INDEXED = "select facets from owona_bot.search where ticket_id = $1 and part = 0"

ANSWERED = "select answered_at from owona_bot.search where ticket_id = $1 and part = 0"

ANSWER = """
    insert into public.support_ticket_messages (ticket_id, author_type, message) values ($1, 'support', 'Gern.')"""

FIRST = "select min(created_at) from public.support_ticket_messages where ticket_id = $1 and message = 'Gern.'"

WAITING = "select count(*) from owona_bot.unindexed"

FRESH = "select array_agg(distinct ticket_id) from owona_bot.unindexed where not old"

OPEN = Policy("open", {Metric.NEXT_RESPONSE: timedelta(hours=4), Metric.RESOLUTION: timedelta(hours=36)})


async def planned(desk: Desk, lanes: Lanes) -> None:
    while await plan_tickets(desk, lanes):
        pass


async def facets(raw: Raw, ticket: UUID) -> set[str] | None:
    return set(await raw.fetchval(INDEXED, ticket) or ()) or None


async def test_the_sites_writers_wait_for_no_index(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    """Their transaction says that something happened; that it is to be indexed, the plan."""
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Geht nicht")
    assert await raw.fetchval(WAITING) == 0
    await planned(desk, lanes)
    assert await raw.fetchval(WAITING) > 0
    await index.settle(desk.db)
    assert await facets(raw, ticket)
    assert await raw.fetchval(WAITING) == 0


async def test_the_first_answer_of_a_person_is_known_to_lists(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    """The site's own acknowledgement is none, nor is the second answer."""
    ticket = await site.create_ticket(await site.sign_up("lena@example.com", "Lena"), "Login", "Geht nicht")
    for awaited in (None, "first", "first"):
        await planned(desk, lanes)
        await index.settle(desk.db)
        assert await raw.fetchval(ANSWERED, ticket) == (awaited and await raw.fetchval(FIRST, ticket))
        await raw.execute(ANSWER, ticket)


async def test_the_job_keeps_up_by_itself(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    job = asyncio.create_task(keep_indexing(desk, 0.01))
    try:
        lena = await site.sign_up("lena@example.com", "Lena")
        ticket = await site.create_ticket(lena, "Login", "Geht nicht")
        await planned(desk, lanes)
        await until(lambda: facets(raw, ticket), "an indexed ticket")
        await site.portal_status(ticket, "resolved", "anna@owona.de")
        await planned(desk, lanes)
        await until(lambda: says(raw, ticket, "s:resolved"), "its new status")
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "4000-01-01 BC", "12000-01-01"])
async def test_a_customers_moment_in_no_calendar_keeps_no_ticket_waiting(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, moment: str
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    odd, other = [await site.create_ticket(lena, title, "?") for title in ("Login", "Bilder")]
    await raw.execute("update public.support_tickets set created_at = $1::text::timestamptz where id = $2", moment, odd)
    await planned(desk, lanes)
    await index.settle(desk.db)
    assert await facets(raw, odd)
    assert await facets(raw, other)
    assert await raw.fetchval(WAITING) == 0


async def says(raw: Raw, ticket: UUID, facet: str) -> bool | None:
    return facet in (await facets(raw, ticket) or set()) or None


async def test_what_agents_change_of_a_ticket_is_indexed_too(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Geht nicht")
    await planned(desk, lanes)
    await index.settle(desk.db)
    await raw.execute("""
        update owona_bot.ticket_state set tags = '{vip}', snoozed_until = 'infinity', language = 'en', channel = 'mail'
        where ticket_id = $1""", ticket)  # fmt: skip
    await index.settle(desk.db)
    assert {"t:vip", "z:", "l:en", "h:mail"} <= (await facets(raw, ticket) or set())


async def test_at_first_start_all_that_is_there_is_indexed_the_newest_first(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.create_ticket(lena, f"T{n}", "Text") for n in range(5)]
    await planned(desk, lanes)
    await raw.execute("truncate owona_bot.search, owona_bot.vocabulary, owona_bot.unindexed")
    await look(desk)
    assert await index.work(desk.db, 2) == 2
    assert [bool(await facets(raw, ticket)) for ticket in tickets] == [False, False, False, True, True]
    fresh = await site.create_ticket(lena, "Neu", "Text")
    await planned(desk, lanes)
    await index.work(desk.db, 3)
    assert await facets(raw, fresh), "what is new does not wait for what is old"
    while await index.work(desk.db):
        pass
    assert all([await facets(raw, ticket) for ticket in tickets])


async def from_before(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> list[UUID]:
    """Tickets that wait for the index, and for its deadlines, since the first start."""
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False) for n in range(3)]
    await planned(desk, lanes)
    await raw.execute("update owona_bot.marks set at = now() where name = 'go_live'")
    await raw.execute("truncate owona_bot.search, owona_bot.vocabulary, owona_bot.unindexed, owona_bot.unclocked")
    await look(desk)
    await folded(desk)
    return tickets


async def folded(desk: Desk) -> None:
    while await fold_waiting(desk.db, desk.sla, datetime.now(UTC)):
        pass


async def test_first_deadlines_of_old_tickets_do_not_go_before_what_is_new(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    tickets = await from_before(desk, site, raw, lanes)
    assert await raw.fetchval(FRESH) is None
    assert await raw.fetchval(WAITING) == 2 * len(tickets), "for its words, and for its deadline"
    while await index.work(desk.db):
        pass
    assert all([await says(raw, ticket, "o:") for ticket in tickets])


async def test_what_happens_to_an_old_ticket_goes_before_what_is_old(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    desk = replace(desk, sla=SlaRules((Choice(OPEN),)))
    done, asked, _ = await from_before(desk, site, raw, lanes)
    await site.portal_status(done, "resolved", "anna@owona.de")
    await site.support_message(asked, "Wir schauen nach.", "Anna")
    await site.reply(await raw.fetchval("select user_id from public.support_tickets"), asked, "Und?")
    await planned(desk, lanes)
    assert set(await raw.fetchval(FRESH)) == {done, asked}
    await index.settle(desk.db)
    assert await says(raw, done, "s:resolved")
    await folded(desk)
    assert set(await raw.fetchval(FRESH)) == {done, asked}, "a deadline that is kept, and one that begins"
    await index.settle(desk.db)
    assert not await says(raw, done, "o:")


async def test_the_reconciler_finds_rows_that_are_outdated_or_left_over(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    changed, gone, same = [await site.create_ticket(lena, f"T{n}", "Text") for n in range(3)]
    await planned(desk, lanes)
    await index.settle(desk.db)
    await raw.execute("alter table owona_bot.events disable trigger user")
    await raw.execute("update public.support_tickets set priority = 'urgent' where id = $1", changed)
    await raw.execute("delete from public.support_tickets where id = $1", gone)
    await planned(desk, lanes)
    assert await index.work(desk.db) == 0
    await look(desk, LATELY)
    assert await index.work(desk.db) == 1
    assert await says(raw, changed, "p:urgent")
    await look(desk)
    assert await index.work(desk.db) == 1
    assert not await facets(raw, gone)
    assert await facets(raw, same)
    async with raw.transaction():
        assert await index.compare(raw) == 0


async def test_many_replicas_count_each_word_once(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(20):
        await site.create_ticket(lena, f"T{n}", "Papierstau")
    await planned(desk, lanes)
    await asyncio.gather(*(index.work(desk.db, 3) for _ in range(8)), *(index.settle(desk.db) for _ in range(2)))
    while await index.work(desk.db):
        pass
    counted = await raw.fetchval("select documents from owona_bot.vocabulary where word = 'papierstau'")
    assert counted == 20


async def test_comparing_lately_leaves_old_tickets_alone(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.create_ticket(lena, "T", "Text")
    await planned(desk, lanes)
    await index.settle(desk.db)
    await raw.execute("update owona_bot.search set site_updated_at = site_updated_at - interval '1 s'")
    async with raw.transaction():
        assert await index.compare(raw, timedelta(0)) == 0
        assert await index.compare(raw, timedelta(minutes=1)) == 1
