"""The thread beneath a card: the description, messages, and one line for what changed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from blocks import from_message, sla_alert, thread, turn
from blocks.parts import Post
from jobs.reactions.card import stand
from jobs.reactions.escalation_lines import EscalationLines
from jobs.reactions.moves import Moves
from jobs.reactions.parts import content_of, mark_of, redrawn, stands_already, ticket_in
from owona_bot.database import agents, lost_letters, mail, messages, notes, posts, refusals, resolutions, tickets
from owona_bot.database.driver import driver_of
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.alert import stage_in
from owona_bot.domain.assignment_policy import Tell
from owona_bot.domain.delivery import Delivery, Later, Outcome, Stands, Suppressed
from owona_bot.domain.routing import refuge
from owona_bot.domain.ticket import DONE
from owona_bot.domain.why import BY_RULE
from owona_bot.slack.client import Slack, Spot

Telling = Callable[[Delivery, AsyncConnection], Awaitable[Post]]
"""Raises Suppressed for what is gone by now."""


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
            held = await posts.standing(connection, "held", ref) if shows == "message" else None
        if card and (found := await self._found(delivery, card)):
            return written(card, found, shows, ref)
        async with self.desk.db.read() as connection:
            post = await self._post(delivery, shows, connection)
        if held and await redrawn(self.slack, held, content_of(post), mark_of(delivery)):
            return written(held, held.ts, shows, ref)  # where its undo time was counted
        card = card or await stand(self.desk, self.slack, delivery)
        ts = await self.slack.post(Spot(card.channel, card.ts), content_of(post), mark_of(delivery))
        return written(card, ts, shows, ref)

    async def _found(self, delivery: Delivery, card: SlackPost) -> str | None:
        """What an earlier attempt wrote, whose end nobody knows; also of what is gone by now."""
        if delivery.looked_for_since is None:
            return None
        return await self.slack.find(Spot(card.channel, card.ts), mark_of(delivery), delivery.looked_for_since)

    async def _post(self, delivery: Delivery, shows: str, connection: AsyncConnection) -> Post:
        """By what its payload says that it shows."""
        lines: dict[str, Telling] = {
            "message": self._message,
            "note": self._note,
            "description": self._description,
            "mail_refused": self._mail_refused,
            "deleted": self._deleted,
            "tagged": self._tagged,
            "taken_back": self._taken_back,
            "thread_taken": self._thread_taken,
            "change": self._change,
            "displaced": self._displaced,
            "breached": self._breached,
            "reminded": self._reminded,
            **Moves(self.desk, self.slack).lines(),
            **EscalationLines(self.desk).lines(),
        }
        return await lines[shows](delivery, connection)

    async def _deleted(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        return thread.deleted(await number_of(delivery, connection), self.desk.t())

    async def _reminded(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        nth = int(str(delivery.event_payload["nth"]))
        return thread.reminded(nth, await number_of(delivery, connection), self.desk.t())

    async def _displaced(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        card = await posts.card_of(connection, ticket_in(delivery))
        channel = str(delivery.event_payload["channel"])
        refused = await refusals.refused(driver_of(connection))
        if card and card.channel == channel and refuge(channel, self.desk.places.refuge, refused) != channel:
            raise Later("its card is on the way", pause=timedelta(seconds=1), lane=False)
        if card is None or card.channel == channel:
            raise Suppressed("it stands where it stood")
        return thread.displaced(await number_of(delivery, connection), channel, self.desk.t())

    async def _breached(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        stage, due = stage_in(delivery.event_payload), datetime.fromisoformat(str(delivery.event_payload["due"]))
        number = await number_of(delivery, connection)
        return sla_alert.missed(stage.metric, due, number, self.desk.clock(), self.desk.t())

    async def _change(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        number, who = await number_of(delivery, connection), await agents.name_of(connection, delivery.actor)
        names, called = await agents.names(connection), await self._called(delivery, connection)
        if delivery.actor == BY_RULE and "agent" in delivery.event_payload:
            return turn.told(delivery.event_payload, names, number, self.desk.t(), called)
        line = thread.change(delivery.event_payload, who, names, number, self.desk.t(), called)
        hearer = await self._misled(delivery, connection)
        return thread.told_already(line, hearer, self.desk.t()) if hearer else line

    async def _misled(self, delivery: Delivery, connection: AsyncConnection) -> str | None:
        """The Slack user who opened what was solved, where a letter had told its customer so."""
        match delivery.event_payload.get("status"):
            case ["resolved", after] if after not in DONE and delivery.actor.startswith("agent:"):
                raw = driver_of(connection)
                if await resolutions.was_told_before(raw, ticket_in(delivery), delivery.event):
                    return await agents.slack_user_of(connection, delivery.actor)
        return None

    async def _tagged(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        ticket = await tickets.by_id(connection, ticket_in(delivery))
        if ticket is None:
            raise Suppressed("the ticket is gone")
        return thread.tagged(ticket, await agents.name_of(connection, delivery.actor), self.desk.t())

    async def _taken_back(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        return from_message.closed(await number_of(delivery, connection), self.desk.t())

    async def _thread_taken(self, delivery: Delivery, _connection: AsyncConnection) -> Post:
        told = delivery.event_payload
        count, address = int(str(told["count"])), str(told["link"])
        return from_message.thread_taken(count, address, self.desk.t(), more=bool(told["more"]))

    async def _called(self, delivery: Delivery, connection: AsyncConnection) -> str | None:
        """The Slack user of who has got the ticket, by another agent or the rule, and has it still."""
        match delivery.event_payload.get("agent"):
            case [_, int(id_)] if self._calls(delivery.actor, id_):
                ticket = await tickets.by_id(connection, ticket_in(delivery))
                holder = ticket.agent if ticket else None
                return holder.slack_user if holder and holder.id == id_ else None
        return None

    def _calls(self, actor: str, id_: int) -> bool:
        """Whether the thread calls who has got a ticket; what the rule gave, as the file says."""
        if actor == BY_RULE:
            return Tell.THREAD in self.desk.assignment.tell
        return actor.startswith("agent:") and actor != f"agent:{id_}"

    async def _message(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        message = await messages.by_id(connection, UUID(str(delivery.payload["message"])))
        if message is None:
            raise Suppressed("the message is gone")
        whole = await mail.whole_of(driver_of(connection), message.id)
        return thread.message(message, self.desk.t(), whole)

    async def _note(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        note = await notes.by_id(connection, UUID(str(delivery.payload["note"])))
        if note is None:
            raise Suppressed("the note is gone")
        return thread.message(note, self.desk.t())

    async def _mail_refused(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        raw, id_ = driver_of(connection), int(str(delivery.payload["mail"]))
        letter = await mail.by_id(raw, id_)
        if letter is None:
            raise Suppressed("the mail was erased")
        minds = await lost_letters.who_minds(raw, id_)
        return thread.mail_refused(letter.recipient, letter.verdict or "", self.desk.t(), minds)

    async def _description(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        ticket = await tickets.by_id(connection, ticket_in(delivery))
        if ticket is None:
            raise Suppressed("the ticket is gone")
        return thread.description(ticket, self.desk.t())


def written(card: SlackPost, ts: str, shows: str, ref: str) -> Outcome:
    """It stands beneath the card."""
    return Outcome("done", {"channel": card.channel, "ts": ts}, stands=Stands(card.channel, ts, shows, ref))


async def number_of(delivery: Delivery, connection: AsyncConnection) -> int:
    """Also of a deleted ticket."""
    return await tickets.number_of(connection, ticket_in(delivery)) or 0


def ref_of(delivery: Delivery) -> str:
    """What stands there then: a message, a note, else what an event tells."""
    payload = delivery.payload
    return str(payload.get("message") or payload.get("note") or delivery.event)
