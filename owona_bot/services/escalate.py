"""Escalate: one transaction, decided by `domain.escalation`; and how one is taken up, stopped and shown."""

from datetime import datetime
from uuid import UUID

from owona_bot.database import agents, escalations, events, notes, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.assignee import Mention, Team, mentioned
from owona_bot.domain.escalation import (
    PRESSED_TWICE,
    Asked,
    Called,
    Escalated,
    Seen,
    Tier,
    Why,
    escalate,
    repeats,
    tier_calls,
)
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.team_errors import NobodyOfTheTeam, NotOnTheTeam
from owona_bot.domain.ticket import Ticket, assign, claim
from owona_bot.domain.ticket_errors import CannotBeCalled, NotEscalated
from owona_bot.services.on_call import on_call_now

PERSON = "agent"
"""The form's field that a refusal names."""


async def escalate_ticket(
    db: Database, number: int, asked: Asked, agent: Agent, knock: str | None, now: datetime
) -> Escalated:
    """Call for help with ticket `number`, once within PRESSED_TWICE; a chain begins unless one runs."""
    whoever = await on_call_now(db, now) if asked.tier is Tier.ON_CALL else None
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.ESCALATE, ticket)
        pressing = escalate(ticket, raises=asked.raises)
        called = await _called(tx, asked, whoever, agent)
        runs = any(one.escalation.runs for one in await escalations.open_of(tx.connection, ticket.id))
        if await _pressed_twice(tx, ticket, asked, called, now, runs=runs):
            return Escalated(ticket, asked.tier, called, runs, repeated=True)
        await tickets.save(tx, ticket, pressing)
        await escalations.append_path(tx, ticket.id, agent.email, f"manual_{asked.tier}", now)
        await _begin(tx, pressing, asked, (agent, called), now, runs=runs)
    return Escalated(pressing, asked.tier, called, runs, raised=pressing.priority != ticket.priority)


async def _pressed_twice(
    tx: Change, ticket: Ticket, asked: Asked, called: Called, now: datetime, *, runs: bool
) -> bool:
    """Whether whoever acts asked the same a moment ago, and it goes on."""
    ids = [one.id for one in called.agents]
    before = await escalations.recent(tx, ticket.id, asked.reason, now - PRESSED_TWICE)
    return any(repeats(asked, ids, one.escalation, runs=runs) for one in before)


async def _begin(
    tx: Change, ticket: Ticket, asked: Asked, who: tuple[Agent, Called], now: datetime, *, runs: bool
) -> None:
    """`who` asks and is called. The reason is a note: nothing of it leaves the house, and it can be erased."""
    agent, called = who
    note = await notes.add(tx, ticket.id, agent, asked.reason, None)
    chain = None if runs else asked.chain
    ids = [one.id for one in called.agents]
    id_ = await escalations.add(tx, ticket, escalations.New(asked.tier, note, ids, chain, now))
    told = {"escalation": id_, "tier": asked.tier.value, "agents": ids, "instead": called.instead}
    await events.tell(tx, Kind.TICKET_ESCALATED, ticket.id, {**told, "chain": chain.name if chain else None})


async def _called(tx: Change, asked: Asked, whoever: Agent | None, asker: Agent) -> Called:
    """The tier's people but for who asks, and whoever was named besides. Raises CannotBeCalled."""
    team = await agents.active(tx.connection)
    found = tier_calls(asked.tier, whoever, team)
    found = Called([agent for agent in found.agents if agent.id != asker.id], found.instead)
    if asked.person is None:
        return found
    named = person_of(asked.person, Team(team, await agents.slack_names(tx.connection)))
    rest = [agent for agent in found.agents if agent.id != named.id]
    return Called([named, *rest], found.instead)


def person_of(mention: Mention, team: Team) -> Agent:
    """Somebody who could take it. Raises CannotBeCalled."""
    try:
        found = mentioned(mention, team)
    except (NotOnTheTeam, NobodyOfTheTeam) as error:
        raise CannotBeCalled(PERSON, agent=str(error.values.get("word", "?"))) from error
    if not may(found, Act.CLAIM):
        raise CannotBeCalled(PERSON, agent=found.name)
    return found


async def take_escalated(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """Who offers to help has it, whoever had it; one that nobody else called for is claimed as ever."""
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.CLAIM, ticket)
        called = any(one.escalation.by != agent.actor for one in await escalations.open_of(tx.connection, ticket.id))
        taken = assign(ticket, agent) if called else claim(ticket, agent)
        await tickets.save(tx, ticket, taken)
    return taken


async def stop_escalation(db: Database, number: int, agent: Agent, knock: str | None, now: datetime) -> Ticket:
    """All that runs or waits for an answer on ticket `number` ends. Raises NotEscalated.

    The ticket is not locked: whoever steps a chain holds that first, and then wants the ticket.
    """
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await tickets.by_number(tx.connection, number)
        permit(agent, Act.ESCALATE, ticket)
        found = [one.escalation for one in await escalations.open_of(tx.connection, ticket.id)]
        if any(escalation.by != agent.actor for escalation in found):
            permit(agent, Act.ESCALATION_STOP, ticket)
        ended = [one for one in found if await stopped(tx, ticket.id, one.id, Why.BY_HAND, now)]
        if not ended:
            raise NotEscalated(number=number)
        tx.answer = {"number": number}
    return ticket


async def stopped(tx: Change, ticket: UUID, id_: int, why: Why, now: datetime) -> bool:
    """False when it has stopped already, which was told."""
    if not await escalations.stop(tx, id_, why, now):
        return False
    await events.tell(tx, Kind.ESCALATION_STOPPED, ticket, {"escalation": id_, "why": why.value})
    return True


async def see_escalation(db: Database, id_: int) -> Seen | None:
    """As it stands now; None for one that never was."""
    async with db.read() as connection:
        kept = await escalations.by_id(connection, id_)
        if kept is None:
            return None
        team = {agent.id: agent for agent in await agents.active(connection)}
        note = await notes.by_id(connection, kept.note) if kept.note else None
        return Seen(
            escalation=kept.escalation,
            ticket=await tickets.by_id(connection, kept.ticket),
            number=await tickets.number_of(connection, kept.ticket) or 0,
            by=await agents.name_of(connection, kept.escalation.by),
            reason=note.text if note else None,
            called=[team[AgentId(one)] for one in kept.escalation.called if AgentId(one) in team],
        )
