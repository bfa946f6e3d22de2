"""Undo: an answer that was sent is its writer's draft again, unless its time has come and it went."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import drafts, held, merges, messages, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.errors import UserError
from owona_bot.domain.held import Held, Rules, Sent, State, check_take_back
from owona_bot.domain.people import Agent
from owona_bot.domain.reply_errors import ReplyUnknown, TakenBackAlready, WentAlready
from owona_bot.services.guard import findings_in
from owona_bot.services.reply import answered, text_of


async def take_back(db: Database, reply: UUID, agent: Agent, knock: str | None) -> None:
    """By its writer, or by who may override. Raises NotTheWriter, WentAlready, TakenBackAlready or ReplyUnknown."""
    async with db.change(by=agent.actor, once=knock) as tx:
        found = await held.lock(tx, reply)
        if found is None:
            raise await why_gone(tx.connection, reply)
        check_take_back(found, agent)
        await held.take_back(tx, found)


async def why_gone(connection: AsyncConnection, reply: UUID) -> UserError:
    """Of two who press at once the second hears what the first one did."""
    if await messages.by_id(connection, reply):
        return WentAlready()
    return TakenBackAlready() if await drafts.is_kept(connection, reply) else ReplyUnknown()


async def send_held(db: Database, reply: UUID, rules: Rules) -> bool:
    """As its writer sent it, whatever was written since. False when there is nothing (any more) to send.

    Nor does it go, but waits, when the guard finds in it now what nobody has let go.
    """
    async with db.read() as connection:
        found = await held.by_id(connection, reply)
    if found is None:
        return False
    async with db.change(by=found.writer.actor) as tx:
        leaving = await held.lock(tx, reply)
        if leaving is None or leaving.state is not State.HELD:
            return False
        return await _leave(tx, leaving, rules)


async def _leave(tx: Change, leaving: Held, rules: Rules) -> bool:
    """Where its ticket is gone an event says that it was lost."""
    draft = leaving.draft
    ticket = await tickets.by_id(tx.connection, draft.ticket)
    if ticket is None:
        await held.lose(tx, leaving)
        return True
    locked = await tickets.lock(tx, ticket.number)
    also = await _readers(tx.connection, leaving, rules)
    text = await text_of(tx.connection, draft.reply)
    found = await findings_in(tx.connection, draft.reply, text, locked, rules, also)
    if leaving.news(found):
        await held.stop(tx, leaving, found)
        return False
    await held.drop(tx, leaving)
    await answered(tx, locked, Sent(draft, leaving.writer, also), draft.id)
    return True


async def _readers(connection: AsyncConnection, leaving: Held, rules: Rules) -> list[UUID]:
    """Of those whom its writer knew of, those who are still there; whoever came since reads it not."""
    if leaving.also is None:
        return await merges.others(connection, leaving.draft.ticket, rules.system_user)
    here, _ = await merges.family(connection, leaving.draft.ticket)
    return [ticket for ticket in leaving.also if ticket in here]
