"""Enrol: somebody whom an admin took into the team, and of whom only Slack knows who it is."""

from dataclasses import dataclass

from blocks import team as view
from jobs.reactions.parts import content_of, mark_of
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands
from owona_bot.services.enrol import Team, enrol
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class Enrol:
    """Reaction `enrol`."""

    desk: Desk
    slack: Slack
    team: Team

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Taken in; or, for a guest, a stranger or a machine, operations hear that it can't be."""
        slack_user = str(delivery.event_payload["user"])
        if await enrol(self.desk.db, await self.slack.person(slack_user), self.team, None):
            return Outcome("done", {"user": slack_user})
        content, spot = content_of(view.refused(slack_user, self.desk.t())), Spot(self.desk.places.operations)
        ts = await self.slack.post_once(spot, content, mark_of(delivery), since=delivery.looked_for_since)
        ref = f"team:{delivery.event}"
        return Outcome("done", {"ts": ts}, stands=Stands(spot.channel, ts, "operations", ref))
