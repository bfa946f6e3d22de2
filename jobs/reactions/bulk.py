"""Bulk: one message to whoever started it, which says how far it has come."""

from dataclasses import dataclass
from uuid import UUID

from blocks import bulk as view
from jobs.reactions.parts import content_of, redrawn
from owona_bot.database import agents, deliveries, posts
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.people import AgentId
from owona_bot.services.bulk import bulk_progress
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class TellBulk:
    """Reaction `bulk`."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Posted once, then redrawn; many that wait are one."""
        bulk = UUID(str(delivery.event_payload["bulk"]))
        async with self.desk.db.raw.acquire() as raw:
            absorbed = await deliveries.absorbable(raw, delivery)
        progress = await bulk_progress(self.desk.db, bulk)
        async with self.desk.db.read() as connection:
            agent = await agents.by_id(connection, AgentId(int(str(delivery.event_payload["agent"]))))
            there = await posts.standing(connection, "bulk", str(bulk))
        if progress is None or agent is None:
            raise Suppressed("nobody is left to tell")
        content, mark = content_of(view.progress(progress, self.desk.t(agent.locale))), f"bulk:{bulk}"
        if there and await redrawn(self.slack, there, content, mark):
            return Outcome("done", {"channel": there.channel, "ts": there.ts}, absorbed=absorbed)
        spot = Spot(await self.slack.direct(agent.slack_user))
        ts = await self.slack.post_once(spot, content, mark, since=delivery.looked_for_since)
        told = absorbed if not delivery.uncertain else []  # a post that is found again shows what was true then
        return Outcome("done", {"ts": ts}, stands=Stands(spot.channel, ts, "bulk", str(bulk)), absorbed=told)
