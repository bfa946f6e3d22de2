"""Thread: what people say beneath a ticket's card is kept as notes, and never sent."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from owona_bot.desk import Desk
from owona_bot.services.note import keep_heard
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, speaks_to
from owona_bot.slack.threads import heard_in


def register(doors: Doors) -> None:
    """Takes every message event there is, also those that nobody wants."""
    doors.event("message", heard)


async def heard(ack: AsyncAck, event: Payload, context: AsyncBoltContext, desk: Desk, knock: str) -> None:
    """Committed before the ack: otherwise Slack brings it again. What stands in no thread costs nothing."""
    told = heard_in(event)
    if told is not None and not is_request(event, context.bot_user_id):
        await keep_heard(desk.db, told, knock)
    await ack()


def is_request(event: Payload, bot: str | None) -> bool:
    """Said to the bot, which answers it elsewhere: no note. An edit that makes a note of it, or ends one, is kept."""
    if event.get("subtype") not in ("message_changed", "message_deleted"):
        return speaks_to(bot, event)
    before, now = event.get("previous_message") or {}, event.get("message")
    return speaks_to(bot, before) and (now is None or speaks_to(bot, now))
