"""Reply: a form is opened, its draft kept and looked at, then sent; decided by `domain.reply` and `domain.held`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import agents, content, drafts, held, merges, messages, notes, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.guard import Finding
from owona_bot.domain.held import Rules, Sent, state_of
from owona_bot.domain.message import Message
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.reply import (
    Draft,
    Reply,
    Seen,
    answer,
    check,
    check_filled,
    check_quick_replies,
    readers_of,
    stay,
)
from owona_bot.domain.reply_errors import Overtaken, ReadersMoved, StatusMoved
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import NoSuchTicket, NoTicketThread
from owona_bot.richtext import plain
from owona_bot.richtext.slack import read
from owona_bot.services.guard import findings_in


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form begins with; `seen_until` is when the newest message was written that stands there now.

    `draft` is what its writer goes on with, None for a new answer.
    """

    ticket: Ticket
    seen_until: datetime
    draft: Draft | None = None

    @property
    def seen(self) -> Seen:
        """What its reader knows then."""
        return Seen(self.seen_until, self.ticket.status)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A draft as it would go out now. `text` is what the customer reads on the site.

    `since` is what people wrote to each other since its form opened, `names` are display names by Slack user.
    `signed` is the name that the site keeps with it, None where its table has no names; `findings` is why it
    should not go. `also` are tickets that go on in this one: their customers get it too.
    """

    draft: Draft
    ticket: Ticket
    text: str
    since: Sequence[Message]
    names: dict[str, str]
    signed: str | None
    findings: Sequence[Finding]
    also: Sequence[Ticket] = ()

    @property
    def seen(self) -> Seen:
        """What its reader knows then."""
        until = self.since[-1].created_at if self.since else self.draft.reply.seen_until
        return Seen(until, self.ticket.status, readers_of(ticket.id for ticket in self.also))


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


async def open_draft(db: Database, draft: UUID, agent: Agent) -> Opening:
    """To go on with what was taken back. Raises DraftGone or NoSuchTicket."""
    permit(agent, Act.REPLY)
    async with db.read() as connection:
        found = await drafts.of_agent(connection, draft, agent.id)
        ticket = await tickets.by_id(connection, found.ticket)
        if ticket is None:
            raise NoSuchTicket(number="?")
        return replace(await _opening(connection, ticket), draft=found)


async def draft_reply(
    db: Database, number: int, reply: Reply, draft: UUID, agent: Agent, kept: Sequence[str] = ()
) -> UUID:
    """Keep it under the id `draft`, in place of what its writer kept there, of which the files `kept` stay.

    Raises a FieldError, NoSuchTicket, or DraftGone when there is nothing of which they could.
    """
    permit(agent, Act.NOTE if reply.internal else Act.REPLY)
    async with db.change(by=agent.actor) as tx:
        if kept:
            before = await drafts.of_agent(tx.connection, draft, agent.id)
            reply = replace(reply, files=[*stay(before.reply.files, kept), *reply.files])
        text = await text_of(tx.connection, reply)
        check(text, reply.internal, reply.files)
        if not reply.internal:
            check_filled(text)
        check_quick_replies(reply.quick_replies, reply.internal)
        ticket = await tickets.by_number(tx.connection, number)
        await drafts.keep(tx, draft, ticket.id, agent.id, reply)
    return draft


async def look_at(db: Database, draft: UUID, agent: Agent, rules: Rules) -> Outlook:
    """Raises DraftGone or NoSuchTicket."""
    async with db.read() as connection:
        found = await drafts.of_agent(connection, draft, agent.id)
        return await outlook_of(connection, found, rules, agent.name if db.author_name else None)


async def outlook_of(connection: AsyncConnection, draft: Draft, rules: Rules, signed: str | None) -> Outlook:
    """Raises NoSuchTicket."""
    ticket = await tickets.by_id(connection, draft.ticket)
    if ticket is None:
        raise NoSuchTicket(number="?")
    since = await messages.since(connection, ticket.id, draft.reply.seen_until)
    names = await agents.slack_names(connection)
    text = plain.write(read(draft.reply.rich_text), names)
    if draft.reply.internal:
        return Outlook(draft, ticket, text, since, names, signed, ())
    also = await merges.others(connection, ticket.id, rules.system_user)
    found = await findings_in(connection, draft.reply, text, ticket, rules, also)
    others = await tickets.by_ids(connection, also)
    return Outlook(draft, ticket, text, since, names, signed, found, list(others.values()))


async def send_reply(db: Database, draft: UUID, seen: Seen, agent: Agent, knock: str | None, rules: Rules) -> Ticket:
    """Answer the customer, or file the note; the draft is gone with it.

    With an undo time the answer is held first; what the guard stops waits for somebody who may release it.
    Raises DraftGone, NoSuchTicket, or Overtaken, StatusMoved or ReadersMoved for what happened since `seen`: nothing
    was sent then.
    """
    permit(agent, Act.REPLY)
    async with db.change(by=agent.actor, once=knock) as tx:
        taken = await drafts.take(tx, draft, agent.id)
        number = await tickets.number_of(tx.connection, taken.ticket)
        ticket = await tickets.lock(tx, number or 0)
        text = await text_of(tx.connection, taken.reply)
        if taken.reply.internal:
            await notes.add(tx, ticket.id, agent, text, taken.reply.rich_text)
            return ticket
        also = await merges.others(tx.connection, ticket.id, rules.system_user)
        await _check_seen(tx.connection, ticket, seen, also)
        found = await findings_in(tx.connection, taken.reply, text, ticket, rules, also)
        if found or rules.undo:
            await held.add(tx, Sent(taken, agent, also), found, state_of(found, agent), rules.undo)
            return ticket
        return await answered(tx, ticket, Sent(taken, agent, also))


async def _check_seen(connection: AsyncConnection, ticket: Ticket, seen: Seen, also: Sequence[UUID]) -> None:
    if since := await messages.since(connection, ticket.id, seen.until):
        raise Overtaken(who=since[-1].name or "?")
    if ticket.status is not seen.status:
        raise StatusMoved(number=ticket.number)
    if readers_of(also) != seen.readers:
        raise ReadersMoved(number=ticket.number)


async def answered(tx: Change, ticket: Ticket, sent: Sent, message: UUID | None = None) -> Ticket:
    """It is on the site, under the id `message` if one is given; the ticket is locked."""
    draft, writer = sent.draft, sent.writer
    after, said = answer(ticket, writer, draft.reply.status), await text_of(tx.connection, draft.reply)
    added = await messages.add_answer(tx, ticket.id, writer, said, draft.reply.quick_replies, message)
    await content.keep(tx, added, sent)
    await tickets.save(tx, ticket, after)
    return after


async def text_of(connection: AsyncConnection, reply: Reply) -> str:
    """What the customer reads on the site."""
    return plain.write(read(reply.rich_text), await agents.slack_names(connection))
