"""Resolve: `/ticket resolve 42`, or the button on the card."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in, said
from owona_bot.services.resolve import resolve_ticket
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """Both ways in."""
    doors.verb(Verb.RESOLVE, by_command)
    doors.action(ids.RESOLVE, by_button)


async def by_command(ack: AsyncAck, command: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The answer is the ack."""
    ticket = await resolve_ticket(desk.db, number_in(said(command["text"])), who, knock)
    await ack(**notice.resolved(ticket, desk.t(who.locale)).ack())


async def by_button(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The card redraws itself by delivery."""
    await resolve_ticket(desk.db, int(value_in(body)), who, knock)
    await ack()
