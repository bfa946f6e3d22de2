"""A customer's mail as facts: what was read from the raw bytes, and what was wrong with them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """Who or what wrote it; only `ordinary` may ever be answered automatically."""

    ORDINARY = "ordinary"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    ABUSE_REPORT = "abuse_report"


@dataclass(frozen=True, slots=True)
class MailAddress:
    """`address` has no control character, space or quote; `name` is one line, perhaps empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """`filename` is safe as the last step of a path; `content_id` comes without its angle brackets."""

    filename: str
    content_type: str
    size: int
    sha256: str
    content_id: str | None
    disposition: str
    content: bytes | bytearray = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailBounce:
    """One recipient that a report says was not reached; `hard` is a status of class 5.

    Anybody can write a report: believe it only if the mail's `about` is a Message-ID we sent to `address`.
    """

    address: str
    hard: bool
    status: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class InboundMail:
    """Everything is text fit for PostgreSQL; absent text is empty, absent ids and dates are None.

    `text` is the whole body, `reply` its newest part without the quoted thread, `html` is sanitised.
    `about` is the Message-ID of ours that a bounce or an abuse report speaks of. `faults` are
    `code` or `code:detail`, each once, in the order they were found.
    """

    subject: str
    sender: MailAddress | None
    to: tuple[MailAddress, ...]
    cc: tuple[MailAddress, ...]
    reply_to: tuple[MailAddress, ...]
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    date: datetime | None
    text: str
    html: str
    reply: str
    attachments: tuple[MailAttachment, ...]
    kind: MailKind
    bounces: tuple[MailBounce, ...]
    about: str | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No facts; the raw mail goes to the quarantine. `reason`: `time`, `memory` or `crash`."""

    reason: str
    detail: str
