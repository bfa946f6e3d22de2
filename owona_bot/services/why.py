"""Why: who has a ticket and how it came to them, or why it is nobody's turn yet."""

from owona_bot.database import agents, decisions, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.why import Account


async def explain(db: Database, number: int, agent: Agent) -> Account:
    """Raises NoSuchTicket."""
    async with db.read() as connection:
        ticket = await tickets.by_number(connection, number)
        permit(agent, Act.WHY, ticket)
        names = await agents.names(connection)
    async with db.read_raw() as raw:
        moved, kept = await decisions.moved(raw, ticket.id), await decisions.last(raw, ticket.id)
        held_since, queued = await decisions.standing(raw, ticket.id)
    return Account(ticket, moved, kept, held_since, queued, names)
