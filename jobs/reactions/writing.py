"""From the facts of a ticket to the bytes of a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from owona_bot.database.letters import Said, Sheet
from owona_bot.domain.clock import Translate
from owona_bot.domain.letter import (
    Answer,
    Attachment,
    Envelope,
    Letter,
    LetterFacts,
    Mailbox,
    Quotation,
    language_of,
    locale_of,
)
from owona_bot.domain.silence import LetterName
from owona_bot.mail import letters
from owona_bot.mail.headers import signed
from owona_bot.mail.tokens import Keys, new_token, reply_address
from owona_bot.richtext import html, plain, slack
from owona_bot.richtext.document import Document

HOME = "Europe/Berlin"
"""Of readers whose zone the site does not tell."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all letters share. `site` is the web site's root, `public_url` where our own pages are, or None."""

    address: str
    name: str
    keys: Keys
    site: str
    public_url: str | None = None
    imprint: str | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Of one letter: to the page of choices, and for one click; None where there is no public URL."""

    page: str | None = None
    one_click: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What belongs to this letter alone: our id of it, when it is written, its thread, its files."""

    mail: str
    when: datetime
    thread: Sequence[str]
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class About:
    """What a letter says, and to whom; equal as long as nothing of it changes.

    `said` is the answer that it brings, `resolves` whether that came with the ticket's resolution.
    """

    name: LetterName
    sheet: Sheet
    said: Said | None
    address: str
    resolves: bool

    @property
    def language(self) -> str:
        """`de` or `en`."""
        return language_of(self.sheet.source, self.sheet.newest, self.sheet.language)


Tokens = Mapping[str, tuple[str, bytes]]
"""By purpose: the token for the letter, its hash for the database."""


def new_tokens(head: Letterhead) -> Tokens:
    """Two: the mail program's one click must not spend the reader's own. None without a public URL."""
    return {purpose: new_token() for purpose in ("preferences", "unsubscribe")} if head.public_url else {}


def links_of(tokens: Tokens, head: Letterhead) -> Links:
    """The pages that they open."""
    return Links(*(f"{head.public_url}/{purpose}/{token}" for purpose, (token, _) in tokens.items()))


def written(about: About, names: Mapping[str, str], head: Letterhead, links: Links, t: Translate) -> Letter:
    """An answer that resolves is one letter, which says both."""
    facts = facts_of(about.sheet, about.address, head, links)
    if about.name == "received":
        return letters.received(facts, t)
    answer = answer_of(about.said, about.sheet, head, names) if about.said else None
    if answer is None or (about.resolves and about.sheet.status in ("resolved", "closed")):
        return letters.resolved(facts, answer, t)
    return letters.answer(facts, answer, t)


def facts_of(sheet: Sheet, address: str, head: Letterhead, links: Links) -> LetterFacts:
    """The site's page is for those who have an account there."""
    has_account = sheet.account == address.lower()
    locale = locale_of(sheet.source, sheet.newest, sheet.language)
    return LetterFacts(
        number=sheet.number,
        title=sheet.title,
        requester=sheet.requester,
        desk=head.name,
        link=f"{head.site}/{locale}/support/messages" if has_account else None,
        opt_out=links.page,
        imprint=head.imprint,
    )


def answer_of(said: Said, sheet: Sheet, head: Letterhead, names: Mapping[str, str]) -> Answer:
    """As the agent wrote it in Slack, else as it lies in the site's table."""
    document = document_of(said)
    zone = zone_of(sheet)
    quoted = Quotation(said.quoted, said.quoted_at.astimezone(zone)) if said.quoted and said.quoted_at else None
    return Answer(
        agent=agent_of(said) or head.name,
        text=plain.write(document, names),
        html=html.write(document, names),
        when=said.when.astimezone(zone),
        quoted=quoted,
    )


def document_of(said: Said) -> Document:
    """Slack's own rich text is the truth where it is known."""
    return slack.read(said.rich_text) if said.rich_text else plain.read(said.text)


def agent_of(said: Said) -> str | None:
    """The site's portal writes addresses where a name belongs: those are not shown."""
    name = (said.name or "").strip()
    return name if name and "@" not in name else None


def zone_of(sheet: Sheet) -> ZoneInfo:
    """The customer's browser told the site."""
    told = sheet.source.get("timezone")
    try:
        return ZoneInfo(told if isinstance(told, str) and told else HOME)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(HOME)


def envelope_of(about: About, head: Letterhead, post: Post, links: Links) -> Envelope:
    """An answer to it comes to the desk with the ticket's token in its address."""
    sheet, address = about.sheet, about.address
    agent = agent_of(about.said) if about.said else None
    return Envelope(
        mail=post.mail,
        date=post.when,
        sender=Mailbox(signed(agent, head.name), head.address),
        to=Mailbox("", address),
        reply_to=Mailbox(head.name, reply_address(head.address, sheet.number, address, sheet.salt, head.keys)),
        in_reply_to=post.thread[-1] if post.thread else None,
        references=tuple(post.thread),
        unsubscribe=links.one_click,
        attachments=tuple(post.files),
    )
