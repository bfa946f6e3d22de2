"""Thread: what people say beneath a ticket's card is kept as notes, and never sent."""

from slack_bolt.async_app import AsyncAck

from owona_bot.desk import Desk
from owona_bot.services.note import keep_heard
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import heard_in


def register(doors: Doors) -> None:
    """Takes every message event there is, also those that nobody wants."""
    doors.event("message", heard)


async def heard(ack: AsyncAck, event: Payload, desk: Desk, knock: str) -> None:
    """Committed before the ack: otherwise Slack brings it again. What stands in no thread costs nothing."""
    told = heard_in(event)
    if told is not None:
        await keep_heard(desk.db, told, knock)
    await ack()
