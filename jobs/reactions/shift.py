"""A hand-over, told to whoever takes over and to whoever leaves."""

from dataclasses import dataclass

from blocks import on_call as view
from jobs.reactions.parts import content_of, mark_of
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.people import AgentId
from owona_bot.services.on_call import watch
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class TellShift:
    """Reaction `shift`; its target is `agent` for who takes over, `before` for who leaves."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By direct message, once. Raises Suppressed for who has left, and where it is so no more."""
        who, now = AgentId(int(str(delivery.payload["agent"]))), self.desk.clock()
        found = await watch(self.desk.db, who, now)
        if found.hearer is None:
            raise Suppressed("no agent any more")
        holds = found.holder is not None and found.holder.id == who
        if holds is not (delivery.target == "agent"):
            raise Suppressed("there was another hand-over since")
        t = self.desk.t(found.hearer.locale)
        post = view.began(found, now, t) if delivery.target == "agent" else view.ended(found, t)
        spot = Spot(await self.slack.direct(found.hearer.slack_user))
        ts = await self.slack.post_once(spot, content_of(post), mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts})
