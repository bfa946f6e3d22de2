"""Close: one transaction, decided by `domain.ticket.close`."""

from owona_bot.database import messages, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, close


async def close_ticket(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """End ticket `number`, with the audit line that the portal writes too; a closed one stays as it is."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.CLOSE, ticket)
        closed = close(ticket)
        if closed != ticket:
            await tickets.save(tx, ticket, closed)
            await messages.add_audit(tx, closed, agent)
    return closed
