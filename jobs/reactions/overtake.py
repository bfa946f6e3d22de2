"""A card does not wait behind the lines of its thread: many changes are one redraw, but as many lines."""

from dataclasses import dataclass, replace

from jobs.reactions.card import content_for, mark
from jobs.reactions.parts import redrawn, ticket_in
from jobs.reactions.thread import WriteLine
from owona_bot.database import deliveries, paces, posts
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction, Refused, lane_of
from owona_bot.slack.client import Slack


@dataclass(frozen=True, slots=True)
class DrawnBefore:
    """Reaction `thread`: before a line is written, redraws of its ticket's card that wait behind it are done."""

    desk: Desk
    slack: Slack
    pace: Pace
    write: WriteLine

    async def __call__(self, delivery: Delivery) -> Outcome:
        """As the line ends; where it can't be written now, the card is simply drawn once more later."""
        drawn = await self._drawn(delivery)
        written = await self.write(delivery)
        return replace(written, absorbed=[*written.absorbed, *drawn])

    async def _drawn(self, delivery: Delivery) -> list[int]:
        """Those redraws; none while Slack's pace is used up, or where no card stands that can be redrawn."""
        ticket = ticket_in(delivery)
        async with self.desk.db.raw.acquire() as raw:
            waiting = await deliveries.absorbable(raw, replace(delivery, reaction=Reaction.CARD))
        if not waiting:
            return []
        async with self.desk.db.read() as connection:
            card = await posts.card_of(connection, ticket)
        return waiting if card and await self._redrawn(delivery, card) else []

    async def _redrawn(self, delivery: Delivery, card: SlackPost) -> bool:
        ticket = ticket_in(delivery)
        if not (await self._token(f"slack.update:{ticket}") and await self._token("slack.update")):
            return False
        try:
            content = await content_for(self.desk, self.slack, ticket)
            return await redrawn(self.slack, card, content, mark(ticket))
        except Refused:
            return False  # told by the redraw's own end

    async def _token(self, name: str) -> bool:
        lane = lane_of(name, self.pace)
        if not lane.every:
            return True
        async with self.desk.db.raw.acquire() as raw:
            return await paces.pace_card(raw, lane)
