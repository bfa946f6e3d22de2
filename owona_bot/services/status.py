"""Status: one transaction, decided by `domain.ticket.set_status`."""

from owona_bot.database import messages, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import DONE, Status, Ticket, set_status

ENDS = {Status.RESOLVED: Act.RESOLVE, Status.CLOSED: Act.CLOSE}
"""What to say them is."""


async def set_ticket_status(db: Database, number: int, status: Status, agent: Agent, knock: str | None) -> Ticket:
    """Whoever may not close or reopen ticket `number` may not do it by its status either."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.STATUS, ticket)
        permit(agent, act_of(status, ticket), ticket)
        changed = set_status(ticket, status, agent)
        if changed != ticket:
            await tickets.save(tx, ticket, changed)
            await messages.add_audit(tx, changed, agent)
    return changed


def act_of(status: Status, ticket: Ticket) -> Act:
    """What it means for a ticket to become `status`."""
    return ENDS.get(status, Act.REOPEN if ticket.status in DONE else Act.STATUS)
