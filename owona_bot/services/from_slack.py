"""From Slack: what people wrote elsewhere becomes a ticket, or a note on one that stands.

What is read from Slack is read by a delivery; the services here decide and keep.
"""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database import emoji, events, posts, taken, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.delivery import Later, Suppressed
from owona_bot.domain.draft import Draft
from owona_bot.domain.errors import Repeated
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.taken import Asked, Taken, note_of, title_of
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import AlreadyTicket, BecomingTicket
from owona_bot.services.open import open_in


@dataclass(frozen=True, slots=True)
class Source:
    """A message that a ticket is made of; `thread` is the ts of its thread's first one, or its own."""

    channel: str
    ts: str
    thread: str


async def may_become(db: Database, source: Source, agent: Agent) -> bool:
    """Asked before the form opens; False for a post of ours that is no ticket's: then words alone come along.

    Raises MayNot, AlreadyTicket or BecomingTicket.
    """
    permit(agent, Act.NEW)
    async with db.read() as connection:
        taken_already, owner = await posts.occupied(connection, source.channel, source.ts)
        number = await tickets.number_of(connection, owner) if owner else None
    if number is not None:
        raise AlreadyTicket(number=number)
    if taken_already and owner is not None:
        raise BecomingTicket
    return not taken_already


async def make_from_form(
    db: Database, draft: Draft, source: Source | None, agent: Agent, system_user: str | None, knock: str | None
) -> Ticket:
    """As it was typed; the thread follows. `source` None: a conversation that no bot can read.

    Raises what opening a ticket may, and AlreadyTicket when somebody was quicker with the same message.
    """
    permit(agent, Act.NEW)
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await open_in(tx, draft, agent, system_user)
        if source is not None:
            if not await posts.claim_source(tx, ticket.id, source.channel, source.ts):
                raise await _whose(tx, source)
            await _tell_made(tx, ticket.id, source)
            told = {"ticket": str(ticket.id), "channel": source.channel, "ts": source.ts, "agent": agent.id}
            await events.tell(tx, Kind.ASKED_FROM_SLACK, ticket.id, told)
    return ticket


async def _whose(tx: Change, source: Source) -> AlreadyTicket | BecomingTicket:
    _, owner = await posts.occupied(tx.connection, source.channel, source.ts)
    number = await tickets.number_of(tx.connection, owner) if owner else None
    return BecomingTicket() if number is None else AlreadyTicket(number=number)


async def _tell_made(tx: Change, ticket: UUID, source: Source) -> None:
    """The thread is told which ticket it became."""
    told = {"channel": source.channel, "ts": source.ts, "thread": source.thread}
    await events.tell(tx, Kind.MADE_FROM_SLACK, ticket, told)


async def attach(db: Database, number: int, source: Source, agent: Agent, knock: str | None) -> Ticket:
    """The message alone becomes a note on the ticket, by a delivery. Raises NoSuchTicket or MayNot."""
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.NOTE, ticket)
        told = {"ticket": str(ticket.id), "channel": source.channel, "ts": source.ts, "agent": agent.id, "alone": True}
        await events.tell(tx, Kind.ASKED_FROM_SLACK, ticket.id, told)
    return ticket


async def make_ticket(db: Database, asked: Asked, first: Taken, source: Source, owner: str, untitled: str) -> None:
    """The one that an emoji asked for, once; `owner` is the system user's address, `untitled` a catalogue text.

    Raises Suppressed when the emoji was taken away meanwhile, Later when there is no system user any more.
    """
    async with db.change(by=f"agent:{asked.agent}") as tx:
        if await tickets.number_of(tx.connection, asked.ticket) is not None:
            return
        holder = await tickets.account(tx.connection, owner)
        if holder is None:
            raise Later("no account has the system user's address", lane=False)
        title = title_of(first.text, untitled)
        await taken.add_ticket(tx, asked.ticket, holder, title, first.whole or untitled, f"agent:{asked.agent}")
        await taken.asked_by(tx, asked.ticket, first.writer)
        if not await emoji.made(tx, asked.channel, asked.ts, asked.ticket):
            raise Suppressed("the emoji was taken away")
        await _tell_made(tx, asked.ticket, source)


async def keep_taken(db: Database, asked: Asked, message: Taken) -> None:
    """A note on the ticket, once; one that was added alone is shown in the ticket's thread."""
    async with db.change(by=f"agent:{asked.agent}") as tx:
        fresh = await taken.add_note(tx, asked.ticket, message)
        if fresh and asked.alone:
            note = note_of(asked.ticket, message.channel, message.ts)
            await events.tell(tx, Kind.NOTE_ADDED, asked.ticket, {"note": str(note)})


async def finish_taking(db: Database, asked: Asked, count: int, link: str, *, more: bool) -> None:
    """One line beneath the card says how many came, and where the others are."""
    key = f"taken:{asked.ticket}:{asked.channel}:{asked.ts}"
    with suppress(Repeated):
        async with db.change(by=f"agent:{asked.agent}", once=key) as tx:
            await events.tell(tx, Kind.THREAD_TAKEN, asked.ticket, {"count": count, "more": more, "link": link})
