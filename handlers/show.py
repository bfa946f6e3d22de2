"""Show: `/ticket show 42`."""

from slack_bolt.async_app import AsyncAck

from blocks import notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in, said
from owona_bot.services.show import show_ticket
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """One way in."""
    doors.verb(Verb.SHOW, by_command)


async def by_command(ack: AsyncAck, command: Payload, desk: Desk, who: Agent) -> None:
    """For the asker alone."""
    ticket = await show_ticket(desk.db, number_in(said(command["text"])))
    await ack(**notice.shown(ticket, desk.clock(), desk.t(who.locale)).ack())
