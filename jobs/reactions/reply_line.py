"""The living line of a reply that is held back: posted once, then redrawn until the answer takes its place."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from blocks import held as line
from blocks.parts import Post
from jobs.reactions.card import stand
from jobs.reactions.parts import content_of, redrawn, ticket_in
from owona_bot.database import agents, held, posts
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.domain.held import Held, State
from owona_bot.richtext import plain
from owona_bot.richtext.slack import read
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class DrawReply:
    """Reaction `reply_line`."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """As the reply stands now; raises Suppressed for one that has gone on meanwhile."""
        reply = str(delivery.payload["reply"])
        async with self.desk.db.read() as connection:
            content = content_of(await self._post(delivery, reply, connection))
            there = await posts.standing(connection, "held", reply)
            card = await posts.card_of(connection, ticket_in(delivery))
        if there and await redrawn(self.slack, there, content, mark(reply)):
            return Outcome("done", {"channel": there.channel, "ts": there.ts})
        card = card or await stand(self.desk, self.slack, delivery)
        spot = Spot(card.channel, card.ts)
        ts = await self.slack.post_once(spot, content, mark(reply), since=delivery.looked_for_since)
        stands = Stands(card.channel, ts, "held", reply)
        return Outcome("done", {"channel": card.channel, "ts": ts}, stands=stands)

    async def _post(self, delivery: Delivery, reply: str, connection: AsyncConnection) -> Post:
        writer = await agents.name_of(connection, f"agent:{delivery.event_payload['agent']}") or "?"
        if delivery.event_kind == Kind.REPLY_LOST:
            return line.lost(writer, self.desk.t())
        if delivery.event_kind == Kind.REPLY_UNDONE:
            by = await agents.name_of(connection, delivery.actor)
            return line.taken_back(writer, by, reply, self.desk.t())
        found = await held.by_id(connection, UUID(reply))
        if found is None:
            raise Suppressed("it went, or was taken back")
        return self._held(found, reply, await agents.slack_names(connection))

    def _held(self, found: Held, reply: str, names: dict[str, str]) -> Post:
        t = self.desk.t()
        if found.state is State.GUARDED or found.due_at is None:
            return line.guarded(found.writer.name, found.findings, reply, t)
        text = plain.write(read(found.draft.reply.rich_text), names)
        return line.leaving(found.writer.name, text, found.due_at.astimezone(self.desk.zone), reply, t)


def mark(reply: str) -> str:
    """By which the line is found again, whichever delivery drew it."""
    return f"held:{reply}"
