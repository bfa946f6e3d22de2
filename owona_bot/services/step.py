"""Step: whatever of a chain is due is done once, in one transaction a step, however many replicas look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from owona_bot.database import agents, escalations, events, tickets
from owona_bot.database.engine import Change, Database
from owona_bot.database.escalations import Kept
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Progress, Step, StepAct, To, opening, stepped, turn
from owona_bot.domain.escalation import Called, Escalation, Why, ended, raised, step_calls
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Priority, Ticket, assign
from owona_bot.domain.ticket_errors import NoSuchTicket
from owona_bot.services.escalate import stopped
from owona_bot.services.on_call import on_call_now

BY = "bot:escalate"

AT_ONCE = 100

UNTIL_AGAIN = timedelta(minutes=1)
"""Before one that could not be stepped is tried again."""


async def due_now(db: Database, now: datetime) -> list[int]:
    """By the desk's clock, AT_ONCE at most. Raises Unavailable."""
    async with db.read() as connection:
        return await escalations.due(connection, now, AT_ONCE)


async def put_off(db: Database, id_: int, now: datetime) -> None:
    """One that could not be stepped: others are looked at first. Whoever has done it meanwhile is not undone."""
    async with db.change(by=BY) as tx:
        await escalations.put_off(tx, id_, now, now + UNTIL_AGAIN)


async def step_one(db: Database, id_: int, now: datetime, calendars: Mapping[str, Calendar]) -> bool:
    """Its next step, or its end, or a later look; False when somebody else has it."""
    whoever = await on_call_now(db, now)
    async with db.change(by=BY) as tx:
        kept = await escalations.take(tx, id_, now)
        if kept is None:
            return False
        ticket = await _ticket(tx, kept)
        why = ended(ticket, answered=await escalations.answered(tx, id_))
        if why is None and await escalations.follows_another(tx, kept):
            why = Why.ANOTHER
        if why is not None or ticket is None:
            await stopped(tx, kept.ticket, id_, why or Why.DELETED, now)
        elif kept.escalation.chain is None:
            await escalations.move(tx, id_, kept.escalation.progress, None)
        else:
            await _go_on(tx, Due(kept.escalation, kept.escalation.chain, ticket, now), calendars, whoever)
    return True


@dataclass(frozen=True, slots=True)
class Due:
    """An escalation that this transaction holds, with its ticket, which it has locked."""

    escalation: Escalation
    chain: Chain
    ticket: Ticket
    now: datetime

    @property
    def step(self) -> Step:
        """The next one."""
        return self.chain.steps[self.escalation.progress.step]

    def turn(self, progress: Progress, ticket: Ticket, calendars: Mapping[str, Calendar]) -> datetime:
        """When that is to be done; a calendar that the file has no more holds nothing up."""
        window = calendars.get(self.chain.window or "")
        urgent = ticket.priority is Priority.URGENT
        return turn(self.chain, progress, self.now, opening(window) if window else None, urgent=urgent)


async def _ticket(tx: Change, kept: Kept) -> Ticket | None:
    """Locked; None when it was deleted."""
    number = await tickets.number_of(tx.connection, kept.ticket)
    try:
        return await tickets.lock(tx, number or 0)
    except NoSuchTicket:
        return None


async def _go_on(tx: Change, due: Due, calendars: Mapping[str, Calendar], whoever: Agent | None) -> None:
    """The step, if it may be done by now."""
    escalation, progress = due.escalation, due.escalation.progress
    at = due.turn(progress, due.ticket, calendars)
    if at > due.now:
        await escalations.look_at(tx, escalation.id, at)
        return
    called = step_calls(due.step, whoever, await agents.active(tx.connection))
    after = due.ticket if called.skipped else done(due.step, due.ticket, called)
    await tickets.save(tx, due.ticket, after)
    await events.tell(tx, Kind.ESCALATION_STEPPED, due.ticket.id, told(due, called))
    following = stepped(due.chain, progress, due.now, at_once=called.skipped is not None)
    next_at = due.turn(following, after, calendars) if following else None
    await escalations.move(tx, escalation.id, following or progress, next_at)


def done(step: Step, ticket: Ticket, called: Called) -> Ticket:
    """What it does to the ticket, by the rules of the verbs; telling somebody does nothing to it."""
    match step.act:
        case StepAct.REASSIGN:
            return assign(ticket, called.agents[0])
        case StepAct.RAISE_PRIORITY:
            return raised(ticket)
    return ticket


def told(due: Due, called: Called) -> dict[str, object]:
    """The event's payload: a mail's address and a group stay in the escalation's own row."""
    step, progress = due.step, due.escalation.progress
    return {
        "escalation": due.escalation.id,
        "step": progress.step + 1,
        "run": progress.run,
        "act": step.act.value,
        "to": step.to.value if step.to else None,
        "agents": [agent.id for agent in called.agents],
        "instead": called.instead,
        "channel": step.name if step.to is To.CHANNEL else None,
        "skipped": called.skipped.value if called.skipped else None,
    }
