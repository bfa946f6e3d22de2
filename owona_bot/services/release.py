"""Release: one transaction, decided by `domain.ticket.release`."""

from owona_bot.database import tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, release


async def release_ticket(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """Take ticket `number` from its holder; decided by the table of permissions."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.RELEASE, ticket)
        released = release(ticket)
        await tickets.save(tx, ticket, released)
    return released
