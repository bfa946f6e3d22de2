"""Emoji: what they do when they are put on a message, and what is undone when they are taken away soon after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from owona_bot.database import agents, emoji, events, messages, posts, tickets
from owona_bot.database.emoji import Known
from owona_bot.database.engine import Change, Database
from owona_bot.domain.emoji import ACTS, Deed, Reacted, done, in_time
from owona_bot.domain.errors import SomethingHappened
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import DONE, Status, Ticket
from owona_bot.domain.ticket_errors import AlreadyTicket, BecomingTicket, NoSystemUser


async def who_reacts(db: Database, slack_user: str) -> Agent | None:
    """None for whoever is not of the team: people may put emoji on what they like."""
    async with db.read_raw() as raw:
        return await agents.recognised(raw, slack_user)


async def put_emoji(db: Database, reacted: Reacted, agent: Agent, system_user: str | None, knock: str | None) -> None:
    """Act as the emoji says, once, unless it was taken away meanwhile. Raises what its deed may, or MayNot."""
    async with db.change(by=agent.actor, once=knock) as tx:
        known = await emoji.known(tx, reacted)
        if any(reacted.at == act.at or (act.gone and was_taken(reacted, act)) for act in known):
            return
        if reacted.deed is Deed.MAKE:
            await _ask_for_ticket(tx, reacted, agent, system_user)
        elif (ticket := await _card(tx, reacted)) is not None:
            await _act(tx, reacted, ticket, agent, standing(known, reacted))


def was_taken(reacted: Reacted, taken: Known) -> bool:
    """What was put had been taken away again, and soon enough."""
    return reacted.at <= taken.at and in_time(reacted.at, taken.at)


def standing(known: Sequence[Known], reacted: Reacted) -> Known | None:
    """The same emoji by the same person, put before: that it was taken away between is yet to be heard."""
    return next((act for act in known if act.at < reacted.at and not (act.undone or act.gone)), None)


async def _card(tx: Change, reacted: Reacted) -> Ticket | None:
    """Locked; None where the message is no card, or its ticket is gone."""
    ticket = await posts.card_at(tx.connection, reacted.channel, reacted.ts)
    return await _locked(tx, ticket) if ticket else None


async def _locked(tx: Change, ticket: UUID) -> Ticket | None:
    """None for one that is gone."""
    number = await tickets.number_of(tx.connection, ticket)
    if number is None or await tickets.by_id(tx.connection, ticket) is None:
        return None
    return await tickets.lock(tx, number)


async def _act(tx: Change, reacted: Reacted, ticket: Ticket, agent: Agent, earlier: Known | None) -> None:
    permit(agent, ACTS[reacted.deed], ticket)
    after = done(reacted.deed, ticket, agent)
    before = earlier.before["before"] if earlier else await emoji.state_of(tx, ticket.id)
    await _save(tx, ticket, after, agent)
    state = {"before": before, "after": await emoji.state_of(tx, ticket.id)}
    await emoji.add(tx, reacted, ticket.id, {**state, "since": await emoji.since(tx, ticket.id, notes=False)})


async def _save(tx: Change, before: Ticket, after: Ticket, agent: Agent) -> None:
    """With the audit line that the portal writes too when a ticket is done."""
    await tickets.save(tx, before, after)
    if after.status in DONE and after.status is not before.status:
        await messages.add_audit(tx, after, agent)


async def _ask_for_ticket(tx: Change, reacted: Reacted, agent: Agent, system_user: str | None) -> None:
    """A delivery reads the message and its thread, and makes it. Raises AlreadyTicket or BecomingTicket."""
    permit(agent, Act.NEW)
    if system_user is None or await tickets.account(tx.connection, system_user) is None:
        raise NoSystemUser
    ticket = uuid4()
    if not await claimed(tx, ticket, reacted.channel, reacted.ts):
        return
    await emoji.add(tx, reacted, ticket, {"made": True})
    told = {"ticket": str(ticket), "channel": reacted.channel, "ts": reacted.ts, "agent": agent.id}
    await events.tell(tx, Kind.ASKED_FROM_SLACK, None, told)


async def claimed(tx: Change, ticket: UUID, channel: str, ts: str) -> bool:
    """The message is that ticket's now. False for a post of ours that is no ticket's. Raises where it is another's."""
    taken, owner = await posts.occupied(tx.connection, channel, ts)
    if not taken and await posts.claim_source(tx, ticket, channel, ts):
        return True
    if taken and owner is None:
        return False
    _, owner = await posts.occupied(tx.connection, channel, ts)
    number = await tickets.number_of(tx.connection, owner) if owner else None
    if number is None:
        raise BecomingTicket
    raise AlreadyTicket(number=number)


async def take_emoji(db: Database, reacted: Reacted, agent: Agent, knock: str | None) -> None:
    """Undo what it did when it stood for ten minutes at most; remembered, since the putting may come after it.

    Raises SomethingHappened when the ticket has moved on.
    """
    async with db.change(by=agent.actor, once=knock) as tx:
        known = await emoji.known(tx, reacted)
        await emoji.remember_gone(tx, reacted)
        act = next((act for act in known if not act.gone), None)
        if act is not None and not act.undone and act.at <= reacted.at and in_time(act.at, reacted.at):
            await emoji.undo(tx, reacted, act)
            await _undo(tx, reacted, act, agent)


async def _undo(tx: Change, reacted: Reacted, act: Known, agent: Agent) -> None:
    """After the act's own row is locked: whoever makes the ticket meanwhile has ended, or will see it."""
    made = reacted.deed is Deed.MAKE
    if made:
        await posts.free_source(tx, act.ticket)
    ticket = await _locked(tx, act.ticket)
    if ticket is None or act.idle:
        return
    before = await _refreshed(tx, reacted, act) if made else act.before
    if before["since"] != await emoji.since(tx, ticket.id, notes=made):
        raise SomethingHappened(number=ticket.number)
    await (_close(tx, reacted, ticket, agent) if made else _restore(tx, ticket, before["before"], agent))


async def _refreshed(tx: Change, reacted: Reacted, act: Known) -> Mapping[str, Any]:
    """As whoever made the ticket left it."""
    return next(known.before for known in await emoji.known(tx, reacted) if known.at == act.at)


async def _close(tx: Change, reacted: Reacted, ticket: Ticket, agent: Agent) -> None:
    """A ticket that somebody has seen is not deleted: one line says why it is closed."""
    await _save(tx, ticket, replace(ticket, status=Status.CLOSED), agent)
    await events.tell(tx, Kind.TAKEN_BACK, ticket.id, {"channel": reacted.channel, "ts": reacted.ts})


async def _restore(tx: Change, ticket: Ticket, state: Mapping[str, Any], agent: Agent) -> None:
    await emoji.restore(tx, ticket.id, state)
    after = await tickets.by_number(tx.connection, ticket.number)
    if ticket.status in DONE and after.status is not ticket.status:
        await messages.add_audit(tx, after, agent)
