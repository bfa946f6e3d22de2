"""The reminder as the customer gets it: one letter, unless they have answered by then."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from jobs.remind import Remind
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.arrival import Verdict
from owona_bot.domain.letter import Sender
from owona_bot.domain.schedule import Run
from owona_bot.domain.silence import Silence
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.site import Site
from tests.jobs.letters import PostOffice, text_of
from tests.services.test_receive_mail import arrive, raw_mail, token_of

pytestmark = pytest.mark.database

NOW = datetime.now(UTC)
RUN = Run(1, "remind", "remind", {}, NOW, None, 1)


@pytest.fixture
async def office(desk: Desk, site: Site) -> AsyncIterator[PostOffice]:
    box = Mailbox()
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        told = replace(desk, system_user="system@owona.de", sender=Sender(writes=True))
        yield PostOffice(told, site, box, postman)
    await box.stop()


def remind(office: PostOffice) -> Remind:
    """Five days from now."""
    later = replace(office.desk, clock=lambda: datetime.now(UTC) + timedelta(days=5))
    return Remind(later, timedelta(days=4))


async def that_waits(office: PostOffice, **told: Any) -> tuple[UUID, UUID]:
    """Lena and her ticket; the letters so far are out of the way."""
    ticket = await office.new_ticket(**told)
    await office.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await office.site.portal_status(ticket, "waiting_customer", "anna@owona.de")
    await office.settle()
    office.box.mails.clear()
    async with office.db.raw.acquire() as raw:
        return await raw.fetchval("select user_id from public.support_tickets where id = $1", ticket), ticket


async def test_the_customer_gets_one_letter_in_their_language_which_they_can_answer(office: PostOffice) -> None:
    await that_waits(office, source_metadata={"locale": "sw"})
    for _ in range(3):
        await remind(office).do(RUN)
        await office.settle()
    (mail,) = await office.mails()
    assert mail["Subject"] == "[#1001] Still open: Login geht nicht"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"].addresses[0].addr_spec.startswith("support+1001-")
    assert mail["In-Reply-To"]
    assert "Is anything still open?" in text_of(mail)
    assert "/sw/support/messages" in text_of(mail)


async def test_who_answers_before_it_goes_is_not_reminded(office: PostOffice) -> None:
    user, ticket = await that_waits(office)
    assert (await remind(office).do(RUN))["reminded"] == 1
    await office.site.reply(user, ticket, "Geht wieder.")
    await office.settle()
    assert await office.mails() == []
    assert (await office.fates())[-1] == ("reminder", "suppressed", Silence.NOT_WAITING)


WORDS = """
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, message, metadata)
    values ($1, 'customer', $2, 'Geht wieder.', $3)"""


@pytest.mark.parametrize(("kind", "letters"), [({}, 0), ({"kind": "auto_reply"}, 1)])
async def test_what_they_wrote_counts_before_anybody_sets_the_status_but_no_absence_note(
    office: PostOffice, raw: Raw, kind: dict[str, str], letters: int
) -> None:
    user, ticket = await that_waits(office)
    assert (await remind(office).do(RUN))["reminded"] == 1
    await raw.execute(WORDS, ticket, user, kind)
    await office.settle()
    assert len(await office.mails()) == letters


async def test_who_answers_by_mail_is_not_reminded(office: PostOffice, raw: Raw) -> None:
    _, ticket = await that_waits(office)
    assert (await remind(office).do(RUN))["reminded"] == 1
    to = await token_of(office.db, ticket)
    place = await arrive(office.db, raw_mail(to=to), to)
    assert (place.verdict, place.ticket) == (Verdict.REPLY, ticket)
    assert await raw.fetchval("select status from public.support_tickets where id = $1", ticket) == "investigating"
    await office.settle()
    assert await office.mails() == []
    assert (await office.fates())[-1] == ("reminder", "suppressed", Silence.NOT_WAITING)


async def test_where_no_letters_are_written_nobody_counts_as_reminded(office: PostOffice) -> None:
    await that_waits(office)
    mute = replace(office.desk, sender=Sender())
    assert await Remind(mute, timedelta(days=0)).do(RUN) == {"reminded": 0}
    assert (await remind(office).look(10)).count == 1


async def test_the_thread_is_told(office: PostOffice) -> None:
    _, ticket = await that_waits(office)
    await remind(office).do(RUN)
    await office.plan()
    async with office.db.raw.acquire() as raw:
        shows = await raw.fetchval(
            """select payload ->> 'shows' from owona_bot.deliveries
               where ticket_id = $1 and reaction = 'thread' order by position desc limit 1""",
            ticket,
        )
    assert shows == "reminded"
