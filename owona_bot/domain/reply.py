"""Answering a customer: what may be said, and what becomes of the ticket that it is said to."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from owona_bot.domain.canned import placeholders
from owona_bot.domain.people import Agent
from owona_bot.domain.reply_errors import (
    FileInNote,
    FilesTooLarge,
    FileTooLarge,
    PlaceholderLeft,
    QuickReplyInNote,
    QuickReplyTooLong,
    ReplyEmpty,
    ReplyTooLong,
    TooManyFiles,
    TooManyQuickReplies,
)
from owona_bot.domain.text import is_blank, visible
from owona_bot.domain.ticket import Status, Ticket

TEXT, FILES, QUICK_REPLIES = "text", "files", "quick_replies"
"""The fields that a refusal names."""

LIMIT = 15_000
"""Characters. The letter is shown whole before it goes, and a view of Slack's holds 250 kB at up to 12 bytes each."""

MOST_FILES = 10
"""Slack's own limit for one field."""

FILES_MB = 25
"""Of all files of a letter; mailboxes refuse larger ones, and it lies whole in memory while it is composed."""

MOST_QUICK_REPLIES, QUICK_REPLY = 5, 60
"""How many the customer may choose from, and characters of each: they are buttons on the site."""

KEEP = "keep"
"""The choice that leaves the status as it is."""

CHOICES = (Status.WAITING_CUSTOMER, Status.INVESTIGATING, Status.RESOLVED)
"""What a ticket may become by its answer, the usual first."""


@dataclass(frozen=True, slots=True)
class File:
    """An agent's file, still at Slack: `id` is Slack's, `size` in bytes as Slack tells it."""

    id: str
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent wrote and has not sent; `rich_text` is Slack's, `status` None keeps the ticket's.

    `seen_until` is when the newest message was written that stood there when the form opened.
    `quick_replies` are what the customer can answer with one click.
    """

    rich_text: Mapping[str, object]
    status: Status | None
    internal: bool
    files: Sequence[File]
    seen_until: datetime
    quick_replies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the writer of an answer knows of its ticket: the messages written until then, and the status.

    `readers` stand for whoever else reads it, as `readers_of` names them.
    """

    until: datetime
    status: Status
    readers: str = ""

    def lacks(self, now: "Seen") -> bool:
        """Whether there is something new since."""
        return now.until > self.until or (now.status, now.readers) != (self.status, self.readers)


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that waits for its writer's last word."""

    id: UUID
    ticket: UUID
    reply: Reply


def readers_of(also: Iterable[UUID]) -> str:
    """A short name for tickets whose requesters read an answer too; empty without one."""
    named = "\n".join(sorted(map(str, also)))
    return hashlib.sha256(named.encode()).hexdigest()[:16] if named else ""


def wanted(choice: str) -> Status | None:
    """A choice of the form; what is none of CHOICES keeps the status."""
    return next((status for status in CHOICES if status == choice), None)


def check(text: str, internal: bool, files: Sequence[File]) -> None:
    """Raises the FieldError of the first field that can't stay as it is; `text` is what the customer reads."""
    if is_blank(text):
        raise ReplyEmpty(TEXT)
    if len(text) > LIMIT:
        raise ReplyTooLong(TEXT, limit=LIMIT, length=len(text))
    if internal and files:
        raise FileInNote(FILES)
    if len(files) > MOST_FILES:
        raise TooManyFiles(FILES, limit=MOST_FILES, count=len(files))
    check_sizes(files)


def stay(files: Sequence[File], kept: Sequence[str]) -> list[File]:
    """Those whose ids are among `kept`."""
    return [file for file in files if file.id in kept]


def quick_replies_in(typed: str) -> tuple[str, ...]:
    """One a line, each once."""
    rows = (" ".join(visible(row).split()) for row in typed.splitlines())
    return tuple(dict.fromkeys(row for row in rows if not is_blank(row)))


def check_quick_replies(labels: Sequence[str], internal: bool) -> None:
    """Raises the FieldError that says what can't stay as it is."""
    if internal and labels:
        raise QuickReplyInNote(QUICK_REPLIES)
    if len(labels) > MOST_QUICK_REPLIES:
        raise TooManyQuickReplies(QUICK_REPLIES, limit=MOST_QUICK_REPLIES, count=len(labels))
    for label in labels:
        if len(label) > QUICK_REPLY:
            raise QuickReplyTooLong(QUICK_REPLIES, label=label, limit=QUICK_REPLY, length=len(label))


def check_filled(text: str) -> None:
    """Raises PlaceholderLeft for what a canned reply left to be filled in by hand."""
    for found, _ in placeholders(text):
        if found[2] == "}}":
            raise PlaceholderLeft(TEXT, name=found[0])


def check_sizes(files: Sequence[File]) -> None:
    """Raises FileTooLarge for one that is too large by itself, else FilesTooLarge."""
    room = FILES_MB * 1024 * 1024
    for file in files:
        if file.size > room:
            raise FileTooLarge(FILES, name=file.name, limit=FILES_MB)
    if sum(file.size for file in files) > room:
        raise FilesTooLarge(FILES, limit=FILES_MB)


def answer(ticket: Ticket, agent: Agent, status: Status | None) -> Ticket:
    """An unassigned ticket becomes the answerer's, another's stays where it is; an answered one is not new.

    Any status may follow any other: the portal allows it, and an answer opens what was done unless it says not to.
    One that goes on in another stays closed for the public, as merging left it.
    """
    if ticket.merged_into is not None:
        return replace(ticket, status=Status.CLOSED)
    begun = Status.INVESTIGATING if ticket.status is Status.NEW else ticket.status
    return replace(ticket, agent=ticket.agent or agent, status=status or begun)
