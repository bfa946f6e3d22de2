"""The line in the thread that a ticket was made of: which one it became, and whether it was taken back."""

from dataclasses import dataclass

from blocks import from_message
from jobs.reactions.parts import content_of, redrawn, ticket_in
from owona_bot.database import posts, tickets
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.slack.client import Content, Slack, Spot


@dataclass(frozen=True, slots=True)
class TellOrigin:
    """Reaction `origin`."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Posted once; redrawn when the ticket was taken back."""
        ticket = ticket_in(delivery)
        async with self.desk.db.read() as connection:
            number = await tickets.number_of(connection, ticket) or 0
            there = await posts.standing(connection, "origin", str(ticket))
        if delivery.payload["back"]:
            return await self._back(
                there, content_of(from_message.taken_back(number, self.desk.t())), f"origin:{ticket}"
            )
        if there:
            raise Suppressed("it stands in the thread already")
        spot = Spot(str(delivery.payload["channel"]), str(delivery.payload["thread"]))
        content = content_of(from_message.became(number, self.desk.t()))
        ts = await self.slack.post_once(spot, content, f"origin:{ticket}", since=delivery.looked_for_since)
        stands = Stands(spot.channel, ts, "origin", str(ticket))
        return Outcome("done", {"channel": spot.channel, "ts": ts}, stands=stands)

    async def _back(self, there: SlackPost | None, content: Content, mark: str) -> Outcome:
        if there is None or not await redrawn(self.slack, there, content, mark):
            raise Suppressed("no line stands there")
        return Outcome("done", {"channel": there.channel, "ts": there.ts})
