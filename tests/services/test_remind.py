"""Customers who do not answer: one reminder in each waiting, two at most, none to who wants none."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database import preferences
from owona_bot.database.engine import Database
from owona_bot.domain.preference import Wants
from owona_bot.domain.silence import Silence
from owona_bot.domain.ticket import Snooze
from owona_bot.playground.site import Site
from owona_bot.services.remind import MOST_REMINDERS, Waiting, look_at_waiting, remind_waiting
from owona_bot.services.snooze import snooze_ticket
from tests.services.team import a_team
from tests.services.test_claim import rows

pytestmark = pytest.mark.database

REMINDED = "select ticket_id, actor, payload from owona_bot.events where kind = 'customer.reminded' order by id"

NTH = "select payload ->> 'nth' as nth from owona_bot.events where kind = 'customer.reminded' order by id"

LENA = "lena@example.com"


def long_after(days: int = 4) -> Waiting:
    """So many days after now, and a second."""
    cut = datetime.now(UTC) + timedelta(seconds=1)
    return Waiting(cut, cut + timedelta(days=days), "system@owona.de")


async def waiting(site: Site, email: str = LENA) -> tuple[UUID, UUID]:
    """Lena, and the ticket that waits for her."""
    lena = await site.sign_up(email, "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler", acknowledge=False)
    await waits_again(site, ticket)
    return lena, ticket


async def waits_again(site: Site, ticket: UUID) -> None:
    await site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await site.portal_status(ticket, "waiting_customer", "anna@owona.de")


async def reminded(site: Site) -> list[int]:
    """Which time it was, of each."""
    return [int(str(row["nth"])) for row in await rows(site, NTH)]


async def test_who_does_not_answer_is_reminded_once_in_a_waiting(db: Database, site: Site) -> None:
    await waiting(site)
    assert await remind_waiting(db, long_after()) == {"reminded": 1, "not_written_to": 0}
    for days in (5, 50):
        assert await remind_waiting(db, long_after(days)) == {"reminded": 0, "not_written_to": 0}
    (told,) = await rows(site, REMINDED)
    assert (told["actor"], told["payload"]) == ("bot:remind", {"nth": 1})


async def test_not_before_the_days_are_over(db: Database, site: Site) -> None:
    await waiting(site)
    now = datetime.now(UTC)
    early = Waiting(now - timedelta(days=4), now, None)
    assert (await look_at_waiting(db, early, 10)).tickets == []
    assert await remind_waiting(db, early) == {"reminded": 0, "not_written_to": 0}


async def test_a_ticket_is_reminded_of_twice_however_often_it_waits(db: Database, site: Site) -> None:
    lena, ticket = await waiting(site)
    for _ in range(MOST_REMINDERS + 2):
        await remind_waiting(db, long_after())
        await site.reply(lena, ticket, "Geht nicht")
        await waits_again(site, ticket)
    assert await reminded(site) == [1, 2]


async def test_whoever_answered_is_not_reminded(db: Database, site: Site) -> None:
    lena, ticket = await waiting(site)
    await site.reply(lena, ticket, "Danke!")
    assert await remind_waiting(db, long_after()) == {"reminded": 0, "not_written_to": 0}
    async with site.service() as one:
        await one.execute("update public.support_tickets set status = 'waiting_customer' where id = $1", ticket)
    await site.say(ticket, "customer", "Lena", "Noch etwas, am Status vorbei", {})
    assert await remind_waiting(db, long_after()) == {"reminded": 0, "not_written_to": 0}


async def test_a_new_answer_of_ours_gives_new_days(db: Database, site: Site) -> None:
    _, ticket = await waiting(site)
    cut = datetime.now(UTC)
    await site.support_message(ticket, "Noch ein Hinweis", "Anna")
    assert await remind_waiting(db, Waiting(cut, cut, None)) == {"reminded": 0, "not_written_to": 0}
    assert await remind_waiting(db, long_after()) == {"reminded": 1, "not_written_to": 0}


@pytest.mark.parametrize(
    ("email", "wants", "bounces", "why"),
    [
        (LENA, "nothing", False, Silence.MUTED),
        (LENA, "answers", False, Silence.ONLY_ANSWERS),
        (LENA, "all", True, Silence.BOUNCES),
        ("test-e2e@owona.de", "all", False, Silence.TEST_ACCOUNT),
        ("system@owona.de", "all", False, Silence.NO_ADDRESS),
    ],
)
async def test_who_wants_no_letter_or_gets_none_is_not_reminded(
    db: Database, site: Site, email: str, wants: Wants, bounces: bool, why: Silence
) -> None:
    """And it does not count: once they want letters again, they get one."""
    await waiting(site, email)
    async with db.read_raw() as raw:
        await preferences.keep(raw, email, None, wants)
        if bounces:
            await preferences.suppress(raw, email, "nobody there")
    (looked,) = (await look_at_waiting(db, long_after(), 10)).tickets
    assert looked.why_not == why
    assert await remind_waiting(db, long_after()) == {"reminded": 0, "not_written_to": 1}
    assert await reminded(site) == []
    async with db.read_raw() as raw:
        await preferences.keep(raw, email, None, "all")
        await raw.execute("delete from owona_bot.suppressions")
    expected = 1 if email == LENA else 0
    assert (await remind_waiting(db, long_after()))["reminded"] == expected


async def test_what_sleeps_until_a_moment_is_left_alone_and_what_waits_for_an_answer_is_not(
    db: Database, site: Site
) -> None:
    await waiting(site)
    (anna,) = await a_team(db, 1)
    await snooze_ticket(db, 1001, Snooze(datetime.now(UTC) + timedelta(days=300), False), anna, None)
    assert (await look_at_waiting(db, long_after(), 10)).count == 0
    await snooze_ticket(db, 1001, Snooze(None, True), anna, None)
    assert (await look_at_waiting(db, long_after(), 10)).count == 1


async def test_a_waiting_from_before_the_desks_first_day_is_old_news(db: Database, site: Site) -> None:
    await waiting(site)
    async with db.read_raw() as raw:
        await raw.execute("delete from owona_bot.events")
    assert await remind_waiting(db, long_after()) == {"reminded": 0, "not_written_to": 0}


async def test_of_three_that_remind_at_once_one_does(db: Database, site: Site) -> None:
    lena = await site.sign_up(LENA, "Lena")
    for n in range(9):
        ticket = await site.create_ticket(lena, f"Ticket {n}", "?", acknowledge=False)
        await site.portal_status(ticket, "waiting_customer", "anna@owona.de")
    await asyncio.gather(*(remind_waiting(db, long_after()) for _ in range(3)))
    told = [row["ticket_id"] for row in await rows(site, REMINDED)]
    assert len(told) == len(set(told)) == 9


async def test_looking_changes_nothing(db: Database, site: Site) -> None:
    await waiting(site)
    looked = await look_at_waiting(db, long_after(), 10)
    assert [(one.number, one.title, one.why_not) for one in looked.tickets] == [(1001, "Login", None)]
    assert await reminded(site) == []
