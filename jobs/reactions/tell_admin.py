"""A word to an admin, in their language: what only a person can mend."""

from dataclasses import dataclass

from blocks import operations
from jobs.reactions.parts import content_of, mark_of
from owona_bot.database import agents, refusals
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.routing import refuge
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class TellAdmin:
    """Reaction `tell_admin`; its payload is the event's."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By direct message, once; raises Suppressed where it was mended meanwhile."""
        channel, error = str(delivery.payload["channel"]), str(delivery.payload["error"])
        admin = await self._admin(AgentId(int(str(delivery.payload["agent"]))))
        async with self.desk.db.raw.acquire() as raw:
            refused = await refusals.refused(raw)
        if channel not in refused:
            raise Suppressed("the channel takes us again")
        instead = refuge(channel, self.desk.places.refuge, refused)
        post = operations.channel_lost(channel, error, instead, self.desk.t(admin.locale))
        spot = Spot(await self.slack.direct(admin.slack_user))
        content = content_of(post)
        ts = await self.slack.post_once(spot, content, mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    async def _admin(self, agent: AgentId) -> Agent:
        async with self.desk.db.read() as connection:
            team = await agents.active(connection)
        admin = next((one for one in team if one.id == agent and one.role == "admin"), None)
        if admin is None:
            raise Suppressed("no admin any more")
        return admin
