"""Mail that comes in: kept as it came, filed once, where it belongs."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

import pytest

from owona_bot.database import mail
from owona_bot.database.engine import Database
from owona_bot.domain.arrival import Verdict
from owona_bot.domain.delivery import Later
from owona_bot.domain.mail import InboundMail, Unreadable
from owona_bot.mail.inbound import read_mail
from owona_bot.mail.tokens import keys_of, read_token, reply_address, verify
from owona_bot.playground.site import Site
from owona_bot.services.receive_mail import Filing, Place, file_mail, take_mail

pytestmark = pytest.mark.database

DESK, SYSTEM, LENA = "support@owona.de", "system@owona.de", "lena@example.com"
KEYS = keys_of("a secret of the tests, long enough")


def raw_mail(sender: str = LENA, to: str = DESK, **headers: str) -> bytes:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {"Message-ID": "<1@example.com>", "Subject": "Login", **given}
    lines = [f"From: {sender}", f"To: {to}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", "Es geht nicht.", ""]).encode()


async def arrive(
    db: Database,
    raw: bytes,
    to: str = DESK,
    *,
    authenticated: bool = False,
    read: InboundMail | Unreadable | None = None,
) -> Place:
    id_ = await take_mail(db, "bounce@example.com", (to,), raw)
    return await file_mail(db, read or read_mail(raw), filing_of(id_, to, authenticated=authenticated))


def filing_of(id_: int, to: str = DESK, *, authenticated: bool = False) -> Filing:
    return Filing(
        mail=id_,
        claim=read_token(to, DESK),
        proven=lambda claim, sender, salt: verify(claim, sender, salt, KEYS),
        authenticated=authenticated,
        system_user=SYSTEM,
        untitled="(ohne Betreff)",
        unreadable="unlesbar",
    )


async def token_of(db: Database, ticket: UUID, recipient: str = LENA) -> str:
    async with db.raw.acquire() as raw:
        row = await raw.fetchrow("select number, salt from owona_bot.ticket_state where ticket_id = $1", ticket)
    return reply_address(DESK, row["number"], recipient, row["salt"], KEYS)


async def ticket_row(db: Database, ticket: UUID | None) -> Mapping[str, object]:
    async with db.raw.acquire() as raw:
        row: Mapping[str, object] = await raw.fetchrow(
            "select t.*, s.requester_address from public.support_tickets t"
            " join owona_bot.ticket_state s on s.ticket_id = t.id where t.id = $1",
            ticket,
        )
        return row


async def messages(db: Database, ticket: UUID | None) -> list[str]:
    async with db.raw.acquire() as raw:
        rows = await raw.fetch(
            "select message from public.support_ticket_messages where ticket_id = $1 order by created_at", ticket
        )
    return [row["message"] for row in rows]


@pytest.fixture
async def lena(site: Site) -> UUID:
    await site.sign_up(SYSTEM, "System")
    return await site.sign_up(LENA, "Lena")


async def test_a_strangers_mail_opens_a_ticket_of_the_system_users(db: Database, site: Site) -> None:
    system = await site.sign_up(SYSTEM)
    place = await arrive(db, raw_mail("Kai <Kai@Example.org>"))
    ticket = await ticket_row(db, place.ticket)
    assert (place.verdict, ticket["user_id"], ticket["requester_address"]) == (Verdict.NEW, system, "kai@example.org")
    assert (ticket["title"], await messages(db, place.ticket)) == ("Login", ["Es geht nicht."])


async def test_a_customers_address_alone_is_not_believed(db: Database, lena: UUID) -> None:
    forged, true = await arrive(db, raw_mail()), await arrive(db, raw_mail(Message_ID="<2@x>"), authenticated=True)
    assert (await ticket_row(db, forged.ticket))["user_id"] != lena
    assert (await ticket_row(db, true.ticket))["user_id"] == lena


@pytest.mark.parametrize(
    "raw",
    [
        b"From: lena@example.com\r\n" + raw_mail("mallory@evil.example"),
        raw_mail("lena@example.com, mallory@evil.example"),
        raw_mail('lena@example.com, "mallory m"@evil.example'),
        raw_mail("mallory@evil.example").replace(b"From:", b"Sender: lena@example.com\r\nX-From:"),
    ],
    ids=["two fields", "two addresses", "one of them refused", "a sender alone"],
)
async def test_a_mail_of_several_authors_or_of_none_is_nobodys(
    db: Database, site: Site, lena: UUID, raw: bytes
) -> None:
    """The check of one says nothing of the other."""
    place = await arrive(db, raw, authenticated=True)
    assert (await ticket_row(db, place.ticket))["user_id"] != lena
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    assert (await arrive(db, raw + b"mehr", await token_of(db, ticket))).ticket != ticket


async def test_an_answer_with_the_customers_own_token_lands_in_the_ticket_and_reopens_it(
    db: Database, site: Site, lena: UUID
) -> None:
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    await site.portal_status(ticket, "resolved", "agent@owona.de")
    place = await arrive(db, raw_mail(), (await token_of(db, ticket)).upper())
    assert (place.verdict, place.ticket) == (Verdict.REPLY, ticket)
    assert (await messages(db, ticket))[-1] == "Es geht nicht."
    assert (await ticket_row(db, ticket))["status"] == "investigating"


@pytest.mark.parametrize("sender", ["mallory@example.net", "lena@example.com.evil.example"])
async def test_a_token_of_somebody_else_opens_a_ticket_of_its_own(
    db: Database, site: Site, lena: UUID, sender: str
) -> None:
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    place = await arrive(db, raw_mail(sender), await token_of(db, ticket))
    assert place.verdict is Verdict.NEW
    assert place.ticket != ticket


async def test_the_token_of_another_ticket_opens_that_one_to_nobody_else(db: Database, site: Site, lena: UUID) -> None:
    kai = await site.sign_up("kai@example.org")
    his = await site.create_ticket(kai, "Seins", "Hilfe", acknowledge=False)
    place = await arrive(db, raw_mail(), await token_of(db, his, "kai@example.org"))
    assert (place.verdict, place.ticket == his) == (Verdict.NEW, False)


async def test_a_number_in_the_subject_proves_nothing(db: Database, site: Site, lena: UUID) -> None:
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    place = await arrive(db, raw_mail("mallory@example.net", Subject="Re: [#1001] Login"))
    assert place.ticket != ticket


async def test_the_same_mail_twice_and_at_once_is_filed_once(db: Database, lena: UUID) -> None:
    """Whatever servers wrote on top on the way."""
    ways = [b"", b"Received: from a by b; today\r\n", b"Return-Path: <>\r\n", b"Delivered-To: x@owona.de\r\n"]
    places = await asyncio.gather(*(arrive(db, way + raw_mail()) for way in ways))
    assert sorted(place.verdict for place in places) == ["new", "repeated", "repeated", "repeated"]
    async with db.raw.acquire() as raw:
        ids = await raw.fetch("select distinct mail_id from owona_bot.mail_log")
    assert [row["mail_id"] for row in ids] == ["<1@example.com>"]


async def test_another_mail_under_a_message_id_that_was_used_is_filed_like_any(
    db: Database, site: Site, lena: UUID
) -> None:
    """Devices give all their mails one; and a stranger may have come first, with the customer's very words."""
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    token = await token_of(db, ticket)
    forged, true = await arrive(db, raw_mail()), await arrive(db, raw_mail(), token)
    assert (forged.ticket == ticket, true.verdict, true.ticket) == (False, Verdict.REPLY, ticket)
    later = await arrive(db, raw_mail().replace(b"Es geht nicht.", b"Jetzt geht es."), token)
    assert (later.verdict, (await messages(db, ticket))[-2:]) == (Verdict.REPLY, ["Es geht nicht.", "Jetzt geht es."])
    assert (await arrive(db, raw_mail(), token)).verdict is Verdict.REPEATED
    vouched = await arrive(db, raw_mail(), authenticated=True)
    assert (await ticket_row(db, vouched.ticket))["user_id"] == lena


async def test_a_message_id_that_no_index_takes_counts_as_missing(db: Database, lena: UUID) -> None:
    long = "".join(chr(0x20000 + n * n * 7919 % 40009) for n in range(980))
    place = await arrive(db, raw_mail(Message_ID=f"<{long}>", In_Reply_To=f"<{long}>"))
    assert (place.verdict, await messages(db, place.ticket)) == (Verdict.NEW, ["Es geht nicht."])
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select mail_id from owona_bot.mail_log") is None


@pytest.mark.parametrize(
    "read", [read_mail(raw_mail()), read_mail(b"From: lena@example.com\n\nOhne"), Unreadable("time", "more than 10 s")]
)
async def test_whoever_takes_over_leaves_a_filed_mail_where_it_is(
    db: Database, lena: UUID, read: InboundMail | Unreadable
) -> None:
    id_ = await take_mail(db, LENA, (DESK,), b"the mail")
    filed = await file_mail(db, read, filing_of(id_))
    assert await file_mail(db, read, filing_of(id_)) == filed
    assert filed.verdict in (Verdict.NEW, Verdict.UNREADABLE)
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select count(*) from public.support_tickets") == 1
        assert await raw.fetchval("select verdict from owona_bot.mail_log") == filed.verdict


async def test_an_absence_note_with_a_token_reopens_nothing(db: Database, site: Site, lena: UUID) -> None:
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    await site.portal_status(ticket, "resolved", "agent@owona.de")
    place = await arrive(db, raw_mail(Auto_Submitted="auto-replied"), await token_of(db, ticket))
    assert place.verdict is Verdict.AUTOMATIC
    assert (await ticket_row(db, ticket))["status"] == "resolved"


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk", "List_Id": "<l.x.org>"}])
async def test_automatic_mail_of_strangers_opens_a_ticket_that_no_letter_answers(
    db: Database, lena: UUID, header: dict[str, str]
) -> None:
    place = await arrive(db, raw_mail(**header))
    assert place.verdict is Verdict.NEW
    source = (await ticket_row(db, place.ticket))["source_metadata"]
    assert source == {"source": "email", "mail": {"kind": "auto_reply" if "Auto_Submitted" in header else "bulk"}}


async def test_an_absence_note_without_a_token_is_known_by_the_letter_it_answers(
    db: Database, site: Site, lena: UUID
) -> None:
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    async with db.raw.acquire() as raw, raw.transaction():
        letter = mail.NewMail("out", DESK, LENA, mail_id="<ours@owona.de>", ticket=ticket, letter="answer")
        await mail.add(raw, letter, b"letter")
    away = {"Auto_Submitted": "auto-replied", "In_Reply_To": "<ours@owona.de>"}
    assert (await arrive(db, raw_mail(**away))).ticket == ticket
    assert (await arrive(db, raw_mail("mallory@example.net", **away))).ticket != ticket


@pytest.mark.parametrize("letter", ["sla_team", "escalation", "report"])
async def test_an_absence_note_of_a_colleagues_says_nothing_to_the_customer(
    db: Database, site: Site, lena: UUID, letter: str
) -> None:
    """Nor does it open a ticket, which would be late one day and write to them again."""
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    async with db.raw.acquire() as raw, raw.transaction():
        told = mail.NewMail("out", DESK, "ben@owona.de", "<ours@owona.de>", ticket=ticket, letter=letter)
        await mail.add(raw, told, b"letter")
    place = await arrive(
        db, raw_mail("Ben <Ben@owona.de>", Auto_Submitted="auto-replied", In_Reply_To="<ours@owona.de>")
    )
    assert place == Place(Verdict.AUTOMATIC)
    assert await messages(db, ticket) == ["Hilfe"]
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select count(*) from public.support_tickets") == 1


async def test_a_customers_answer_that_looks_like_bulk_is_an_answer(db: Database, site: Site, lena: UUID) -> None:
    ticket = await site.create_ticket(lena, "Login", "Hilfe", acknowledge=False)
    place = await arrive(db, raw_mail(Precedence="bulk"), await token_of(db, ticket))
    assert (place.verdict, place.ticket) == (Verdict.REPLY, ticket)


async def test_our_own_letter_that_comes_back_opens_nothing(db: Database, lena: UUID) -> None:
    async with db.raw.acquire() as raw, raw.transaction():
        await mail.add(raw, mail.NewMail("out", DESK, LENA, mail_id="<ours@owona.de>"), b"letter")
    place = await arrive(db, raw_mail(Message_ID="<ours@owona.de>"))
    assert place.verdict is Verdict.OWN


async def test_what_cant_be_read_arrives_raw_and_flagged(db: Database, lena: UUID) -> None:
    place = await arrive(db, b"\xff\xfe not a mail", read=Unreadable("time", "more than 10 s"))
    assert place.verdict is Verdict.UNREADABLE
    assert await messages(db, place.ticket) == ["unlesbar"]
    async with db.raw.acquire() as raw:
        file = await raw.fetchrow("select name, size from owona_bot.attachments where ticket_id = $1", place.ticket)
    assert (file["name"], file["size"]) == ("mail.eml", 13)


async def test_without_the_system_users_account_the_mail_waits(db: Database) -> None:
    with pytest.raises(Later):
        await arrive(db, raw_mail())
