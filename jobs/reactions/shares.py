"""Shares: who went away is looked after, what was accepted is done, and each who is asked reads one message."""

from dataclasses import dataclass

from blocks import shares as view
from jobs.reactions.parts import content_of, redrawn
from owona_bot.database import agents, posts
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.plan_shares import MOVE, PROPOSE
from owona_bot.domain.shares import Away, Shown, State
from owona_bot.services.share import move_shared, propose_share, show_share
from owona_bot.slack.client import Slack, Spot

UNSAID = {State.DECLINED, State.OVERTAKEN}
"""Of which nobody needs to hear who was not asked."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Reaction `shares`; its target is what is to be done, or its payload whose message it is."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Raises Suppressed where there is nothing to say any more."""
        match delivery.target:
            case t if t == PROPOSE:
                return await self._proposed(delivery)
            case t if t == MOVE:
                return await self._moved(delivery)
        return await self._told(delivery)

    async def _proposed(self, delivery: Delivery) -> Outcome:
        said = delivery.event_payload
        agent, by = (AgentId(int(str(said[name]))) for name in ("agent", "by"))
        away, knock = Away(agent, by, bool(said.get("sick"))), f"shares:{delivery.event}"
        share = await propose_share(self.desk.db, away, self.desk.assignment, self.desk.clock(), knock)
        if share is None:
            raise Suppressed("they hold nothing or are back, or it was proposed already")
        return Outcome("done", {"shares": share.id})

    async def _moved(self, delivery: Delivery) -> Outcome:
        number = int(str(delivery.event_payload["shares"]))
        await move_shared(self.desk.db, number, self.desk.assignment, self.desk.clock)
        return Outcome("done", {"shares": number})

    async def _told(self, delivery: Delivery) -> Outcome:
        """Posted once, then redrawn; always as it stands now."""
        shown, reader = await self._shown(delivery)
        ref = f"{shown.share.id}:{reader.id}"
        mark, spot = f"shares:{ref}", Spot(await self.slack.direct(reader.slack_user))
        content = content_of(view.told(shown, reader.id, self.desk.workspace, self.desk.t(reader.locale)))
        there = await self._there(delivery, spot, ref, mark)
        if there and await redrawn(self.slack, there, content, mark):
            ts = there.ts
        elif there or shown.share.state in UNSAID:
            raise Suppressed("it is settled, or somebody took it away")
        else:
            ts = await self.slack.post(spot, content, mark)
        return Outcome("done", {"channel": spot.channel, "ts": ts}, stands=Stands(spot.channel, ts, "shares", ref))

    async def _shown(self, delivery: Delivery) -> tuple[Shown, Agent]:
        shown = await show_share(self.desk.db, int(str(delivery.event_payload["shares"])))
        async with self.desk.db.read() as connection:
            reader = await agents.by_id(connection, AgentId(int(str(delivery.payload["hearer"]))))
        if shown is None or reader is None:
            raise Suppressed("nobody is left to tell")
        return shown, reader

    async def _there(self, delivery: Delivery, spot: Spot, ref: str, mark: str) -> SlackPost | None:
        """The message that stands; also what an earlier attempt posted, of which nobody knows yet."""
        async with self.desk.db.read() as connection:
            there = await posts.standing(connection, "shares", ref)
        if there or delivery.looked_for_since is None:
            return there
        ts = await self.slack.find(spot, mark, delivery.looked_for_since)
        return SlackPost(spot.channel, ts) if ts else None
