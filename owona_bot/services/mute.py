"""Mute: no more warnings about one deadline of a ticket; that it was missed is told all the same."""

from owona_bot.database import events, sla_alerts, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.alert import Memo
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import at_work


async def mute_warnings(db: Database, memo: Memo, agent: Agent, knock: str | None) -> None:
    """Once, whoever presses too. Raises TicketClosed or TicketMerged: nothing is left to be warned of."""
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await tickets.lock(tx, memo.number)
        permit(agent, Act.SNOOZE, ticket)
        at_work(ticket)
        if await sla_alerts.mute(tx, ticket.id, memo.metric, memo.round, agent):
            told = {"metric": memo.metric.value, "round": memo.round}
            await events.tell(tx, Kind.SLA_MUTED, ticket.id, told)
