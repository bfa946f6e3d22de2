"""Emoji: 👀 claims, ✅ resolves, 🚨 makes urgent, 🎫 makes a ticket; taken away soon after they are undone."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from owona_bot.desk import Desk
from owona_bot.services.emoji import put_emoji, take_emoji, who_reacts
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload
from owona_bot.slack.reactions import reacted_in


def register(doors: Doors) -> None:
    """Hears of every emoji in every channel where the bot is."""
    doors.event("reaction_added", added)
    doors.event("reaction_removed", removed)


async def added(ack: AsyncAck, event: Payload, context: AsyncBoltContext, desk: Desk, knock: str) -> None:
    """The card redraws itself by delivery; a refusal is whispered, in the language of `who`."""
    reacted = reacted_in(event)
    agent = await who_reacts(desk.db, reacted.user) if reacted else None
    if reacted and agent:
        context["who"] = agent
        await put_emoji(desk.db, reacted, agent, desk.system_user, knock)
    await ack()


async def removed(ack: AsyncAck, event: Payload, context: AsyncBoltContext, desk: Desk, knock: str) -> None:
    """The same."""
    reacted = reacted_in(event)
    agent = await who_reacts(desk.db, reacted.user) if reacted else None
    if reacted and agent:
        context["who"] = agent
        await take_emoji(desk.db, reacted, agent, knock)
    await ack()
