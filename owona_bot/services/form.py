"""Form: the ticket that a small form is about, where the asker may and the rules let it be changed."""

from owona_bot.database import tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket, at_work, whole

AT_WORK = frozenset({Act.ASSIGN, Act.PRIORITY, Act.SNOOZE, Act.ESCALATE})
"""Acts on open tickets alone; the others are as good on one that is done."""


async def open_form(db: Database, number: int, act: Act, agent: Agent) -> Ticket:
    """Raises what the act itself would, before anything is filled in."""
    async with db.read() as connection:
        ticket = await tickets.by_number(connection, number)
    permit(agent, act, ticket)
    check = at_work if act in AT_WORK else whole
    check(ticket)
    return ticket
