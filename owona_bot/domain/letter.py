"""What customers get by mail: the facts of a letter, the letter itself, and its envelope."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from owona_bot.domain.people import two_letters

SITE_LOCALES = ("de", "en", "fr", "sw", "ha", "yo", "am", "zu")
"""The path prefixes of the web site; the bot itself writes German and English."""


class Origin(StrEnum):
    """Who is behind a letter, in the words of RFC 3834 section 5 (`Auto-Submitted`)."""

    PERSON = "no"
    AUTO_REPLIED = "auto-replied"
    AUTO_GENERATED = "auto-generated"


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What every letter about a ticket knows; `desk` is the sender's name, `link` the site's page of messages.

    `link` is None for people without an account, `opt_out` for mail that can't be declined. `imprint` is the
    line that German law wants below business letters (§ 35a GmbHG, § 125a HGB).
    """

    number: int
    title: str
    requester: str | None
    desk: str
    link: str | None
    opt_out: str | None
    imprint: str | None = None


Promised = Literal["answer", "solution"]
"""What a customer waits for."""

HOME = "Europe/Berlin"
"""The zone of readers whose own the site does not tell."""

TEST_ACCOUNT = re.compile(r"(?:[^@]*-test[^@]*|support-debug|manual-test|test-e2e)@owona\.de", re.IGNORECASE)
"""Accounts of the site's own tests, which live among the real ones."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The customer's last message as plain text; `when` in the reader's zone, for only the day is shown."""

    text: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters are from: the desk's name, the web site, the imprint below, our own pages if the world sees them.

    `writes` is whether there is a mail server at all.
    """

    desk: str = "Owona Support"
    site: str = "https://whatsapp.owona.de"
    imprint: str | None = None
    public_url: str | None = None
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom letters about a ticket go to; `locale` is one of SITE_LOCALES, `language` `de` or `en`.

    `account` is whether the site knows them; `zone` is where their days begin; `last` is what they wrote last.
    """

    number: int
    title: str
    name: str | None
    address: str | None
    locale: str
    language: str
    account: bool
    zone: str
    last: Quotation | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent said. `html` is a fragment that richtext made: escaped, without scripts or remote content."""

    agent: str
    text: str
    html: str
    when: datetime
    quoted: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter without its envelope; `text` and `html` say the same, `language` is `de` or `en`."""

    subject: str
    text: str
    html: str
    language: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the team reads of a deadline; `late`: it has passed, `due` is in the desk's zone.

    `link` is to the ticket's card in Slack.
    """

    number: int
    title: str
    metric: str
    late: bool
    due: datetime
    holder: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Plea:
    """What somebody is called for, in words: who asks, and whose the ticket is. `link` is to its card in Slack."""

    number: int
    title: str
    asks: str
    holder: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A report in a few words; `file`: the whole of it lies in the letter."""

    title: str
    sentences: tuple[str, ...]
    file: bool


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name before it, which may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; with a `content_id` (no angle brackets) it is a picture that the HTML shows as `cid:…` (RFC 2392).

    Chunks are read once: whoever composes twice hands over bytes.
    """

    name: str
    type: str
    content: bytes | Iterable[bytes]
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The facts of a message's header; `mail` is our own id of it, from which all that must be unique derives.

    `in_reply_to` and `references` are Message-IDs in angle brackets, oldest first; strangers wrote them.
    """

    mail: str
    date: datetime
    sender: Mailbox
    to: Mailbox
    reply_to: Mailbox
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    unsubscribe: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyClaim:
    """What a reply address claims before anybody has verified it; `seal` and `key` are for the verifier alone."""

    number: int
    key: str
    seal: str = field(repr=False)


def is_test(address: str) -> bool:
    """Nobody reads what goes there."""
    return bool(TEST_ACCOUNT.fullmatch(address))


def locale_of(source: Mapping[str, object], newest: Mapping[str, object], profile: str | None) -> str:
    """The customer's locale on the site, as far as known; German otherwise.

    `source` is the ticket's source_metadata, `newest` the metadata of the customer's newest message,
    `profile` is profiles.language. Regional values (`de-DE`) count as their language, unknown ones not at all.
    """
    for told in (source.get("locale"), newest.get("locale"), profile):
        language = told.strip().replace("_", "-").split("-")[0].lower() if isinstance(told, str) else ""
        if language in SITE_LOCALES:
            return language
    return "de"


def language_of(source: Mapping[str, object], newest: Mapping[str, object], profile: str | None) -> str:
    """`de` or `en`, by the same order; whoever reads the site in another language gets English."""
    return two_letters(locale_of(source, newest, profile), otherwise="en")
