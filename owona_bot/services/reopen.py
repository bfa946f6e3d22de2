"""Reopen: one transaction, decided by `domain.ticket.reopen`."""

from owona_bot.database import messages, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, reopen


async def reopen_ticket(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """Take up ticket `number` again, with the audit line that the portal writes too."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.REOPEN, ticket)
        reopened = reopen(ticket)
        await tickets.save(tx, ticket, reopened)
        await messages.add_audit(tx, reopened, agent)
    return reopened
