"""Stop warning: the button of an alert about a deadline; its other buttons are the verbs' own."""

from slack_bolt.async_app import AsyncAck

from blocks import ids
from owona_bot.desk import Desk
from owona_bot.domain.alert import Memo
from owona_bot.domain.people import Agent
from owona_bot.services.mute import mute_warnings
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """One button."""
    doors.action(ids.MUTE_SLA, mute)


async def mute(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The alert redraws itself by delivery."""
    await mute_warnings(desk.db, Memo.read(value_in(body)), who, knock)
    await ack()
