"""The living card: posted once, redrawn from what is true now; many redraws that wait are one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks.ticket_card import deleted_card, ticket_card
from jobs.reactions.elsewhere import found, linked
from jobs.reactions.parts import content_of, ticket_in
from owona_bot.database import deliveries, drawing, paces, posts, refusals
from owona_bot.desk import Desk
from owona_bot.domain.alert import next_deadline
from owona_bot.domain.delivery import Delivery, Later, Outcome, Pace, Stands, Suppressed, lane_of
from owona_bot.domain.routing import refuge
from owona_bot.domain.sla import Clock
from owona_bot.services.sla import clocks_in
from owona_bot.slack.client import Content, Slack, Spot
from owona_bot.slack.faults import MessageGone


@dataclass(frozen=True, slots=True)
class DrawCard:
    """Reaction `card`."""

    desk: Desk
    slack: Slack
    pace: Pace

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Post the ticket's card, or redraw it where it stands."""
        ticket_id = ticket_in(delivery)
        async with self.desk.db.queue.acquire() as raw:
            known = await drawing.before(raw, ticket_id, delivery)
            clocks = await clocks_in(raw, [ticket_id], self.desk.sla, self.desk.clock())
        card, absorbed = known.card, known.absorbable
        if card:
            await self._take_token(ticket_id)
        content = await content_of_seen(self.desk, self.slack, known.seen, clocks.get(ticket_id, ()))
        if card and await self._redrawn(card, content, ticket_id):
            return Outcome("done", {"channel": card.channel, "ts": card.ts}, absorbed=absorbed)
        wanted = str(delivery.payload["channel"])
        channel = card.channel if card else refuge(wanted, self.desk.places.refuge, known.refused)
        ts = await self.slack.post_once(Spot(channel), content, mark(ticket_id), since=delivery.looked_for_since)
        stands = Stands(channel, ts, "card", str(ticket_id))
        drawn = [] if delivery.uncertain else absorbed  # a post that is found again shows what was true then
        return Outcome("done", {"channel": channel, "ts": ts}, stands=stands, absorbed=drawn)

    async def _take_token(self, ticket_id: UUID) -> None:
        """Slack allows a card fewer updates than the workspace; raises Later."""
        lane = lane_of(f"slack.update:{ticket_id}", self.pace)
        if lane.every:
            async with self.desk.db.raw.acquire() as raw:
                if not await paces.pace_card(raw, lane):
                    raise Later("this card was redrawn a moment ago", pause=lane.every, lane=False)

    async def _redrawn(self, card: posts.SlackPost, content: Content, ticket_id: UUID) -> bool:
        """False when somebody took the card out of the channel: then it is posted anew."""
        try:
            await self.slack.update(card.channel, card.ts, content, mark(ticket_id))
        except MessageGone:
            return False
        return True


async def stand(desk: Desk, slack: Slack, delivery: Delivery) -> posts.SlackPost:
    """For a line that has no card to stand beneath: the first one was refused, or the ticket is from before go-live."""
    ticket_id, channel = ticket_in(delivery), await place_for(desk, str(delivery.payload["channel"]))
    content = await content_for(desk, slack, ticket_id)
    ts = await slack.post_once(Spot(channel), content, mark(ticket_id), since=delivery.looked_for_since)
    async with desk.db.raw.acquire() as raw:
        await deliveries.keep_stand(raw, delivery, Stands(channel, ts, "card", str(ticket_id)))
    return posts.SlackPost(channel, ts)


async def place_for(desk: Desk, channel: str) -> str:
    """Where a card goes that belongs in `channel`, which may refuse us."""
    async with desk.db.raw.acquire() as raw:
        return refuge(channel, desk.places.refuge, await refusals.refused(raw))


async def content_for(desk: Desk, slack: Slack, ticket_id: UUID) -> Content:
    """The card as the ticket is now; raises Suppressed."""
    async with desk.db.read_raw() as raw:
        seen = await drawing.seen(raw, ticket_id)
        clocks = await clocks_in(raw, [ticket_id], desk.sla, desk.clock())
    return await content_of_seen(desk, slack, seen, clocks.get(ticket_id, ()))


async def content_of_seen(desk: Desk, slack: Slack, seen: drawing.Seen, clocks: Sequence[Clock]) -> Content:
    """The same of what was read."""
    t, now, ticket = desk.t(), desk.clock(), seen.ticket
    if seen.number is None:
        raise Suppressed("the ticket was never seen")
    if ticket is None:
        return content_of(deleted_card(seen.number, t))
    into = None
    if ticket.merged_into:
        async with desk.db.read() as connection:
            other = await found(connection, ticket.merged_into)
        into = await linked(slack, *other)
    return content_of(ticket_card(ticket, now, t, into, next_deadline(clocks, now)))


def mark(ticket: UUID) -> str:
    """Kept on every update, so that the card is found again."""
    return f"card:{ticket}"
