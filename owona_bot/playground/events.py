"""What happens in channels, told as Events API events; delivery drops what the manifest does not subscribe to."""

from owona_bot.playground.cast import BOT_USER, TEAM
from owona_bot.playground.file import File
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message


def kind_of(channel: Channel) -> str:
    """`message.channels`, `message.groups` or `message.im` in the manifest."""
    if channel.im:
        return "im"
    return "groups" if channel.private else "channels"


def _type(channel: Channel) -> str:
    return {"im": "im", "groups": "group", "channels": "channel"}[kind_of(channel)]


def tell(slack: Slack, channel: Channel, name: str, event: Json) -> None:
    """The bot hears of a channel only while it is a member."""
    if BOT_USER in channel.members:
        slack.emit(name, event)


def posted(slack: Slack, channel: Channel, message: Message) -> None:
    event = message.shown() | {"channel": channel.id, "channel_type": _type(channel), "event_ts": message.ts}
    if message.files:
        event["subtype"] = "file_share"
    tell(slack, channel, f"message.{kind_of(channel)}", event)
    for file in message.files:
        _file_shared(slack, channel, message, file)
    if channel.im is None and any(f"<@{BOT_USER}" in token for token in message.mentions):
        mention = {name: value for name, value in event.items() if name not in ("subtype", "channel_type")}
        tell(slack, channel, "app_mention", mention | {"type": "app_mention"})


def _file_shared(slack: Slack, channel: Channel, message: Message, file: File) -> None:
    event = {
        "type": "file_shared",
        "channel_id": channel.id,
        "file_id": file.id,
        "user_id": message.user,
        "file": {"id": file.id},
        "event_ts": message.ts,
    }
    tell(slack, channel, "file_shared", event)


def changed(slack: Slack, channel: Channel, message: Message, before: Json) -> None:
    event = _outer(slack, channel, "message_changed") | {"message": message.shown(), "previous_message": before}
    tell(slack, channel, f"message.{kind_of(channel)}", event)


def deleted(slack: Slack, channel: Channel, ts: str, before: Json) -> None:
    event = _outer(slack, channel, "message_deleted") | {"deleted_ts": ts, "previous_message": before}
    tell(slack, channel, f"message.{kind_of(channel)}", event)


def _outer(slack: Slack, channel: Channel, subtype: str) -> Json:
    ts = slack.workspace.next_ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": _type(channel),
        "ts": ts,
        "event_ts": ts,
    }


def reacted(slack: Slack, channel: Channel, message: Message, user: str, emoji: str, *, added: bool) -> None:
    name = "reaction_added" if added else "reaction_removed"
    event = {
        "type": name,
        "user": user,
        "reaction": emoji,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": slack.workspace.next_ts(),
    }
    tell(slack, channel, name, event)


def channel_event(slack: Slack, channel: Channel, name: str, **more: object) -> None:
    """`channel_archive`, `channel_left` and their kin; of private channels as `group_…`, while the bot is in."""
    full = name.replace("channel_", "group_", 1) if channel.private else name
    if not channel.private or name == "channel_left" or BOT_USER in channel.members:
        slack.emit(full, {"type": full, "channel": channel.id, "event_ts": slack.workspace.next_ts(), **more})


def member_event(slack: Slack, channel: Channel, name: str, user: str, **more: object) -> None:
    """`member_joined_channel`, `member_left_channel`: where the bot is a member, also of its own coming."""
    event = {
        "type": name,
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.private else "C",
        "team": TEAM,
        "event_ts": slack.workspace.next_ts(),
        **more,
    }
    tell(slack, channel, name, event)


def user_event(slack: Slack, user_id: str, name: str) -> None:
    """`team_join` and `user_change` carry the whole user."""
    email = "users:read.email" in slack.manifest.scopes
    user = slack.workspace.users[user_id].shown(email=email, locale=True)
    slack.emit(name, {"type": name, "user": user, "cache_ts": int(slack.now()), "event_ts": slack.workspace.next_ts()})
