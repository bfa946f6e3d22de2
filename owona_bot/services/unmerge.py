"""Unmerge: two matters after all; the source is again what it was, what was written since stays where it is."""

from owona_bot.database import events, merges, messages, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.event import Kind
from owona_bot.domain.merge import to_unmerge
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket


async def unmerge_ticket(db: Database, number: int, agent: Agent, knock: str | None) -> Ticket:
    """Status, holder and sleep as they were before it was merged, to the letter. Raises NotMerged."""
    async with db.change(by=agent.actor, once=knock) as tx:
        merged = await tickets.lock(tx, number)
        permit(agent, Act.UNMERGE, merged)
        target = to_unmerge(merged)
        await merges.unmerge(tx, merged.id)
        parted = await tickets.by_number(tx.connection, number)
        if parted.status is not merged.status:
            await messages.add_audit(tx, parted, agent)
        await events.tell(tx, Kind.TICKET_UNMERGED, merged.id, {"other": str(target)})
        await events.tell(tx, Kind.TICKET_PARTED, target, {"other": str(merged.id)})
    return parted
