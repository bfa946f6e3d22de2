"""Resolve: one transaction, decided by `domain.ticket.resolve`."""

from owona_bot.database import messages, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, resolve


async def resolve_ticket(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """Mark ticket `number` as solved, with the audit line that the portal writes too."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.RESOLVE, ticket)
        resolved = resolve(ticket, agent)
        if resolved != ticket:
            await tickets.save(tx, ticket, resolved)
            await messages.add_audit(tx, resolved, agent)
    return resolved
