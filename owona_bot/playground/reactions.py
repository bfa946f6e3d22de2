"""reactions.add, reactions.remove, reactions.get of the bot; people react by the control API."""

import re

from owona_bot.playground import events
from owona_bot.playground.call import Call
from owona_bot.playground.cast import BOT_USER
from owona_bot.playground.refusals import refuse
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add(slack: Slack, call: Call) -> Json:
    channel, message = _item(slack, call)
    name = _name(call)
    if channel.archived:
        raise refuse("is_archived")
    if BOT_USER in message.reactions.get(name, ()):
        raise refuse("already_reacted")
    react(slack, channel, message, BOT_USER, name)
    return {"ok": True}


def remove(slack: Slack, call: Call) -> Json:
    """Its own alone."""
    channel, message = _item(slack, call)
    name = _name(call)
    if BOT_USER not in message.reactions.get(name, ()):
        raise refuse("no_reaction")
    unreact(slack, channel, message, BOT_USER, name)
    return {"ok": True}


def get(slack: Slack, call: Call) -> Json:
    channel, message = _item(slack, call)
    return {"ok": True, "type": "message", "channel": channel.id, "message": message.shown()}


def _item(slack: Slack, call: Call) -> tuple[Channel, Message]:
    if not (call.text("channel") and call.text("timestamp")):
        raise refuse("no_item_specified")
    channel = slack.workspace.channels.get(call.text("channel"))
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise refuse("channel_not_found")
    if BOT_USER not in channel.members:
        raise refuse("not_in_channel")
    message = channel.by_ts.get(call.text("timestamp"))
    if message is None or message.deleted:
        raise refuse("message_not_found")
    return channel, message


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise refuse("invalid_name")
    return name


def react(slack: Slack, channel: Channel, message: Message, user: str, name: str) -> None:
    """Whoever has not yet."""
    message.reactions.setdefault(name, []).append(user)
    events.reacted(slack, channel, message, user, name, added=True)


def unreact(slack: Slack, channel: Channel, message: Message, user: str, name: str) -> None:
    """The last one takes the emoji away."""
    users = message.reactions[name]
    users.remove(user)
    if not users:
        del message.reactions[name]
    events.reacted(slack, channel, message, user, name, added=False)
