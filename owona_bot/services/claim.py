"""Claim: one transaction, decided by `domain.ticket.claim`."""

from owona_bot.database import tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, claim


async def claim_ticket(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """Give ticket `number` to `agent`; of many who ask at once one gets it."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.CLAIM, ticket)
        claimed = claim(ticket, agent)
        await tickets.save(tx, ticket, claimed)
    return claimed
