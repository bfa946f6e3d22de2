"""Tickets that nobody can take, told to a lead, in their language."""

from dataclasses import dataclass

from blocks import operations
from jobs.reactions.parts import content_of, mark_of
from owona_bot.database import agents, assignments
from owona_bot.desk import Desk
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.escalation import LEADERS
from owona_bot.domain.people import Agent, AgentId
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class TellLead:
    """Reaction `assign_lead`."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By direct message, once, with how many they are by now. Raises Suppressed where it is over."""
        why, lead = Stuck(str(delivery.payload["why"])), await self._lead(delivery)
        async with self.desk.db.read_raw() as raw:
            count = await assignments.still_stuck(raw, why)
        if not count:
            raise Suppressed("somebody can take them by now")
        content = content_of(operations.stuck(why, count, self.desk.t(lead.locale)))
        spot = Spot(await self.slack.direct(lead.slack_user))
        ts = await self.slack.post_once(spot, content, mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    async def _lead(self, delivery: Delivery) -> Agent:
        async with self.desk.db.read() as connection:
            lead = await agents.by_id(connection, AgentId(int(str(delivery.payload["agent"]))))
        if lead is None or lead.role not in LEADERS:
            raise Suppressed("no lead any more")
        return lead
