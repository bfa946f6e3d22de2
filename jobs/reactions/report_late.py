"""A line in place of a report's file that Slack does not take: that it comes, once, and at last that it is there."""

from dataclasses import dataclass

from blocks import report_told as view
from blocks.parts import Post
from jobs.reactions.parts import content_of
from owona_bot.database import posts
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import CLOCKS_APART, Delivery, Failed, Later, Refused, Stands
from owona_bot.slack.client import Slack, Spot
from owona_bot.slack.faults import MessageGone

SHOWS = "report_late"
"""In slack_posts; the ref is the file's, wherever it was wanted."""

BLIP = 2
"""From that attempt on somebody waits; what comes a second later needs no word."""

TROUBLE = (Later, Refused, Failed, MessageGone)


@dataclass(frozen=True, slots=True)
class Late:
    """Of one `file`, known by `ref`, that belongs at `spot`."""

    desk: Desk
    slack: Slack
    spot: Spot
    ref: str
    file: str
    locale: str

    async def comes(self, delivery: Delivery) -> None:
        """Where Slack takes no word either, the next attempt has it."""
        if delivery.attempt >= BLIP and await self._there() is None:
            await self._said(delivery, view.file_late(self.file, self.desk.t(self.locale)))

    async def never(self, delivery: Delivery) -> None:
        """Operations hear why."""
        await self._said(delivery, view.file_refused(self.file, self.desk.t(self.locale)))

    async def is_here(self, delivery: Delivery) -> None:
        """Only where something else was said before."""
        if await self._there():
            await self._said(delivery, view.file_here(self.file, self.desk.t(self.locale)))

    async def _there(self) -> SlackPost | None:
        async with self.desk.db.read() as connection:
            return await posts.standing(connection, SHOWS, self.ref)

    async def _said(self, delivery: Delivery, post: Post) -> None:
        mark, there = f"late:{self.ref}", await self._there()
        try:
            if there:
                await self.slack.update(there.channel, there.ts, content_of(post), mark)
                return
            since = (delivery.created_at - CLOCKS_APART).timestamp()
            ts = await self.slack.post_once(self.spot, content_of(post), mark, since=since)
        except TROUBLE:
            return
        async with self.desk.db.raw.acquire() as raw:
            await posts.stands(raw, Stands(self.spot.channel, ts, SHOWS, self.ref))
