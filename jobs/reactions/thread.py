"""The thread beneath a card: the description, messages, and one line for what changed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from blocks import thread
from blocks.parts import Post
from jobs.reactions.card import stand
from jobs.reactions.parts import content_of, mark_of, stands_already, ticket_in
from owona_bot.database import agents, mail, messages, notes, posts, tickets
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class WriteLine:
    """Reaction `thread`; its payload's `shows` says what."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Post one line beneath the card, once."""
        shows, ref = str(delivery.payload["shows"]), ref_of(delivery)
        async with self.desk.db.read() as connection:
            if there := await posts.standing(connection, shows, ref):
                return stands_already(delivery, there)
            card = await posts.card_of(connection, ticket_in(delivery))
        if card and (found := await self._found(delivery, card)):
            return written(card, found, shows, ref)
        async with self.desk.db.read() as connection:
            post = await self._post(delivery, shows, connection)
        card = card or await stand(self.desk, self.slack, delivery)
        ts = await self.slack.post(Spot(card.channel, card.ts), content_of(post), mark_of(delivery))
        return written(card, ts, shows, ref)

    async def _found(self, delivery: Delivery, card: SlackPost) -> str | None:
        """What an earlier attempt wrote, whose end nobody knows; also of what is gone by now."""
        if delivery.looked_for_since is None:
            return None
        return await self.slack.find(Spot(card.channel, card.ts), mark_of(delivery), delivery.looked_for_since)

    async def _post(self, delivery: Delivery, shows: str, connection: AsyncConnection) -> Post:
        """Raises Suppressed for what is gone by now."""
        if shows == "message":
            return await self._message(delivery, connection)
        if shows == "note":
            return await self._note(delivery, connection)
        if shows == "description":
            return await self._description(delivery, connection)
        if shows == "mail_refused":
            return await self._mail_refused(delivery)
        number = await tickets.number_of(connection, ticket_in(delivery)) or 0
        if shows == "deleted":
            return thread.deleted(number, self.desk.t())
        names = await agents.names(connection)
        who = await agents.name_of(connection, delivery.actor)
        return thread.change(delivery.event_payload, who, names, number, self.desk.t())

    async def _message(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        message = await messages.by_id(connection, UUID(str(delivery.payload["message"])))
        if message is None:
            raise Suppressed("the message is gone")
        async with self.desk.db.raw.acquire() as raw:
            whole = await mail.whole_of(raw, message.id)
        return thread.message(message, self.desk.t(), whole)

    async def _note(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        note = await notes.by_id(connection, UUID(str(delivery.payload["note"])))
        if note is None:
            raise Suppressed("the note is gone")
        return thread.message(note, self.desk.t())

    async def _mail_refused(self, delivery: Delivery) -> Post:
        async with self.desk.db.raw.acquire() as raw:
            letter = await mail.by_id(raw, int(str(delivery.payload["mail"])))
        if letter is None:
            raise Suppressed("the mail was erased")
        return thread.mail_refused(letter.recipient, letter.verdict or "", self.desk.t())

    async def _description(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        ticket = await tickets.by_id(connection, ticket_in(delivery))
        if ticket is None:
            raise Suppressed("the ticket is gone")
        return thread.description(ticket, self.desk.t())


def written(card: SlackPost, ts: str, shows: str, ref: str) -> Outcome:
    """It stands beneath the card."""
    return Outcome("done", {"channel": card.channel, "ts": ts}, stands=Stands(card.channel, ts, shows, ref))


def ref_of(delivery: Delivery) -> str:
    """What stands there then: a message, a note, else what an event tells."""
    payload = delivery.payload
    return str(payload.get("message") or payload.get("note") or delivery.event)
