"""Retry and Discard: what to do with a delivery that died, on its card in the operations channel."""

from slack_bolt.async_app import AsyncAck

from blocks import ids
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.services.settle import discard_delivery, retry_all, retry_delivery
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """Three buttons."""
    doors.action(ids.RETRY, retry)
    doors.action(ids.RETRY_ALL, every)
    doors.action(ids.DISCARD, discard)


async def retry(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The alarm redraws itself by delivery."""
    await retry_delivery(desk.db, int(value_in(body)), who, knock)
    await ack()


async def every(ack: AsyncAck, desk: Desk, who: Agent, knock: str) -> None:
    """On the digest of many."""
    await retry_all(desk.db, who, knock)
    await ack()


async def discard(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The alarm redraws itself by delivery."""
    await discard_delivery(desk.db, int(value_in(body)), who, knock)
    await ack()
