"""Open: an agent writes down what a customer asked elsewhere."""

from dataclasses import replace

from owona_bot.database import tickets
from owona_bot.database.engine import Change, Database
from owona_bot.domain.draft import Draft
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Requester, Ticket
from owona_bot.domain.ticket_errors import UnknownCustomer


async def open_ticket(db: Database, draft: Draft, agent: Agent, system_user: str | None, knock: str | None) -> Ticket:
    """For the account with the draft's address; without one it belongs to the system user (an address).

    Raises UnknownCustomer when there is no system user either: the site's tables want an owner.
    """
    permit(agent, Act.NEW)
    async with db.change(by=agent.actor, once=knock) as tx:
        return await open_in(tx, draft, agent, system_user)


async def open_in(tx: Change, draft: Draft, agent: Agent, system_user: str | None) -> Ticket:
    """The same within a change that does more."""
    owner = await tickets.account(tx.connection, draft.requester)
    stand_in = await tickets.account(tx.connection, system_user) if system_user and owner is None else None
    if (holder := owner or stand_in) is None:
        raise UnknownCustomer("requester", address=draft.requester)
    ticket = await tickets.add(tx, draft, holder, agent)
    if holder != stand_in:
        return ticket
    await tickets.ask_for(tx, ticket.id, draft.requester)
    return replace(ticket, requester=Requester(None, draft.requester))
