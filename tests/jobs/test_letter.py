"""Letters to customers: which go, to whom, what is in them, and that none goes twice as two."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from jobs.deliver import Worker
from jobs.plan import Lanes
from jobs.reactions import sending as module
from jobs.reactions.sending import PATIENCE, growing
from owona_bot.database import attachments, letters, lost_letters, mail, preferences
from owona_bot.database.attachments import NewAttachment
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Later, Pace, Reaction
from owona_bot.domain.letter import Envelope, Letter
from owona_bot.domain.preference import Wants
from owona_bot.domain.silence import Silence
from owona_bot.domain.ticket import Status
from owona_bot.mail.headers import compose
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.mail.tokens import hash_of, read_token, verify
from owona_bot.playground.mailbox import Mailbox, MailFault
from owona_bot.playground.site import Site
from owona_bot.services.go_on import go_on_unread
from owona_bot.services.letters import outlook
from owona_bot.services.show import show_ticket
from tests.jobs.letters import HEAD, PostOffice, read, receipts, text_of
from tests.jobs.queue import run_out
from tests.services.team import a_team

LENA = "lena@example.com"

SAY = "insert into public.support_ticket_messages (ticket_id, author_type, message) values ($1, 'support', 'Anbei')"


@pytest.fixture
async def office(desk: Desk, site: Site) -> AsyncIterator[PostOffice]:
    box = Mailbox()
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        yield PostOffice(replace(desk, system_user="system@owona.de"), site, box, postman)
    await box.stop()


async def an_answer(office: PostOffice, ticket: UUID, text: str = "Bitte neu anmelden.", name: str = "Anna") -> UUID:
    return await office.site.support_message(ticket, text, name)


async def resolved_by_portal(office: PostOffice, ticket: UUID) -> None:
    await office.site.portal_status(ticket, "resolved", "anna@owona.de")


async def the_answer(office: PostOffice, ticket: UUID, text: str = "Bitte neu anmelden.") -> EmailMessage:
    """The only mail, when the ticket's own acknowledgement is out of the way."""
    await office.settle()
    office.box.mails.clear()
    await an_answer(office, ticket, text)
    await office.settle()
    (found,) = await office.mails()
    return found


async def why_no_letter(office: PostOffice, ticket: UUID) -> str | None:
    """As the preview of an answer would say it."""
    return (await outlook(office.db, ticket, office.desk.system_user)).why_no_letter


# which go


async def test_a_new_ticket_is_acknowledged_without_a_word_of_its_author(office: PostOffice) -> None:
    await office.new_ticket()
    await office.settle()
    (mail,) = await office.mails()
    assert (mail["To"], mail["From"]) == (LENA, "Owona Support <support@owona.de>")
    assert mail["Auto-Submitted"] == "auto-replied"
    assert "#1001" in str(mail["Subject"])
    assert "Login" not in mail.as_string()
    assert "Seit heute" not in text_of(mail)


async def test_an_answer_goes_word_for_word_with_the_agents_name(office: PostOffice) -> None:
    mail = await the_answer(office, await office.new_ticket())
    assert mail["From"] == '"Anna (Owona Support)" <support@owona.de>'
    assert "Bitte neu anmelden." in text_of(mail)
    assert "Auto-Submitted" not in mail


async def test_a_resolved_ticket_is_told_once(office: PostOffice) -> None:
    ticket = await office.new_ticket()
    await resolved_by_portal(office, ticket)
    await office.settle()
    assert [name for name, state, _ in await office.fates() if state == "done"] == ["received", "resolved"]
    assert "Gelöst: Login geht nicht" in str((await office.mails())[-1]["Subject"])


async def test_an_answer_that_resolves_is_one_letter_that_says_both(office: PostOffice) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    office.box.mails.clear()
    async with office.site.service() as one:
        await one.execute(
            """insert into public.support_ticket_messages (ticket_id, author_type, message, metadata)
               values ($1, 'support', 'So geht es.', '{}')""",
            ticket,
        )
        await one.execute("update public.support_tickets set status = 'resolved' where id = $1", ticket)
    await office.settle()
    (mail,) = await office.mails()
    assert "Gelöst" in str(mail["Subject"])
    assert "So geht es." in text_of(mail)


async def test_automatic_and_internal_messages_bring_no_letter(office: PostOffice) -> None:
    ticket = await office.new_ticket()
    await office.site.support_message(ticket, "Wir kümmern uns.", "Owona Automation", kind="auto_acknowledgement")
    await office.site.support_message(ticket, "Nur für uns.", "Anna", internal=True)
    await office.site.say(ticket, "system", "System", "Hinweis", {})
    await office.settle()
    assert [name for name, _, _ in await office.fates()] == ["received"]


async def test_letters_of_a_ticket_go_in_order_and_name_what_came_before(office: PostOffice) -> None:
    ticket = await office.new_ticket()
    await an_answer(office, ticket, "Eins")
    await an_answer(office, ticket, "Zwei")
    await office.settle()
    first, second, third = await office.mails()
    assert [str(one["In-Reply-To"]).strip() for one in (second, third)] == [first["Message-ID"], second["Message-ID"]]
    assert str(third["References"]).split() == [first["Message-ID"], second["Message-ID"]]


async def test_letters_name_no_mail_that_the_customer_has_not_seen(office: PostOffice, raw: Raw) -> None:
    """An In-Reply-To to a colleague's mail parts the thread at theirs, and tells how busy we are."""
    ticket = await office.new_ticket()
    await office.settle()
    (first,) = await office.mails()
    async with raw.transaction():
        for number, (to, kind) in enumerate(
            [("ben@owona.de", "escalation"), (LENA, "sla_team"), ("x@y.org", "answer")]
        ):
            told = mail.NewMail("out", "support@owona.de", to, f"<{number}@owona.de>", ticket=ticket, letter=kind)
            await letters.end(raw, await mail.add(raw, told, b"letter"), "sent")
        report = await mail.add(raw, mail.NewMail("in", None, "support@owona.de"), b"a bounce")
        await mail.finish(raw, report, mail.End("bounce", ticket, mail_id="<bounce@example.com>"))
    office.box.mails.clear()
    await an_answer(office, ticket)
    await office.settle()
    (answer,) = await office.mails()
    assert str(answer["References"]).split() == [first["Message-ID"]] == [str(answer["In-Reply-To"]).strip()]


async def test_what_the_customer_wrote_last_is_quoted_and_nothing_later(office: PostOffice) -> None:
    ticket = await office.new_ticket()
    user = await office.db.raw.fetchval("select user_id from public.support_tickets where id = $1", ticket)
    await office.site.reply(user, ticket, "Hier mein Log.")
    await an_answer(office, ticket)
    await office.site.reply(user, ticket, "Geht wieder.")
    await office.settle()
    answer = next(mail for mail in await office.mails() if "neu anmelden" in text_of(mail))
    assert "> Hier mein Log." in text_of(answer)
    assert "Geht wieder" not in text_of(answer)


# to whom


async def test_an_answer_to_it_comes_back_with_the_tickets_token(office: PostOffice, raw: Raw) -> None:
    mail = await the_answer(office, await office.new_ticket())
    claim = read_token(mail["Reply-To"].addresses[0].addr_spec, HEAD.address)
    salt = await raw.fetchval("select salt from owona_bot.ticket_state")
    assert claim is not None
    assert (claim.number, verify(claim, LENA, salt, HEAD.keys)) == (1001, True)
    assert not verify(claim, "eve@example.com", salt, HEAD.keys)


async def test_an_account_that_changed_its_address_is_written_to_at_the_new_one(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    await raw.execute("update auth.users set email = 'Lena@neu.example' where email = $1", LENA)
    await an_answer(office, ticket)
    await office.settle()
    assert (await office.mails())[-1]["To"] == "lena@neu.example"


async def test_who_asked_by_mail_is_written_to_and_not_the_system_user(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket("system@owona.de", source_metadata={"mail": {"kind": "ordinary"}})
    await raw.execute("update owona_bot.ticket_state set requester_address = 'ola@example.org'")
    await an_answer(office, ticket)
    await office.settle()
    assert [mail["To"] for mail in await office.mails()] == ["ola@example.org"] * 2
    assert "/support/messages" not in text_of((await office.mails())[1])


@pytest.mark.parametrize(
    ("locale", "language", "link"),
    [("de", "de", "/de/support"), ("en", "en", "/en/support"), ("sw", "en", "/sw/support"), ("xx", "de", "/de/")],
)
async def test_it_speaks_the_customers_language(office: PostOffice, locale: str, language: str, link: str) -> None:
    mail = await the_answer(office, await office.new_ticket(source_metadata={"locale": locale}))
    assert mail["Content-Language"] == language
    assert f"https://whatsapp.owona.de{link}" in text_of(mail)


async def test_an_address_in_the_place_of_a_name_is_not_shown(office: PostOffice) -> None:
    ticket = await office.new_ticket()
    await an_answer(office, ticket, name="anna.privat@owona.de")
    await office.settle()
    answer = (await office.mails())[-1]
    assert answer["From"] == "Owona Support <support@owona.de>"
    assert "anna.privat" not in answer.as_string()


async def test_a_strange_zone_of_a_browser_harms_nothing(office: PostOffice) -> None:
    for zone in ("Africa/Nairobi", "../../etc/passwd", "", 7):
        await the_answer(office, await office.new_ticket(source_metadata={"timezone": zone}), f"Antwort {zone!r}")


# what agents wrote in Slack


async def test_rich_text_of_slack_is_the_truth_where_it_is_known(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    message = await an_answer(office, ticket, "Bitte *neu* anmelden.")
    bold = {"type": "text", "text": "neu <b>", "style": {"bold": True}}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [bold]}]}
    await raw.execute(
        "insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id) values ($1, $2, $3, 1)",
        *(message, ticket, rich),
    )
    await office.settle()
    html = (await office.mails())[-1].get_body(("html",))
    assert html is not None
    assert ">neu &lt;b&gt;</strong>" in html.get_content()


async def test_files_of_an_answer_go_with_it_and_are_fetched_once(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    message = await an_answer(office, ticket)
    log = NewAttachment(ticket, message, "log.txt", "text/plain", slack_file="F0LOG")
    await attachments.add(raw, log)
    await office.settle()
    (file,) = (await office.mails())[-1].iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("log.txt", "line 1\nline 2\n")
    (kept,) = await attachments.of_message(raw, message)
    assert kept.size == 14


async def test_files_that_are_larger_than_slack_told_are_not_sent(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    message = await an_answer(office, ticket)
    for n in range(2):
        await attachments.add(raw, NewAttachment(ticket, message, f"{n}.bin", "x/y", slack_file="F0HALF"))
    office.fetch = half
    await office.settle()
    assert (await office.fates())[-1] == ("answer", "dead", "the files have more than 25 MB in all")


async def half(_: str) -> AsyncIterator[bytes]:
    yield b"x" * 13 * 1024 * 1024


class Outage:
    """A Slack that gives no file."""

    def __init__(self, why: Later) -> None:
        self.why = why

    async def __call__(self, _: str) -> AsyncIterator[bytes]:
        if self.why:
            raise self.why
        yield b""


@pytest.mark.parametrize("why", [Later("Slack can't be reached"), Later("Slack refuses the app: missing_scope")])
async def test_trouble_at_slack_holds_up_no_letter_without_files(office: PostOffice, raw: Raw, why: Later) -> None:
    one, other = await office.new_ticket(), await office.new_ticket("ben@example.com", "Ben")
    await office.settle()
    message = await an_answer(office, one, "Siehe Anlage.")
    await attachments.add(raw, NewAttachment(one, message, "log.txt", "text/plain", slack_file="F0LOG"))
    office.box.mails.clear()
    there, office.fetch = office.fetch, Outage(why)
    await office.settle()
    await an_answer(office, other, "Ohne Anlage.")
    await office.settle()
    assert [mail["To"] for mail in await office.mails()] == ["ben@example.com"]
    assert ("answer", "waiting", str(why)) in await office.fates()
    office.fetch = there
    await office.settle_whatever_waits()
    assert [mail["To"] for mail in await office.mails()] == ["ben@example.com", LENA]


# which don't


async def test_without_a_mail_server_nothing_is_written(office: PostOffice) -> None:
    office.outbox = False
    await office.new_ticket()
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.NO_SERVER)]
    assert await office.logged() == []


@pytest.mark.parametrize(
    "address",
    ["anna-test-3@owona.de", "support-debug@owona.de", "manual-test@owona.de", "Test-E2E@owona.de"],
)
async def test_test_accounts_get_no_mail(office: PostOffice, address: str) -> None:
    ticket = await office.new_ticket(address)
    await an_answer(office, ticket)
    await office.settle()
    assert {why for _, _, why in await office.fates()} == {Silence.TEST_ACCOUNT}
    assert await why_no_letter(office, ticket) == "no_letter.test_account"


async def test_an_agents_own_ticket_is_not_acknowledged(office: PostOffice, raw: Raw) -> None:
    await raw.execute(
        """insert into owona_bot.agents (slack_user, email, name, locale, role)
           values ('U0ANNA', 'anna@owona.de', 'Anna', 'de', 'admin')"""
    )
    ticket = await office.new_ticket("anna@owona.de")
    await an_answer(office, ticket)
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.OWN_TICKET), ("answer", "done", None)]


@pytest.mark.parametrize("kind", ["auto_reply", "bounce", "bulk", "abuse_report"])
async def test_what_a_machine_or_a_list_wrote_is_not_answered(office: PostOffice, kind: str) -> None:
    ticket = await office.new_ticket(source_metadata={"mail": {"kind": kind}})
    await an_answer(office, ticket)
    await resolved_by_portal(office, ticket)
    await office.settle()
    assert [why for _, _, why in await office.fates()] == [Silence.AUTOMATIC] * 3
    assert await why_no_letter(office, ticket) == "no_letter.automatic"


async def test_an_address_is_acknowledged_once_a_day(office: PostOffice, raw: Raw) -> None:
    for _ in range(5):
        await office.new_ticket()
    await office.settle()
    states = [state for _, state, _ in await office.fates()]
    assert (states.count("done"), states.count("suppressed")) == (1, 4)
    await raw.execute("update owona_bot.mail_log set created_at = now() - interval '25 hours'")
    await office.new_ticket()
    await office.settle()
    assert len(office.box.mails) == 2


async def test_of_tickets_at_once_one_is_acknowledged(office: PostOffice) -> None:
    for _ in range(8):
        await office.new_ticket()
    await office.plan()
    worker = office.worker
    await asyncio.gather(*(emptied(worker) for _ in range(8)))
    assert len(office.box.mails) == 1


async def emptied(worker: Worker) -> None:
    while await worker.deliver_next():
        pass


@pytest.mark.parametrize(
    ("wants", "told", "reason"),
    [
        ("nothing", [], Silence.MUTED),
        ("answers", ["answer"], Silence.ONLY_ANSWERS),
        ("all", ["received", "answer", "resolved"], None),
    ],
)
async def test_customers_hear_of_what_they_want(
    office: PostOffice, raw: Raw, wants: Wants, told: list[str], reason: str | None
) -> None:
    await preferences.keep(raw, LENA, None, wants)
    ticket = await office.new_ticket()
    await an_answer(office, ticket)
    await resolved_by_portal(office, ticket)
    await office.settle()
    assert [name for name, state, _ in await office.fates() if state == "done"] == told
    assert {why for _, state, why in await office.fates() if state == "suppressed"} == ({reason} if reason else set())
    assert await why_no_letter(office, ticket) == ("no_letter.muted" if wants == "nothing" else None)


async def test_one_ticket_alone_can_be_muted(office: PostOffice, raw: Raw) -> None:
    muted, other = await office.new_ticket(), await office.new_ticket()
    await preferences.keep(raw, LENA, muted, "nothing")
    for ticket in (muted, other):
        await an_answer(office, ticket)
    await office.settle()
    assert [(state, why) for name, state, why in await office.fates() if name == "answer"] in (
        [("suppressed", Silence.MUTED), ("done", None)],
        [("done", None), ("suppressed", Silence.MUTED)],
    )


async def test_an_address_that_bounces_is_left_alone(office: PostOffice, raw: Raw) -> None:
    await preferences.suppress(raw, LENA, "550 5.1.1")
    ticket = await office.new_ticket()
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.BOUNCES)]
    assert await why_no_letter(office, ticket) == "no_letter.bounces"


async def test_a_ticket_that_is_gone_by_then_brings_no_letter(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    await office.plan()
    await raw.execute("delete from public.support_tickets where id = $1", ticket)
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.TICKET_GONE)]
    assert await why_no_letter(office, ticket) == "no_letter.ticket_gone"


@pytest.mark.parametrize("act", ["delete from public.{0}", "update public.{0} set internal_only = true"])
async def test_an_answer_that_is_gone_or_internal_by_then_stays_here(office: PostOffice, raw: Raw, act: str) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    message = await an_answer(office, ticket)
    await office.plan()
    await raw.execute(act.format("support_ticket_messages") + " where id = $1", message)
    await office.settle()
    assert (await office.fates())[-1] == ("answer", "suppressed", Silence.MESSAGE_GONE)
    assert len(office.box.mails) == 1


async def test_a_ticket_that_is_open_again_is_not_called_resolved(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    await office.settle()
    await raw.execute("update public.support_tickets set status = 'resolved' where id = $1", ticket)
    await office.plan()
    await raw.execute("update public.support_tickets set status = 'investigating' where id = $1", ticket)
    await office.settle()
    assert ("resolved", "suppressed", Silence.REOPENED) in await office.fates()


@pytest.mark.parametrize("address", [None, ""])
async def test_who_has_no_address_gets_no_mail(office: PostOffice, raw: Raw, address: str | None) -> None:
    ticket = await office.new_ticket()
    await raw.execute("update auth.users set email = $1", address)
    await raw.execute("update owona_bot.ticket_state set requester_address = null")
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.NO_ADDRESS)]
    assert await why_no_letter(office, ticket) == "no_letter.no_address"


@pytest.mark.parametrize("address", ["lena", "lena@exa mple.com", "l\u00e9na@example.com", "a@b.de\r\nBcc: eve@x.de"])
async def test_an_address_that_is_none_is_not_written_to(office: PostOffice, raw: Raw, address: str) -> None:
    ticket = await office.new_ticket()
    await raw.execute("update auth.users set email = $1", address)
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.BAD_ADDRESS)]
    assert await why_no_letter(office, ticket) == "no_letter.bad_address"


async def test_nobody_writes_to_the_system_user(office: PostOffice) -> None:
    ticket = await office.new_ticket("System@owona.de")
    await office.settle()
    assert await office.fates() == [("received", "suppressed", Silence.NO_ADDRESS)]
    assert await why_no_letter(office, ticket) == "no_letter.no_address"


# links


async def test_links_to_choices_are_random_and_stored_hashed(office: PostOffice, raw: Raw) -> None:
    mail = await the_answer(office, await office.new_ticket())
    one_click = str(mail["List-Unsubscribe"]).strip(" <>")
    assert one_click.startswith("https://desk.owona.de/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = next(line for line in text_of(mail).splitlines() if "/preferences/" in line)
    for url, purpose in ((one_click, "unsubscribe"), (page, "preferences")):
        link = await preferences.link(raw, hash_of(url.rpartition("/")[2]), purpose)
        assert link is not None
        assert link.address == LENA
    assert one_click.rpartition("/")[2] != page.rpartition("/")[2]


async def test_without_a_public_url_there_are_no_links(office: PostOffice, raw: Raw) -> None:
    office.head = replace(HEAD, public_url=None)
    mail = await the_answer(office, await office.new_ticket())
    assert "List-Unsubscribe" not in mail
    assert await raw.fetchval("select count(*) from owona_bot.tokens") == 0


# composing


@pytest.fixture
async def composing(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[threading.Event, threading.Event]]:
    """Set when a letter begins to be composed; and to be set for it to go on."""
    begun, go = threading.Event(), threading.Event()

    def slowly(letter: Letter, envelope: Envelope) -> bytes:
        begun.set()
        assert go.wait(10)
        return compose(letter, envelope)

    monkeypatch.setattr(module, "compose", slowly)
    yield begun, go
    go.set()


async def test_composing_holds_up_neither_the_desk_nor_its_reader(
    office: PostOffice, raw: Raw, composing: tuple[threading.Event, threading.Event]
) -> None:
    begun, go = composing
    await office.new_ticket()
    await office.plan()
    delivered = asyncio.create_task(emptied(office.worker))
    assert await asyncio.to_thread(begun.wait, 20)
    async with asyncio.timeout(20), raw.transaction():
        await letters.one_at_a_time(raw, LENA)
    go.set()
    await delivered
    assert len(office.box.mails) == 1


async def test_who_declines_while_it_is_composed_gets_none(
    office: PostOffice, raw: Raw, composing: tuple[threading.Event, threading.Event]
) -> None:
    begun, go = composing
    await office.new_ticket()
    await office.plan()
    delivered = asyncio.create_task(emptied(office.worker))
    assert await asyncio.to_thread(begun.wait, 20)
    await preferences.keep(raw, LENA, None, "nothing")
    go.set()
    await delivered
    assert await office.fates() == [("received", "suppressed", Silence.MUTED)]
    assert (office.box.mails, await raw.fetchval("select count(*) from owona_bot.tokens")) == ([], 0)


async def test_who_moves_while_it_is_composed_is_written_to_at_the_new_address(
    office: PostOffice, raw: Raw, composing: tuple[threading.Event, threading.Event]
) -> None:
    begun, go = composing
    await office.new_ticket()
    await office.plan()
    delivered = asyncio.create_task(emptied(office.worker))
    assert await asyncio.to_thread(begun.wait, 20)
    await raw.execute("update auth.users set email = 'lena@neu.example' where email = $1", LENA)
    go.set()
    await delivered
    await office.settle_whatever_waits()
    assert [mail["To"] for mail in await office.mails()] == ["lena@neu.example"]


# once


async def test_the_receipt_names_the_mail(office: PostOffice, raw: Raw) -> None:
    await office.new_ticket()
    await office.settle()
    (row,) = await office.logged()
    assert await receipts(raw) == [{"mail": row["id"], "message_id": (await office.mails())[0]["Message-ID"]}]
    assert (row["verdict"], row["letter"], row["recipient"]) == ("sent", "received", LENA)
    assert await mail.content(raw, row["id"]) == office.box.mails[0].raw


async def test_a_letter_put_off_is_the_same_to_the_byte_when_it_goes(office: PostOffice) -> None:
    office.box.arm(MailFault("DOT", "451 4.7.1 Being examined", times=3))
    await office.new_ticket()
    await office.settle()
    assert office.box.mails == []
    ((_, state, why),) = await office.fates()
    assert (state, "451 4.7.1" in str(why)) == ("waiting", True)
    await office.settle_whatever_waits()
    (arrived,) = office.box.mails
    (row,) = await office.logged()
    async with office.db.raw.acquire() as raw:
        assert await mail.content(raw, row["id"]) == arrived.raw


async def test_who_dies_between_writing_and_sending_sends_the_same_bytes(
    office: PostOffice, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As SIGKILL is to the code: nothing catches it."""

    async def die(*_: object) -> None:
        raise Killed

    await office.new_ticket()
    await office.plan()
    worker = office.worker
    with monkeypatch.context() as dying:
        dying.setattr(office.postman, "send", die)
        with pytest.raises(Killed):
            await emptied(worker)
    (written,) = await office.logged()
    await run_out(raw, written["delivery_id"])
    await office.settle()
    assert [row["id"] for row in await office.logged()] == [written["id"]]
    assert [one.raw for one in office.box.mails] == [await mail.content(raw, written["id"])]


async def test_who_dies_after_the_server_took_it_does_not_send_it_again(office: PostOffice, raw: Raw) -> None:
    await office.new_ticket()
    await office.settle()
    await raw.execute("update owona_bot.deliveries set state = 'waiting', finished_at = null where reaction = 'letter'")
    await office.settle()
    assert len(office.box.mails) == 1
    assert await office.fates() == [("received", "done", None)]


async def test_nobody_there_ends_in_the_thread_and_is_not_tried_again(office: PostOffice, raw: Raw) -> None:
    office.box.arm(MailFault("RCPT", "550 5.1.1 No such user here", times=None))
    ticket = await office.new_ticket()
    await office.settle()
    assert await office.fates() == [("received", "suppressed", "refused: 550 5.1.1 No such user here")]
    assert await preferences.why_suppressed(raw, LENA) == "550 5.1.1 No such user here"
    told = await raw.fetch(
        "select payload from owona_bot.events where kind = 'mail.refused' and ticket_id = $1", ticket
    )
    assert [row["payload"] for row in told] == [{"mail": (await office.logged())[0]["id"]}]
    lines = (
        "select payload from owona_bot.deliveries where reaction = 'thread' and payload ->> 'shows' = 'mail_refused'"
    )
    assert len(await raw.fetch(lines)) == 1


async def test_who_dies_after_a_refusal_tells_it_once(office: PostOffice, raw: Raw) -> None:
    office.box.arm(MailFault("DOT", "554 5.7.1 Spam", times=None))
    await office.new_ticket()
    await office.settle()
    await raw.execute("update owona_bot.deliveries set state = 'waiting', finished_at = null where reaction = 'letter'")
    await office.settle()
    assert await raw.fetchval("select count(*) from owona_bot.events where kind = 'mail.refused'") == 1
    assert await office.fates() == [("received", "suppressed", "refused: 554 5.7.1 Spam")]
    assert await preferences.why_suppressed(raw, LENA) is None


async def test_a_full_mailbox_is_given_up_on_after_days(office: PostOffice, raw: Raw) -> None:
    office.box.arm(MailFault("RCPT", "452 4.2.2 Mailbox full", times=None))
    await office.new_ticket()
    await office.settle_whatever_waits(3)
    assert [state for _, state, _ in await office.fates()] == ["waiting"]
    await raw.execute("update owona_bot.mail_log set created_at = now() - interval '73 hours'")
    await office.settle_whatever_waits(1)
    assert [state for _, state, _ in await office.fates()] == ["suppressed"]
    assert await raw.fetchval("select count(*) from owona_bot.events where kind = 'mail.refused'") == 1


async def test_one_full_mailbox_stops_nobody_else(office: PostOffice) -> None:
    office.box.arm(MailFault("RCPT", "452 4.2.2 Mailbox full"))
    await office.new_ticket()
    await office.new_ticket("ben@example.com", "Ben")
    await office.settle()
    assert len(office.box.mails) == 1


async def test_a_server_that_refuses_us_is_told_to_operations_once_an_hour_and_loses_nothing(
    office: PostOffice, raw: Raw
) -> None:
    office.box.arm(MailFault("CONNECT", "554 5.7.1 Blocked", times=6))
    await office.new_ticket()
    await office.new_ticket("ben@example.com", "Ben")
    await office.settle_whatever_waits(3)
    told = await raw.fetch("select payload from owona_bot.events where kind = 'mail.server_refused'")
    assert [row["payload"] for row in told] == [{"error": "554 5.7.1"}]
    await office.settle_whatever_waits()
    assert len(office.box.mails) == 2


async def test_the_lane_bears_so_many_an_hour(office: PostOffice) -> None:
    office.lanes = Lanes(Pace(0, 1, letters_per_hour=60))
    for n in range(15):
        await office.new_ticket(f"customer{n}@example.com")
    await office.settle()
    assert len(office.box.mails) == 10


async def test_pauses_grow_to_half_an_hour() -> None:
    assert [growing(tries).total_seconds() for tries in (1, 2, 3, 11, 12, 99)] == [1, 2, 4, 1024, 1800, 1800]
    assert timedelta(days=1) < PATIENCE


async def test_all_reactions_are_played(office: PostOffice) -> None:
    assert set(office.worker.reactions) == set(Reaction)


async def test_no_token_stands_in_the_log_of_deliveries(office: PostOffice, raw: Raw) -> None:
    mail = await the_answer(office, await office.new_ticket())
    token = str(mail["List-Unsubscribe"]).strip(" <>").rpartition("/")[2]
    rows = await raw.fetch("select to_jsonb(d)::text as row from owona_bot.deliveries d")
    assert not any(token in row["row"] for row in rows)
    assert read(office.box.mails[0])["Message-ID"] == mail["Message-ID"]


# people without an account


@pytest.mark.parametrize("source", [{"source": "slack"}, {"source": "web"}], ids=["in Slack", "restored"])
async def test_who_has_no_account_is_answered_at_their_own_address(
    office: PostOffice, raw: Raw, source: dict[str, object]
) -> None:
    """Their ticket is the system user's, which reads nothing."""
    ticket = await office.new_ticket("system@owona.de", source_metadata=source)
    asked = "update owona_bot.ticket_state set requester_name = $2, requester_address = $3 where ticket_id = $1"
    for number, (address, why) in enumerate(
        [("Kai@Example.org", None), ("e2e-test@owona.de", "no_letter.test_account"), (None, "no_letter.no_address")]
    ):
        await raw.execute(asked, ticket, "Kai", address)
        assert await why_no_letter(office, ticket) == why
        await office.settle()
        office.box.mails.clear()
        await an_answer(office, ticket, f"Antwort {number}")
        await office.settle()
        assert [str(mail["To"]) for mail in await office.mails()] == ([] if why else ["kai@example.org"])


STATUS = "update public.support_tickets set status = $2 where id = $1"


async def test_of_two_who_resolve_it_one_after_the_other_the_customer_has_one_letter(
    office: PostOffice, raw: Raw
) -> None:
    ticket = await office.new_ticket()
    for status in ("resolved", "investigating", "resolved"):
        await raw.execute(STATUS, ticket, status)
    await office.settle()
    assert [fate for fate in await office.fates() if fate[0] == "resolved"] == [
        ("resolved", "suppressed", Silence.RESOLVED_AGAIN),
        ("resolved", "done", None),
    ]
    for status in ("closed", "resolved"):
        await raw.execute(STATUS, ticket, status)
    await office.settle()
    assert (await office.fates())[-1] == ("resolved", "suppressed", Silence.TOLD_RESOLVED)


async def test_what_was_opened_again_and_is_resolved_anew_is_told_anew(office: PostOffice, raw: Raw) -> None:
    ticket = await office.new_ticket()
    for status in ("resolved", "investigating", "resolved"):
        await raw.execute(STATUS, ticket, status)
        await office.settle()
    assert [state for name, state, _ in await office.fates() if name == "resolved"] == ["done", "done"]


async def test_an_answer_that_arrives_nowhere_is_told_to_its_author_and_waited_for_by_nobody(
    office: PostOffice, raw: Raw
) -> None:
    """Else to who holds the ticket."""
    anna, ben = await a_team(office.db, 2)
    ticket = await office.new_ticket()
    await office.settle()
    await raw.execute("update public.support_tickets set assigned_agent = $2 where id = $1", ticket, ben.email)
    office.box.arm(MailFault("DOT", "554 5.7.1 Spam", times=None))
    for by, minds in ((f"agent:{anna.id}", anna), ("bot:other", ben)):
        async with office.db.change_raw(by=by) as one:
            await one.execute("update public.support_tickets set status = 'waiting_customer' where id = $1", ticket)
            await one.execute(SAY, ticket)
        await office.settle()
        lost = await raw.fetchval("select max((payload ->> 'mail')::bigint) from owona_bot.events")
        assert await lost_letters.who_minds(raw, lost) == [minds.slack_user]
        assert (await show_ticket(office.db, 1001)).status is Status.INVESTIGATING


async def test_of_an_answer_that_arrived_nowhere_nothing_follows_once_there_is_a_newer_one(
    office: PostOffice, raw: Raw
) -> None:
    """Mail servers may try for days before they say so."""
    ticket = await office.new_ticket()
    await an_answer(office, ticket, "Eins")
    await office.settle()
    lost = await raw.fetchval("select max(id) from owona_bot.mail_log where letter = 'answer'")
    await raw.execute("update public.support_tickets set status = 'waiting_customer' where id = $1", ticket)
    await an_answer(office, ticket, "Zwei")
    await office.settle()
    assert not await go_on_unread(office.db, lost)
    newest = await raw.fetchval("select max(id) from owona_bot.mail_log where letter = 'answer'")
    assert await go_on_unread(office.db, newest)
