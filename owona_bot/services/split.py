"""Split: messages of a ticket become one of their own, for the same requester; decided by `domain.split`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from owona_bot.database import copies, events, splits, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.event import Kind
from owona_bot.domain.message import Message
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.split import split_off
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import NothingToSplit


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form offers, newest first."""

    ticket: Ticket
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Split:
    """The new ticket, how many messages stand there, and how many of the chosen were gone."""

    ticket: Ticket
    copied: int
    gone: int


async def open_split(db: Database, number: int, agent: Agent) -> Choice:
    """Raises NothingToSplit where nobody has written."""
    async with db.read() as connection:
        ticket = await tickets.by_number(connection, number)
        permit(agent, Act.SPLIT, ticket)
        found = await splits.peoples(connection, ticket.id)
    if not found:
        raise NothingToSplit(number=number)
    return Choice(ticket, found)


async def split_ticket(
    db: Database, number: int, chosen: Sequence[UUID], title: str, agent: Agent, knock: str | None
) -> Split:
    """Copies go, with their files; the originals stay. No letter goes for any of it."""
    async with db.change(by=agent.actor, once=knock) as tx:
        origin = await tickets.lock(tx, number)
        permit(agent, Act.SPLIT, origin)
        messages = await splits.chosen(tx.connection, origin.id, chosen)
        ticket = await splits.add(tx, origin, split_off(title, messages), agent)
        await events.tell(tx, Kind.SPLIT_OFF, ticket.id, {"other": str(origin.id)})
        copied = await _copied(tx, origin.id, ticket.id, messages, agent)
        told = {"other": str(ticket.id), "messages": copied}
        await events.tell(tx, Kind.TICKET_SPLIT, origin.id, told)
    return Split(ticket, copied, len(chosen) - copied)


async def _copied(tx: Change, origin: UUID, ticket: UUID, messages: Sequence[Message], agent: Agent) -> int:
    """Their number; what is deleted this very moment is left out."""
    pairs = {message.id: uuid4() for message in messages}
    there = await copies.split(tx, origin, ticket, pairs)
    made = {message: copy for message, copy in pairs.items() if copy in there}
    await splits.keep(tx, origin, ticket, made, agent)
    for file in await copies.belongings(tx, ticket, made):
        await events.tell(tx, Kind.FILE_ADDED, ticket, {"attachment": file})
    return len(made)
