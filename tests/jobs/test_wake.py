"""What ends a snooze by itself: time, the customer's answer, and being done; each once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jobs.plan import Lanes, plan_tickets
from jobs.wake import keep_waking
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Snooze
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.merge import merge_tickets
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.show import show_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.unmerge import unmerge_ticket
from tests.services.team import a_team

pytestmark = pytest.mark.database

LANES = Lanes(Pace(0, 3))
LATER = datetime.now(UTC) + timedelta(days=3)
ANSWERED, TIMED, BOTH = Snooze(None, True), Snooze(LATER, False), Snooze(LATER, True)

WOKEN = "select payload ->> 'why' from owona_bot.events where kind = 'ticket.woken' order by id"

ABSENT = """
    with said as (
        insert into public.support_ticket_messages (ticket_id, author_type, message, metadata)
        values ($1, 'customer', 'Ich bin im Urlaub', '{"kind": "auto_reply"}') returning id)
    insert into owona_bot.mail_log (direction, ticket_id, message_id, recipient, size, sha256, verdict)
    select 'in', $1, id, 'support@owona.de', 1, '', 'automatic' from said"""
"""As a mail is filed."""


async def asleep(desk: Desk, site: Site, wish: Snooze) -> tuple[UUID, UUID, Agent]:
    """Lena, and her #1001, which Anna has put away."""
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler", acknowledge=False)
    (anna,) = await a_team(desk.db, 1)
    await snooze_ticket(desk.db, 1001, wish, anna, "s")
    await settled(desk)
    return lena, ticket, anna


async def settled(desk: Desk) -> None:
    while await plan_tickets(desk, LANES):
        pass


async def whys(raw: Raw) -> list[str]:
    return [row[0] for row in await raw.fetch(WOKEN)]


async def lines(raw: Raw) -> list[tuple[str, str | None]]:
    query = """select payload ->> 'shows' as shows, last_error from owona_bot.deliveries
               where reaction = 'thread' order by id"""
    rows = await raw.fetch(query)
    return [(row["shows"], row["last_error"]) for row in rows]


@pytest.mark.parametrize(("wish", "why"), [(ANSWERED, ["answer"]), (BOTH, ["answer"]), (TIMED, [])])
async def test_an_answer_wakes_what_waits_for_one_and_is_shown_whatever_sleeps(
    desk: Desk, site: Site, raw: Raw, wish: Snooze, why: list[str]
) -> None:
    lena, ticket, _ = await asleep(desk, site, wish)
    before = len(await lines(raw))
    await site.reply(lena, ticket, "Hier bin ich")
    await settled(desk)
    assert await whys(raw) == why
    assert (await show_ticket(desk.db, 1001)).snooze == (None if why else wish)
    told = [shows for shows, _ in (await lines(raw))[before:]]
    assert told[0] == "message"
    assert ("woken" in told) == bool(why)


async def test_an_absence_note_wakes_nobody(desk: Desk, site: Site, raw: Raw) -> None:
    _, ticket, _ = await asleep(desk, site, ANSWERED)
    await raw.execute(ABSENT, ticket)
    await settled(desk)
    assert await whys(raw) == []


async def test_ten_answers_and_ten_planners_wake_it_once(desk: Desk, site: Site, raw: Raw) -> None:
    lena, ticket, _ = await asleep(desk, site, ANSWERED)
    await asyncio.gather(
        *(site.reply(lena, ticket, f"{n}") for n in range(3)), *(plan_tickets(desk, LANES) for _ in range(7))
    )
    await settled(desk)
    assert await whys(raw) == ["answer"]


async def test_a_planner_that_dies_has_neither_planned_nor_woken(desk: Desk, site: Site, raw: Raw) -> None:
    lena, ticket, _ = await asleep(desk, site, ANSWERED)
    await site.reply(lena, ticket, "Hallo")
    async with desk.db.raw.acquire() as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute("select from owona_bot.ticket_state for update")
        assert await plan_tickets(desk, LANES) == 0
        assert await whys(raw) == []
        await transaction.rollback()
    await settled(desk)
    assert await whys(raw) == ["answer"]


@pytest.mark.parametrize("wish", [ANSWERED, BOTH, TIMED])
async def test_being_done_ends_it_without_a_line_of_its_own(desk: Desk, site: Site, raw: Raw, wish: Snooze) -> None:
    _, _, anna = await asleep(desk, site, wish)
    await resolve_ticket(desk.db, 1001, anna, "r")
    await settled(desk)
    assert await whys(raw) == ["done"]
    assert (await show_ticket(desk.db, 1001)).snooze is None
    assert (await lines(raw))[-1] == ("woken", "told with its status")


async def test_who_closes_it_elsewhere_ends_it_too(desk: Desk, site: Site, raw: Raw) -> None:
    _, ticket, _ = await asleep(desk, site, ANSWERED)
    await site.portal_status(ticket, "closed", "anna@owona.de")
    await settled(desk)
    assert await whys(raw) == ["done"]


async def test_other_changes_let_it_sleep(desk: Desk, site: Site, raw: Raw) -> None:
    _, ticket, _ = await asleep(desk, site, BOTH)
    await site.portal_status(ticket, "investigating", "anna@owona.de")
    await site.support_message(ticket, "Moment noch", "Anna")
    await settled(desk)
    assert await whys(raw) == []


async def test_the_answer_of_a_merged_tickets_customer_wakes_where_it_goes_on(desk: Desk, site: Site, raw: Raw) -> None:
    _, _, anna = await asleep(desk, site, ANSWERED)
    ben = await site.sign_up("ben@example.com", "Ben")
    source = await site.create_ticket(ben, "x", "y", acknowledge=False)
    await merge_tickets(desk.db, 1002, 1001, anna, "m")
    await settled(desk)
    assert await whys(raw) == []
    await site.reply(ben, source, "Ich auch")
    await settled(desk)
    assert await whys(raw) == ["answer"]
    assert (await show_ticket(desk.db, 1001)).snooze is None


async def test_what_slept_before_it_was_merged_sleeps_on_when_it_is_parted(desk: Desk, site: Site, raw: Raw) -> None:
    _, _, anna = await asleep(desk, site, BOTH)
    ben = await site.sign_up("ben@example.com", "Ben")
    await site.create_ticket(ben, "x", "y", acknowledge=False)
    await merge_tickets(desk.db, 1001, 1002, anna, "m")
    await settled(desk)
    await unmerge_ticket(desk.db, 1001, anna, "u")
    await settled(desk)
    assert (await show_ticket(desk.db, 1001)).snooze == BOTH
    assert await whys(raw) == []


async def test_it_wakes_by_the_desks_clock_within_a_second_or_two(desk: Desk, site: Site, raw: Raw) -> None:
    """Three days are gone as soon as the desk's clock says so, whatever the database's does."""
    await asleep(desk, site, TIMED)
    ahead = [timedelta(0)]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC) + ahead[0]  # noqa: E731
    job = asyncio.create_task(keep_waking(replace(desk, clock=clock)))
    try:
        await asyncio.wait({job}, timeout=1.2)
        assert await whys(raw) == []
        ahead[0] = timedelta(days=4)
        await until(lambda: whys(raw), "it wakes")
        assert await whys(raw) == ["time"]
    finally:
        job.cancel()
