"""Tag: one transaction, decided by `domain.tags.retag`. Tags are the desk's own: the site's row stays as it is."""

from dataclasses import replace

from owona_bot.database import events, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.tags import Change, Rewrite, retag
from owona_bot.domain.ticket import Ticket, whole


async def tag_ticket(db: Database, number: int, change: Change | Rewrite, agent: Agent, knock: str | None) -> Ticket:
    """Pin tags to ticket `number` or take them away; the event counts them alone."""
    async with db.change(by=agent.actor, once=knock, lock=number) as tx:
        ticket = await tickets.lock(tx, number)
        permit(agent, Act.TAG, ticket)
        whole(ticket)
        tags = retag(ticket.tags, change)
        if tags != ticket.tags:
            counts = {"added": len({*tags} - {*ticket.tags}), "removed": len({*ticket.tags} - {*tags})}
            await tickets.tag(tx, ticket.id, tags)
            await events.tell(tx, Kind.TICKET_TAGGED, ticket.id, counts)
    return replace(ticket, tags=tags)
