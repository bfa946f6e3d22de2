"""Snooze: a ticket out of sight for a while, or back in it; decided by `domain.snooze`."""

from owona_bot.database import events, snooze, tickets
from owona_bot.database.engine import Database
from owona_bot.domain import snooze as rule
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.snooze import Why
from owona_bot.domain.ticket import Snooze, Ticket


async def snooze_ticket(db: Database, number: int, wish: Snooze | None, agent: Agent, knock: str | None) -> Ticket:
    """Put ticket `number` away as `wish` says; None wakes it. Status and holder stay."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.SNOOZE, ticket)
        after = rule.snooze(ticket, wish)
        if after == ticket:
            return ticket
        await snooze.put(tx, after, agent)
        if wish is None:
            await events.tell(tx, Kind.TICKET_WOKEN, ticket.id, {"why": Why.AGENT.value})
        else:
            until = wish.until.isoformat() if wish.until else None
            await events.tell(tx, Kind.TICKET_SNOOZED, ticket.id, {"until": until, "for_answer": wish.for_answer})
    return after
