"""Priority: one transaction, decided by `domain.ticket.set_priority`."""

from owona_bot.database import tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Priority, Ticket, set_priority


async def set_ticket_priority(db: Database, number: int, priority: Priority, agent: Agent, knock: str | None) -> Ticket:
    """Say how much ticket `number` presses."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.PRIORITY, ticket)
        changed = set_priority(ticket, priority)
        await tickets.save(tx, ticket, changed)
    return changed
