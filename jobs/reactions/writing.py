"""From the facts of a ticket to the bytes of a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from owona_bot.database.addressees import addressee_of
from owona_bot.database.letters import Said, Sheet
from owona_bot.domain.clock import Translate
from owona_bot.domain.letter import Attachment, Envelope, Letter, Mailbox, Promised, Sender, language_of
from owona_bot.domain.silence import LetterName
from owona_bot.domain.ticket import DONE
from owona_bot.mail import letters
from owona_bot.mail.headers import signed
from owona_bot.mail.said import Spoken, facts_of, letter_of, shown
from owona_bot.mail.tokens import Keys, new_token, reply_address
from owona_bot.richtext import plain, slack


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all letters share. `site` is the web site's root, `public_url` where our own pages are, or None."""

    address: str
    name: str
    keys: Keys
    site: str
    public_url: str | None = None
    imprint: str | None = None

    @property
    def sender(self) -> Sender:
        """As the preview has it."""
        return Sender(self.name, self.site, self.imprint, self.public_url, writes=True)


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

    `said` is the answer that it brings, `resolves` whether that came with the ticket's resolution; `promised` is what a
    customer hears of who waits too long.
    """

    name: LetterName
    sheet: Sheet
    said: Said | None
    address: str
    resolves: bool
    promised: Promised | None = None

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
    """What brings an answer is built as its preview was."""
    to = addressee_of(about.sheet, about.said.last if about.said else None)
    if about.said is not None:
        return letter_of(to, spoken_of(about.said, about, names), head.sender, links.page, t)
    facts = facts_of(to, head.sender, links.page)
    match about.name:
        case "received":
            return letters.received(facts, t)
        case "reminder":
            return letters.reminder(facts, t)
        case "sla_warning":
            return letters.sla_warning(facts, about.promised or "answer", t)
    return letters.resolved(facts, None, t)


def spoken_of(said: Said, about: About, names: Mapping[str, str]) -> Spoken:
    """Slack's own rich text is the truth where it is known, else what lies in the site's table."""
    document = slack.read(said.rich_text) if said.rich_text else plain.read(said.text)
    return Spoken(said.name, document, names, said.when, about.resolves and about.sheet.status in DONE)


def envelope_of(about: About, head: Letterhead, post: Post, links: Links) -> Envelope:
    """An answer to it comes to the desk with the ticket's token in its address."""
    sheet, address = about.sheet, about.address
    agent = shown(about.said.name) if about.said else None
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
