"""A card that belongs in another channel now: a new one there, and where it stood one line that leads to it."""

from dataclasses import dataclass
from uuid import UUID

from blocks.moved_card import moved_card
from jobs.reactions.card import content_for, mark, place_for
from jobs.reactions.parts import content_of, redrawn, ticket_in
from owona_bot.database import posts, refusals, tickets
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.domain.plan_story import home
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class MoveCard:
    """Reaction `move_card`; where the card belongs is asked of the ticket as it is now."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Raises Suppressed where nothing is to be moved and no link is to be drawn."""
        ticket = ticket_in(delivery)
        card, channel = await self._places(ticket)
        if delivery.event_kind == Kind.LINK_OWED:
            channel = card.channel  # what moved stays there
        moves = card.channel != channel
        if moves:
            card = await self._posted(ticket, channel, delivery.looked_for_since)
        drawn = await self._links(ticket, card)
        if not (moves or drawn):
            raise Suppressed("it stands there already")
        return Outcome("done", {"channel": card.channel, "ts": card.ts})

    async def _places(self, ticket: UUID) -> tuple[SlackPost, str]:
        """Where the card stands, and the channel where it belongs."""
        async with self.desk.db.raw.acquire() as raw:
            traits = await posts.traits_of(raw, ticket)
        async with self.desk.db.read() as connection:
            card = await posts.card_of(connection, ticket)
        if traits is None or card is None:
            raise Suppressed("the ticket is gone" if traits is None else "no card stands")
        return card, await place_for(self.desk, home(traits, self.desk.places))

    async def _posted(self, ticket: UUID, channel: str, since: float | None) -> SlackPost:
        """Where one stood before it stands again; kept before the old one says that it has moved."""
        content = await content_for(self.desk, self.slack, ticket)
        async with self.desk.db.raw.acquire() as raw:
            before = await posts.left_in(raw, ticket, channel)
        if before is None or not await redrawn(self.slack, before, content, mark(ticket)):
            ts = await self.slack.post_once(Spot(channel), content, mark(ticket), since=since)
            before = SlackPost(channel, ts)
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            await posts.move(raw, ticket, before)
        return before

    async def _links(self, ticket: UUID, card: SlackPost) -> bool:
        """Also those owed from before; one that somebody took out needs none, one in a lost channel waits."""
        async with self.desk.db.raw.acquire() as raw:
            refused = await refusals.refused(raw)
            owed = [post for post in await posts.leaving(raw, ticket) if post.channel not in refused]
        async with self.desk.db.read() as connection:
            number = await tickets.number_of(connection, ticket) or 0
        for post in owed:
            link = await self.slack.permalink(card.channel, card.ts)
            content = content_of(moved_card(number, card.channel, link, self.desk.t()))
            await redrawn(self.slack, post, content, f"left:{ticket}")
            async with self.desk.db.raw.acquire() as raw:
                await posts.left(raw, post)
        return bool(owed)
