"""Help: `/ticket help`, `/ticket` alone, and whatever is no verb or button of ours."""

from slack_bolt.async_app import AsyncAck

from blocks import notice
from owona_bot.desk import Desk
from owona_bot.domain.errors import StaleButton
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, said
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """Last of all: what nobody else wanted ends here."""
    doors.verb(Verb.HELP, by_command)
    doors.other_command(unknown_verb)
    doors.other_action(unknown_button)


async def by_command(ack: AsyncAck, desk: Desk, who: Agent) -> None:
    """Every verb with an example."""
    await ack(**notice.help(desk.t(who.locale)).ack())


async def unknown_verb(command: Payload) -> None:
    """Raises UnknownVerb, which names the nearest."""
    said(command["text"])


async def unknown_button() -> None:
    """A message of an older version may still stand in a channel."""
    raise StaleButton
