"""Tickets, people and events to decide about."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.people import Agent, AgentId, SlackUser
from owona_bot.domain.plan import Places, Story
from owona_bot.domain.ticket import Category, Priority, Requester, Status, Ticket

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TICKET, MESSAGE = UUID(int=1), UUID(int=2)
ANNA = Agent(AgentId(7), "U0ANNA", "anna@owona.de", "Anna", "de", "admin")
BEN = Agent(AgentId(8), "U0BEN", "ben@owona.de", "Ben", "en", "agent")
PLACES = Places(tickets="C0TICKETS", operations="C0OPERATIONS")

numbers = count(1)


def a_ticket(status: Status = Status.NEW, agent: Agent | None = None) -> Ticket:
    """#1001."""
    lena = Requester("Lena", "lena@example.com")
    return Ticket(TICKET, 1001, "Login", "Fehler", status, Priority.NORMAL, Category.BUG, agent, lena, NOW)


def an_event(kind: Kind, *, transaction: int | None = None, payload: Mapping[str, object] | None = None) -> Event:
    """The next one of the ticket, in a transaction of its own unless one is named."""
    number = next(numbers)
    return Event(number, TICKET, kind, "role:test", payload or {}, transaction or number, NOW)


def a_message(message: UUID = MESSAGE, transaction: int | None = None) -> Event:
    """That it was added."""
    return an_event(Kind.MESSAGE_ADDED, transaction=transaction, payload={"message": str(message)})


def a_status(change: list[str], transaction: int | None = None) -> Event:
    """From the first to the second."""
    return an_event(Kind.TICKET_CHANGED, transaction=transaction, payload={"status": change})


def facts(
    author: str = "customer",
    *,
    internal: bool = False,
    automatic: bool = False,
    audit: bool = False,
    repeats: bool = False,
    copied: bool = False,
    split: bool = False,
) -> MessageFacts:
    """A customer's own words unless told."""
    return MessageFacts(author, internal, automatic, audit, repeats, copied, split)


def a_story(
    *events: Event, messages: Mapping[UUID, MessageFacts] | None = None, card: str | None = "C0TICKETS"
) -> Story:
    """Of a ticket whose card stands, unless `card` is None."""
    return Story(events, messages or {}, card)


def a_user(
    *,
    email: str | None = "ben@owona.de",
    team: str = "T0OWONA",
    is_bot: bool = False,
    deleted: bool = False,
    guest: bool = False,
    stranger: bool = False,
) -> SlackUser:
    """Ben, a full member."""
    return SlackUser("U0BEN", team, email, "Ben", "en-US", is_bot, deleted, guest, stranger)
