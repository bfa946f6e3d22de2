"""The header of a mail: one message, read back as it was meant, whatever anybody is called."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.letter import Mailbox, Origin
from owona_bot.mail.addresses import AddressRefused, checked
from owona_bot.mail.headers import HeaderRefused, compose, message_id, signed
from owona_bot.mail.plain import one_line
from tests.mail.letter_samples import ENVELOPE, LETTER, OPT_OUT

NAMES = (
    "Date",
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Language",
    "Content-Type",
)
CONTROLS = [
    "\r\nBcc: x@evil.example",
    "\nBcc: x@evil.example",
    "\rBcc: x",
    "\0",
    "\x0b",
    "\x1b[31m",
    "\x85",
    "\u2028Bcc: x",
]
SEEN = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=120)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def lines_of(raw: bytes) -> list[bytes]:
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    return raw.split(b"\r\n")


def sound(raw: bytes) -> EmailMessage:
    """Reads a message that has no defect anywhere, only ASCII, no long line, and each header once."""
    message = read(raw)
    assert raw.isascii()
    assert max(map(len, lines_of(raw))) <= 998
    assert not [name for name in message if len(message.get_all(name) or ()) != 1]
    for part in message.walk():
        assert part.defects == []
        assert [value.defects for value in part.values()] == [()] * len(part.values())
    return message


def address_in(message: EmailMessage, field: str) -> Address:
    (found,) = message[field].addresses
    assert isinstance(found, Address)
    return found


def name_in(raw: bytes, field: str) -> str:
    """By the older parser: the newer one of Python 3.11 puts a space between encoded words of a name."""
    written, address = parseaddr(str(email.message_from_bytes(raw)[field]))
    assert address
    return str(make_header(decode_header(written)))


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_comes_back_as_it_was_written() -> None:
    message = sound(compose(LETTER, ENVELOPE))
    assert tuple(message.keys()) == NAMES
    assert message["Subject"] == LETTER.subject
    assert message["Content-Language"] == "de"
    assert (address_in(message, "From").display_name, address_in(message, "From").addr_spec) == (
        "Anna (Owona Support)",
        "support@owona.de",
    )
    assert address_in(message, "To").addr_spec == "erika@example.org"
    assert address_in(message, "Reply-To").addr_spec == "support+1001-k7ab-x@owona.de"
    assert message["Date"].datetime == ENVELOPE.date
    assert message["Message-ID"] == "<owona.7f3a@owona.de>" == message_id(ENVELOPE)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert text_of(message, "plain") == LETTER.text
    assert text_of(message, "html").rstrip("\n") == LETTER.html


def test_the_same_facts_make_the_same_bytes_and_another_mail_others() -> None:
    assert compose(LETTER, ENVELOPE) == compose(LETTER, ENVELOPE)
    other = compose(LETTER, replace(ENVELOPE, mail="7f3b"))
    assert read(other).get_boundary() != read(compose(LETTER, ENVELOPE)).get_boundary()


def test_a_date_keeps_its_zone_and_needs_one() -> None:
    berlin = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=2)))
    assert b"\r\nDate: Wed, 01 Jul 2026 09:00:00 +0200\r\n" in b"\r\n" + compose(LETTER, replace(ENVELOPE, date=berlin))
    with pytest.raises(HeaderRefused, match="Date"):
        compose(LETTER, replace(ENVELOPE, date=datetime(2026, 7, 1, 9, tzinfo=UTC).replace(tzinfo=None)))


def test_a_person_is_no_automaton() -> None:
    message = sound(compose(LETTER, ENVELOPE))
    assert not {"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"} & set(message.keys())


@pytest.mark.parametrize("origin", [Origin.AUTO_REPLIED, Origin.AUTO_GENERATED])
def test_an_automaton_says_so_and_asks_for_silence_but_not_about_bounces(origin: Origin) -> None:
    message = sound(compose(replace(LETTER, origin=origin), ENVELOPE))
    assert message["Auto-Submitted"] == origin.value
    assert message["X-Auto-Response-Suppress"].split(", ") == ["DR", "RN", "NRN", "OOF", "AutoReply"]
    assert message["Precedence"] == "bulk"


def test_one_click_ends_it() -> None:
    message = sound(compose(LETTER, ENVELOPE))
    assert message["List-Unsubscribe"].strip() == f"<{OPT_OUT}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("url", [None, "http://localhost:3000/off/x"])
def test_without_https_there_is_no_click(url: str | None) -> None:
    message = sound(compose(LETTER, replace(ENVELOPE, unsubscribe=url)))
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(message.keys())


@pytest.mark.parametrize(
    "bad", ["javascript:x", "https://", "https://x/ y", "https://x/>,<mailto:y", "https://ü.de/", ""]
)
def test_an_unsubscribe_link_that_is_none_is_refused(bad: str) -> None:
    with pytest.raises(HeaderRefused, match="List-Unsubscribe"):
        compose(LETTER, replace(ENVELOPE, unsubscribe=bad))


# Threads.


def test_a_thread_hangs_together() -> None:
    threaded = replace(
        ENVELOPE, in_reply_to="<c@x.org>", references=("<a@x.org>", "<c@x.org>", "<b@x.org>", "<a@x.org>")
    )
    message = sound(compose(LETTER, threaded))
    assert message["In-Reply-To"].strip() == "<c@x.org>"
    assert message["References"].split() == ["<a@x.org>", "<b@x.org>", "<c@x.org>"]


def test_references_keep_the_root_and_the_newest() -> None:
    many = tuple(f"<{'x' * 150}{n}@{'y' * 150}>" for n in range(500))
    found = sound(compose(LETTER, replace(ENVELOPE, in_reply_to="<p@x.org>", references=many)))["References"].split()
    assert found == [many[0], *many[-18:], "<p@x.org>"]


@pytest.mark.parametrize(
    "bad", ["", "c@x.org", "<c>", "<c @x.org>", "<ü@x.org>", f"<{'x' * 999}@x.org>", "<a@x.org><b@x.org>"]
)
def test_what_is_no_message_id_is_not_repeated(bad: str) -> None:
    message = sound(compose(LETTER, replace(ENVELOPE, in_reply_to=bad, references=(bad,))))
    assert "In-Reply-To" not in message
    assert "References" not in message


# Names and subjects of all the world.


@given(SEEN, st.sampled_from(["{}", "[#1001] {}", "{0} {0}", "Ä {}", '"{}"', "=?utf-8?q?{}?="]))
def test_every_subject_reads_back(words: str, form: str) -> None:
    subject = form.format(words)
    assert sound(compose(replace(LETTER, subject=subject), ENVELOPE))["Subject"] == one_line(subject, 200)


@given(SEEN, st.sampled_from(["{}", "{} (Owona Support)", '{}, "Dr."', "a@b.c <{}>", "Ø {}", "=?utf-8?q?{}?="]))
def test_every_name_reads_back_and_hides_no_address(words: str, form: str) -> None:
    name = form.format(words)
    raw = compose(LETTER, replace(ENVELOPE, to=Mailbox(name, "erika@example.org")))
    assert address_in(sound(raw), "To").addr_spec == "erika@example.org"
    assert name_in(raw, "To") == one_line(name, 100)


@given(st.text(), st.text(), st.text())
def test_no_text_at_all_makes_a_mail_unsound(subject: str, name: str, body: str) -> None:
    letter = replace(LETTER, subject=f"[#1001] {subject}", text=body, html=f"<p>{body}</p>")
    message = sound(compose(letter, replace(ENVELOPE, sender=Mailbox(name, "support@owona.de"))))
    assert tuple(message.keys()) == NAMES


@pytest.mark.parametrize("subject", ["ä" * 300, "word " * 100, "x" * 900, "👩‍👩‍👧‍👦" * 60, "日本語 " * 60])
def test_long_subjects_are_folded(subject: str) -> None:
    raw = compose(replace(LETTER, subject=subject), ENVELOPE)
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert all(line.strip() for line in head.split(b"\r\n"))
    assert sound(raw)["Subject"] == one_line(subject, 200)


def test_plain_ascii_stays_legible_on_the_wire() -> None:
    raw = compose(replace(LETTER, subject="[#1001] Pictures do not arrive"), ENVELOPE)
    assert b"\r\nSubject: [#1001] Pictures do not arrive\r\n" in raw
    assert b'\r\nFrom: "Anna (Owona Support)" <support@owona.de>\r\n' in raw


def test_an_agent_signs_for_the_desk() -> None:
    assert signed("Anna", "Owona Support") == "Anna (Owona Support)"
    assert signed(None, "Owona Support") == "Owona Support"


@pytest.mark.parametrize("good", ["a@b", "o'neil+x@mail.example.org", "a.b-c_d@xn--mller-kva.de", "X@Y.Z"])
def test_usual_addresses_pass(good: str) -> None:
    assert checked(good) == good


@pytest.mark.parametrize(
    "bad",
    ["", "@", "a@", "@b", "a", "a..b@c", ".a@c", "a@b..c", "a@-b", "a@b-", "x" * 65 + "@b", "a@" + "b." * 130 + "c"],
)
def test_unusual_addresses_do_not(bad: str) -> None:
    with pytest.raises(AddressRefused):
        checked(bad)
