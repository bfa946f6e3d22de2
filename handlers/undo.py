"""Undo: the button on a reply that did not go yet, whether it waits for its time or for a release."""

from uuid import UUID

from slack_bolt.async_app import AsyncAck

from blocks import ids
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.services.undo import take_back
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """One button."""
    doors.action(ids.UNDO, undone)


async def undone(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Its line shows it by delivery."""
    await take_back(desk.db, UUID(value_in(body)), who, knock)
    await ack()
