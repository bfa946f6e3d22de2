"""Reply: a form is opened, its draft kept and looked at, then sent; decided by `domain.reply`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import agents, content, drafts, messages, notes, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.errors import NoSuchTicket, NoTicketThread, Overtaken
from owona_bot.domain.message import Message
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.reply import Draft, Reply, answer, check
from owona_bot.domain.ticket import Ticket
from owona_bot.richtext import plain
from owona_bot.richtext.slack import read


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form begins with; `seen_until` is when the newest message was written that stands there now."""

    ticket: Ticket
    seen_until: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """A draft as it would go out now. `text` is what the customer reads on the site.

    `since` is what people wrote to each other since its form opened, `names` are display names by Slack user.
    `signed` is the name that the site keeps with it, None where its table has no names.
    """

    draft: Draft
    ticket: Ticket
    text: str
    since: Sequence[Message]
    names: dict[str, str]
    signed: str | None

    @property
    def seen_until(self) -> datetime:
        """Whoever has seen this has seen what was written until then."""
        return self.since[-1].created_at if self.since else self.draft.reply.seen_until


async def open_reply(db: Database, number: int) -> Opening:
    """Raises NoSuchTicket."""
    async with db.read() as connection:
        return await _opening(connection, await tickets.by_number(connection, number))


async def open_from_thread(db: Database, channel: str, thread: str | None, ts: str) -> Opening:
    """For a message that stands beneath a ticket's card. Raises NoTicketThread."""
    async with db.read() as connection:
        id_ = await notes.ticket_of(connection, channel, thread, ts) if thread and thread != ts else None
        ticket = await tickets.by_id(connection, id_) if id_ else None
        if ticket is None:
            raise NoTicketThread
        return await _opening(connection, ticket)


async def _opening(connection: AsyncConnection, ticket: Ticket) -> Opening:
    return Opening(ticket, await messages.newest_at(connection, ticket.id) or ticket.created_at)


async def draft_reply(db: Database, number: int, reply: Reply, draft: UUID, agent: Agent) -> UUID:
    """Keep it under the id `draft`, in place of what its writer kept there. Raises a FieldError or NoSuchTicket."""
    permit(agent, Act.NOTE if reply.internal else Act.REPLY)
    async with db.change(by=agent.actor) as tx:
        check(await _text(tx.connection, reply), reply.internal, reply.files)
        ticket = await tickets.by_number(tx.connection, number)
        await drafts.keep(tx, draft, ticket.id, agent.id, reply)
    return draft


async def look_at(db: Database, draft: UUID, agent: Agent) -> Outlook:
    """Raises DraftGone or NoSuchTicket."""
    async with db.read() as connection:
        found = await drafts.of_agent(connection, draft, agent.id)
        ticket = await tickets.by_id(connection, found.ticket)
        if ticket is None:
            raise NoSuchTicket(number="?")
        since = await messages.since(connection, ticket.id, found.reply.seen_until)
        names = await agents.slack_names(connection)
    text = plain.write(read(found.reply.rich_text), names)
    return Outlook(found, ticket, text, since, names, agent.name if db.author_name else None)


async def send_reply(db: Database, draft: UUID, seen_until: datetime, agent: Agent, knock: str | None) -> Ticket:
    """Answer the customer, or file the note; the draft is gone with it.

    Raises DraftGone, NoSuchTicket, or Overtaken when people wrote after `seen_until`: then nothing was sent.
    """
    permit(agent, Act.REPLY)
    async with db.change(by=agent.actor, once=knock) as tx:
        taken = await drafts.take(tx, draft, agent.id)
        number = await tickets.number_of(tx.connection, taken.ticket)
        ticket = await tickets.lock(tx, number or 0)
        if taken.reply.internal:
            text = await _text(tx.connection, taken.reply)
            await notes.add(tx, ticket.id, agent, text, taken.reply.rich_text)
            return ticket
        if since := await messages.since(tx.connection, ticket.id, seen_until):
            raise Overtaken(who=since[-1].name or "?")
        return await _answered(tx, ticket, taken, agent)


async def _answered(tx: Change, ticket: Ticket, draft: Draft, agent: Agent) -> Ticket:
    answered = answer(ticket, agent, draft.reply.status)
    message = await messages.add_answer(tx, ticket.id, agent, await _text(tx.connection, draft.reply))
    await content.keep(tx, message, draft, agent.id)
    await tickets.save(tx, ticket, answered)
    return answered


async def _text(connection: AsyncConnection, reply: Reply) -> str:
    return plain.write(read(reply.rich_text), await agents.slack_names(connection))
