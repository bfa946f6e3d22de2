"""Merge: a ticket goes on in another; decided by `domain.merge`."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import events, merges, messages, tickets
from owona_bot.database.engine import Database
from owona_bot.domain import merge as rule
from owona_bot.domain.event import Kind
from owona_bot.domain.merge import Pair
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import AlreadyMerged


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would be merged; `messages` is how many of people come along."""

    source: Ticket
    target: Ticket
    messages: int


async def open_merge(db: Database, number: int, agent: Agent) -> Ticket:
    """The source, for a form that asks for the target. Raises AlreadyMerged."""
    async with db.read() as connection:
        source = await tickets.by_number(connection, number)
        permit(agent, Act.MERGE, source)
        if into := await _goes_on_in(connection, source):
            raise AlreadyMerged(number=number, into=into)
    return source


async def look_at_merge(db: Database, source: int, target: int, agent: Agent) -> Prospect:
    """Raises whatever `merge_tickets` would."""
    async with db.read() as connection:
        pair = await _pair(connection, source, target)
        permit(agent, Act.MERGE, pair.source)
        rule.merge(pair)
        _, count = await merges.family(connection, pair.source.id)
    return Prospect(pair.source, pair.target, count)


async def merge_tickets(db: Database, source: int, target: int, agent: Agent, knock: str | None) -> Pair:
    """`source` goes on in `target`: closed for the public, with the line that the portal writes too."""
    async with db.change(by=agent.actor, once=knock) as tx:
        await merges.lock(tx, source, target)
        pair = await _pair(tx.connection, source, target)
        permit(agent, Act.MERGE, pair.source)
        merged = rule.merge(pair)
        family, count = await merges.family(tx.connection, merged.id)
        await merges.merge(tx, merged.id, pair.target.id, agent)
        await tickets.save(tx, pair.source, merged)
        if merged.status is not pair.source.status:
            await messages.add_audit(tx, merged, agent)
        await events.tell(tx, Kind.TICKET_MERGED, merged.id, {"other": str(pair.target.id)})
        joined = {"tickets": [str(one) for one in family], "messages": count}
        await events.tell(tx, Kind.TICKET_JOINED, pair.target.id, joined)
    return Pair(merged, pair.target)


async def _pair(connection: AsyncConnection, source: int, target: int) -> Pair:
    """Raises NoSuchTicket."""
    one, other = await tickets.by_number(connection, source), await tickets.by_number(connection, target)
    return Pair(one, other, await _goes_on_in(connection, one), await _goes_on_in(connection, other))


async def _goes_on_in(connection: AsyncConnection, ticket: Ticket) -> int | None:
    """The number of the ticket at the end of its way, the one it was merged into if all are deleted."""
    if ticket.merged_into is None:
        return None
    end = await merges.way(connection, ticket.id) or ticket.merged_into
    return await tickets.number_of(connection, end)
