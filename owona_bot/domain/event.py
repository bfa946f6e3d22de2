"""What happened, as the triggers wrote it down: ids and enum values, never text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """The triggers' six, and the bot's own."""

    TICKET_CREATED = "ticket.created"
    TICKET_CHANGED = "ticket.changed"
    TICKET_DELETED = "ticket.deleted"
    MESSAGE_ADDED = "message.added"
    MESSAGE_CHANGED = "message.changed"
    MESSAGE_DELETED = "message.deleted"
    DELIVERY_DIED = "delivery.died"
    DELIVERY_RETRIED = "delivery.retried"
    DELIVERY_DISCARDED = "delivery.discarded"
    CHANNEL_REFUSED = "channel.refused"
    MAIL_RECEIVED = "mail.received"
    MAIL_REFUSED = "mail.refused"
    MAIL_SERVER_REFUSED = "mail.server_refused"
    FILE_ADDED = "file.added"
    NOTE_ADDED = "note.added"


@dataclass(frozen=True, slots=True)
class Event:
    """`transaction` groups what was written together; `actor` is `agent:<id>`, `customer:<id>`, …

    `payload` by kind: `ticket.changed` has a pair [before, after] for each of `status`, `priority`
    and `agent` (our agent's id or null) that differs, `true` for `category`, `title`, `description`;
    `message.*` has `message`, the id; `delivery.*` has `delivery`; `channel.refused` has `channel` and `error`;
    `mail.received` has `mail`, its id in the log, and `from`, a hash of its sender; `mail.refused` has `mail`;
    `mail.server_refused` has `error`;
    `file.added` has `attachment`, the id; `note.added` has `note`, the id of one that no thread has yet.
    """

    id: int
    ticket: UUID | None
    kind: Kind
    actor: str
    payload: Mapping[str, object]
    transaction: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the plan must know of a message, read when it is planned; absent when the message is gone."""

    author: str
    internal: bool
    automatic: bool
    audit: bool
    repeats_description: bool
