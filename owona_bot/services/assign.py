"""Assign: one transaction, decided by `domain.ticket.assign`."""

from dataclasses import dataclass

from owona_bot.database import agents, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.assignee import Wish, holder_of, unchanged
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, assign


@dataclass(frozen=True, slots=True)
class Assigned:
    """The ticket, and who had it before."""

    ticket: Ticket
    before: Agent | None


async def assign_ticket(db: Database, number: int, wish: Wish, agent: Agent, knock: str | None) -> Assigned:
    """Give ticket `number` to who is meant; of two who do it at once the later one hears whom the first one chose."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.ASSIGN, ticket)
        unchanged(ticket, wish)
        team = await agents.team(tx.connection)
        assigned = assign(ticket, holder_of(wish, agent, team))
        await tickets.save(tx, ticket, assigned)
    return Assigned(assigned, ticket.agent)
