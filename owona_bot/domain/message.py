"""A message of a ticket, as it lies in `support_ticket_messages`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Author(StrEnum):
    """The three that `support_ticket_messages_author_type_check` allows."""

    CUSTOMER = "customer"
    SUPPORT = "support"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is plain text with line breaks; `name` is what the customer sees, or None.

    `automatic` is the site's acknowledgement, the old automation's notices and the like.
    """

    id: UUID
    ticket: UUID
    author: Author
    name: str | None
    text: str
    internal: bool
    automatic: bool
    created_at: datetime
