"""Category: one transaction, decided by `domain.ticket.set_category`."""

from owona_bot.database import tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Category, Ticket, set_category


async def set_ticket_category(db: Database, number: int, category: Category, agent: Agent, knock: str | None) -> Ticket:
    """Say what ticket `number` is about; a category of the site's own that reads as `other` stays when that is said."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.CATEGORY, ticket)
        changed = set_category(ticket, category)
        await tickets.save(tx, ticket, changed)
    return changed
