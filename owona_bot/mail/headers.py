"""The header of every mail that leaves: one builder, the same bytes for the same facts (RFC 5322)."""

import hashlib
import re
from email.utils import format_datetime

from owona_bot.domain.letter import Envelope, Letter, Mailbox, Origin
from owona_bot.mail.addresses import checked, domain_of
from owona_bot.mail.mime import Part, body_of
from owona_bot.mail.plain import one_line
from owona_bot.mail.words import FOLD, LINE, phrase, unstructured

SUBJECT_LIMIT = 200
NAME_LIMIT = 100

MAIL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}>", re.ASCII)
"""What we repeat of other people's: looser than RFC 5322 section 3.6.4, as many programs write worse."""

HTTPS = re.compile(r"https://[!#-;=?-~]{1,900}", re.ASCII)
"""Printable ASCII without space, quotes and angle brackets."""

ANCESTORS = 20
"""Message-IDs in References: the first, which begins the thread, and the newest."""

SILENCE = "DR, RN, NRN, OOF, AutoReply"
"""All that Exchange knows ([MS-OXCMAIL]) but NDR: we want to hear of bounces, which `All` suppresses."""


class HeaderRefused(ValueError):
    """A field holds what may not stand in a header: names the field, never its value."""


def compose(letter: Letter, envelope: Envelope) -> bytes:
    """The whole message, lines ending in CRLF, in ASCII. Raises HeaderRefused or AddressRefused.

    Names, titles and file names are neutralised visibly; addresses, ids and links are refused.
    """
    mark = hashlib.sha256(b"boundary" + message_id(envelope).encode()).hexdigest()[:24]
    body = body_of(letter, envelope.attachments, mark)
    headers = (
        *people(envelope),
        f"Subject: {unstructured(one_line(letter.subject, SUBJECT_LIMIT), len('Subject: '))}",
        *thread(envelope),
        *manners(letter, envelope),
        "MIME-Version: 1.0",
        f"Content-Language: {language(letter)}",
    )
    return bytes(Part(headers + body.headers, body.body))


def message_id(envelope: Envelope) -> str:
    """`<owona.MAIL@domain>`, known before the message exists: a second attempt carries the same."""
    if not MAIL_ID.fullmatch(envelope.mail):
        raise HeaderRefused("mail id")
    return f"<owona.{envelope.mail}@{domain_of(envelope.sender.address)}>"


def signed(agent: str | None, desk: str) -> str:
    """The sender's name: `Anna (Owona Support)`, or the desk's alone."""
    return f"{agent} ({desk})" if agent else desk


def people(envelope: Envelope) -> list[str]:
    """Date, From, To, Reply-To. A Date without a zone is refused: readers would take it for their own."""
    if envelope.date.tzinfo is None:
        raise HeaderRefused("Date")
    return [
        f"Date: {format_datetime(envelope.date)}",
        mailbox("From", envelope.sender),
        mailbox("To", envelope.to),
        mailbox("Reply-To", envelope.reply_to),
    ]


def mailbox(field: str, box: Mailbox) -> str:
    """`From: "Anna (Owona Support)" <info@owona.de>`; an address can't be folded, so it may get a line of its own."""
    address = checked(box.address)
    name = one_line(box.name, NAME_LIMIT)
    if not name:
        return f"{field}: {address}"
    words = f"{field}: {phrase(name)}"
    last = words.rpartition("\r\n")[2]
    return words + (" " if len(last) + len(address) + 3 <= LINE else FOLD) + f"<{address}>"


def thread(envelope: Envelope) -> list[str]:
    """Message-ID, In-Reply-To and References (RFC 5322 section 3.6.4); other people's malformed ids are left out."""
    parent = [found for found in [envelope.in_reply_to or ""] if MESSAGE_ID.fullmatch(found)]
    known = dict.fromkeys(found for found in envelope.references if MESSAGE_ID.fullmatch(found))
    line = [*(found for found in known if found not in parent), *parent]
    line = line if len(line) <= ANCESTORS else [line[0], *line[1 - ANCESTORS :]]
    return [
        f"Message-ID: {message_id(envelope)}",
        *(f"In-Reply-To:{FOLD}{found}" for found in parent),
        *([f"References:{FOLD}{FOLD.join(line)}"] if line else []),
    ]


def manners(letter: Letter, envelope: Envelope) -> list[str]:
    """A person's letter says nothing of automata; ours say so and ask for silence (RFC 3834 sections 3.1.7, 5)."""
    automatic = [
        f"Auto-Submitted: {letter.origin.value}",
        f"X-Auto-Response-Suppress: {SILENCE}",
        "Precedence: bulk",
    ]
    return [*([] if letter.origin is Origin.PERSON else automatic), *unsubscribe(envelope.unsubscribe)]


def unsubscribe(url: str | None) -> list[str]:
    """One click (RFC 8058). Only https may stand there; a demo's http link stays in the letter alone."""
    if url is None or url.startswith("http://"):
        return []
    if not HTTPS.fullmatch(url):
        raise HeaderRefused("List-Unsubscribe")
    return [f"List-Unsubscribe:{FOLD}<{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def language(letter: Letter) -> str:
    """RFC 3282."""
    if letter.language not in ("de", "en"):
        raise HeaderRefused("Content-Language")
    return letter.language
