"""Swap: one message to whoever is asked, with its buttons until it is settled; and the answer to whoever asked."""

from dataclasses import dataclass

from blocks import swap as view
from jobs.reactions.parts import content_of, mark_of, redrawn
from owona_bot.database import posts
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.people import Agent
from owona_bot.domain.plan_on_call import ASKER
from owona_bot.domain.swap import Asked, State, Swap
from owona_bot.services.swap import show_swap
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class TellSwap:
    """Reaction `swap`; its target is whose message it is."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """As it stands now. Raises Suppressed where somebody has left."""
        asked = await show_swap(self.desk.db, int(str(delivery.payload["swap"])))
        if asked is None or asked.asker is None or asked.colleague is None:
            raise Suppressed("somebody of the two has left the team")
        if delivery.target == ASKER:
            return await self._answer(delivery, asked, asked.asker, asked.colleague)
        return await self._question(delivery, asked, asked.asker, asked.colleague)

    async def _answer(self, delivery: Delivery, asked: Asked, asker: Agent, colleague: Agent) -> Outcome:
        post = view.answered(asked.swap, colleague.name, self.desk.clock(), self.desk.t(asker.locale))
        spot = Spot(await self.slack.direct(asker.slack_user))
        ts = await self.slack.post_once(spot, content_of(post), mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    async def _question(self, delivery: Delivery, asked: Asked, asker: Agent, colleague: Agent) -> Outcome:
        ref, mark = str(asked.swap.id), marked(asked.swap)
        content = content_of(view.asked(asked.swap, asker.name, self.desk.clock(), self.desk.t(colleague.locale)))
        spot = Spot(await self.slack.direct(colleague.slack_user))
        there = await self._there(delivery, asked, spot)
        if there and await redrawn(self.slack, there, content, mark):
            stands = Stands(there.channel, there.ts, "swap", ref)
            return Outcome("done", {"channel": there.channel, "ts": there.ts}, stands=stands)
        if asked.swap.state is not State.ASKED:
            raise Suppressed("it is settled, and no message asks")
        ts = await self.slack.post(spot, content, mark)
        return Outcome("done", {"channel": spot.channel, "ts": ts}, stands=Stands(spot.channel, ts, "swap", ref))

    async def _there(self, delivery: Delivery, asked: Asked, spot: Spot) -> SlackPost | None:
        """The message that asks; also what an earlier attempt posted, of which nobody knows yet."""
        async with self.desk.db.read() as connection:
            there = await posts.standing(connection, "swap", str(asked.swap.id))
        if there or delivery.looked_for_since is None:
            return there
        ts = await self.slack.find(spot, marked(asked.swap), delivery.looked_for_since)
        return SlackPost(spot.channel, ts) if ts else None


def marked(swap: Swap) -> str:
    """Found in the message's metadata, and kept on every update."""
    return f"swap:{swap.id}"
