"""A ticket and the rules of its life: claim, release, resolve."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.errors import AlreadyClaimed, NobodyHolds, TicketClosed
from owona_bot.domain.people import Agent

FIRST_NUMBER = 1001


class Status(StrEnum):
    """The five that `support_tickets_status_check` allows."""

    NEW = "new"
    INVESTIGATING = "investigating"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    """The four that `support_tickets_priority_check` allows, lowest first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Category(StrEnum):
    """What the site's form offers; the column itself takes any text, read as `other`."""

    BUG = "bug"
    BILLING = "billing"
    INTEGRATION = "integration"
    UX = "ux"
    OTHER = "other"

    @classmethod
    def read(cls, text: str | None) -> "Category":
        """Any text of the column; unknown and absent are `other`."""
        return next((category for category in cls if category == text), cls.OTHER)


DONE = frozenset({Status.RESOLVED, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks; the address comes from `auth.users`, both may be missing."""

    name: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Snooze:
    """Out of sight until a moment, until the customer answers, or whatever comes first."""

    until: datetime | None
    for_answer: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request for help, as every floor sees it.

    `status` and `priority` are read tolerantly: an illegal value of the live table shows as
    `investigating` or `normal`. `agent` is None for holders that are none of our agents.
    """

    id: UUID
    number: int
    title: str
    description: str
    status: Status
    priority: Priority
    category: Category
    agent: Agent | None
    requester: Requester
    created_at: datetime
    tags: tuple[str, ...] = ()
    snooze: Snooze | None = None
    merged_into: UUID | None = None


def claim(ticket: Ticket, agent: Agent) -> Ticket:
    """Take an open ticket; claiming one's own again changes nothing.

    Raises AlreadyClaimed or TicketClosed.
    """
    if ticket.status in DONE:
        raise TicketClosed(number=ticket.number)
    if ticket.agent is not None and ticket.agent.id != agent.id:
        raise AlreadyClaimed(number=ticket.number, agent=ticket.agent.name)
    begun = Status.INVESTIGATING if ticket.status is Status.NEW else ticket.status
    return replace(ticket, agent=agent, status=begun)


def release(ticket: Ticket) -> Ticket:
    """Give a ticket back to everybody; its status stays.

    Raises NobodyHolds or TicketClosed.
    """
    if ticket.status in DONE:
        raise TicketClosed(number=ticket.number)
    if ticket.agent is None:
        raise NobodyHolds(number=ticket.number)
    return replace(ticket, agent=None)


def resolve(ticket: Ticket, agent: Agent) -> Ticket:
    """Mark as solved; an unclaimed ticket becomes the solver's, a resolved one stays as it is.

    Raises TicketClosed for a closed one.
    """
    if ticket.status is Status.CLOSED:
        raise TicketClosed(number=ticket.number)
    if ticket.status is Status.RESOLVED:
        return ticket
    return replace(ticket, agent=ticket.agent or agent, status=Status.RESOLVED)
