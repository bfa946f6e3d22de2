"""A ticket and the rules of its life: who takes and gives it, what its status becomes, what it is about."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.people import Agent
from owona_bot.domain.ticket_errors import AlreadyClaimed, NobodyHolds, NotDone, TicketClosed, TicketMerged

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


def whole(ticket: Ticket) -> None:
    """Raises TicketMerged for one that goes on in another."""
    if ticket.merged_into is not None:
        raise TicketMerged(number=ticket.number)


def at_work(ticket: Ticket) -> None:
    """Raises TicketMerged, or TicketClosed for one that is done."""
    whole(ticket)
    if ticket.status in DONE:
        raise TicketClosed(number=ticket.number)


def begun(status: Status) -> Status:
    """With somebody who has it, work on a new ticket begins."""
    return Status.INVESTIGATING if status is Status.NEW else status


def claim(ticket: Ticket, agent: Agent) -> Ticket:
    """Take an open ticket; claiming one's own again changes nothing.

    Raises AlreadyClaimed, TicketClosed or TicketMerged.
    """
    at_work(ticket)
    if ticket.agent is not None and ticket.agent.id != agent.id:
        raise AlreadyClaimed(number=ticket.number, agent=ticket.agent.name)
    return replace(ticket, agent=agent, status=begun(ticket.status))


def release(ticket: Ticket) -> Ticket:
    """Give a ticket back to everybody; its status stays.

    Raises NobodyHolds, TicketClosed or TicketMerged.
    """
    at_work(ticket)
    if ticket.agent is None:
        raise NobodyHolds(number=ticket.number)
    return replace(ticket, agent=None)


def assign(ticket: Ticket, holder: Agent | None) -> Ticket:
    """Give an open ticket to somebody, whoever has it; given to nobody it is released.

    Raises NobodyHolds, TicketClosed or TicketMerged.
    """
    if holder is None:
        return release(ticket)
    at_work(ticket)
    return replace(ticket, agent=holder, status=begun(ticket.status))


def resolve(ticket: Ticket, agent: Agent) -> Ticket:
    """Mark as solved; an unclaimed ticket becomes the solver's, a resolved one stays as it is.

    Raises TicketClosed for a closed one, or TicketMerged.
    """
    whole(ticket)
    if ticket.status is Status.CLOSED:
        raise TicketClosed(number=ticket.number)
    if ticket.status is Status.RESOLVED:
        return ticket
    return replace(ticket, agent=ticket.agent or agent, status=Status.RESOLVED)


def close(ticket: Ticket) -> Ticket:
    """The end, solved or not; whose it was stays. Raises TicketMerged."""
    whole(ticket)
    return replace(ticket, status=Status.CLOSED)


def reopen(ticket: Ticket) -> Ticket:
    """Take up again what is done. Raises NotDone or TicketMerged."""
    whole(ticket)
    if ticket.status not in DONE:
        raise NotDone(number=ticket.number)
    return replace(ticket, status=Status.INVESTIGATING)


def set_status(ticket: Ticket, status: Status, agent: Agent) -> Ticket:
    """As `agent` says; to say `resolved` is to resolve it, and any open status takes up what is done.

    Raises TicketClosed where `resolve` does, or TicketMerged.
    """
    if status is Status.RESOLVED:
        return resolve(ticket, agent)
    whole(ticket)
    return replace(ticket, status=status)


def set_priority(ticket: Ticket, priority: Priority) -> Ticket:
    """How much it presses. Raises TicketClosed or TicketMerged: what is done presses nobody."""
    at_work(ticket)
    return replace(ticket, priority=priority)


def set_category(ticket: Ticket, category: Category) -> Ticket:
    """What it is about, also of one that is done: reports count it. Raises TicketMerged."""
    whole(ticket)
    return replace(ticket, category=category)
