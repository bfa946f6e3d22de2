"""Release: an answer that the guard stopped goes all the same, because somebody who may says so."""

from dataclasses import replace
from uuid import UUID

from owona_bot.database import held, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.held import Rules, State
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.reply_errors import ReadersMoved, ReleasedAlready
from owona_bot.domain.ticket_errors import NoSuchTicket
from owona_bot.services.reply import Outlook, outlook_of
from owona_bot.services.undo import why_gone


async def look_at_guarded(db: Database, reply: UUID, agent: Agent, rules: Rules) -> Outlook:
    """What would go out. Raises MayNot, ReleasedAlready, NoSuchTicket, or what became of it."""
    permit(agent, Act.OVERRIDE)
    async with db.read() as connection:
        found = await held.by_id(connection, reply)
        if found is None:
            raise await why_gone(connection, reply)
        if found.state is not State.GUARDED:
            raise ReleasedAlready
        return await outlook_of(connection, found.draft, rules, found.writer.name if db.author_name else None)


async def release_reply(db: Database, reply: UUID, readers: str, agent: Agent, knock: str | None, rules: Rules) -> None:
    """It leaves after the usual time, its writer's still; `agent` is who answers for it.

    Raises as above, and ReadersMoved where it is read by others than `readers` stand for.
    """
    permit(agent, Act.OVERRIDE)
    async with db.change(by=agent.actor, once=knock) as tx:
        found = await held.lock(tx, reply)
        if found is None:
            raise await why_gone(tx.connection, reply)
        if found.state is not State.GUARDED:
            raise ReleasedAlready
        ticket = await tickets.by_id(tx.connection, found.draft.ticket)
        if ticket is None:
            raise NoSuchTicket(number="?")
        await tickets.lock(tx, ticket.number)
        look = await outlook_of(tx.connection, found.draft, rules, None)
        if look.seen.readers != readers:
            raise ReadersMoved(number=ticket.number)
        also = [other.id for other in look.also]
        await held.release(tx, replace(found, findings=look.findings, also=also), rules.undo, agent)
