"""What becomes of channels and people: they write, react, come, go and change."""

from collections.abc import Callable
from dataclasses import replace

from owona_bot.playground import events, reactions
from owona_bot.playground.cast import BOT_USER, User
from owona_bot.playground.file import File
from owona_bot.playground.mentions import active_mentions
from owona_bot.playground.naming import named
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.uploading import show_in
from owona_bot.playground.wire import Json, new_id
from owona_bot.playground.workspace import Channel, Message


def user_of(slack: Slack, told: Json) -> User:
    user = slack.workspace.find_user(told["user"])
    if user is None:
        raise CannotDo(f"nobody is called {told['user']!r}")
    if user.deleted:
        raise CannotDo(f"{user.name} is deactivated")
    return user


def channel_of(slack: Slack, told: Json) -> Channel:
    """By id or name; a person's id names their DM with the bot."""
    name = told["channel"]
    user = slack.workspace.users.get(name)
    channel = slack.workspace.direct(user) if user else slack.workspace.find_channel(name)
    if channel is None:
        raise CannotDo(f"there is no channel {name!r}")
    return channel


def message_of(slack: Slack, told: Json) -> Message:
    channel = channel_of(slack, told)
    message = channel.by_ts.get(told["ts"])
    if message is None:
        raise CannotDo(f"there is no message {told['ts']} in {channel.name}")
    return message


def post(slack: Slack, told: Json) -> Json:
    user, channel, text = user_of(slack, told), channel_of(slack, told), told["text"]
    thread = told.get("thread_ts")
    if channel.archived:
        raise CannotDo(f"{channel.name} is archived")
    if user.id not in channel.members:
        raise CannotDo(f"{user.name} is not in {channel.name}")
    if channel.im and (slack.manifest.read_only or not slack.manifest.messages):
        raise CannotDo("the app takes no messages")
    if thread and thread not in channel.by_ts:
        raise CannotDo(f"there is no message {thread} in {channel.name}")
    files = [_file(slack, user, word) for word in told.get("files") or ()]
    message = slack.workspace.compose(channel, user.id, text, _typed(told))
    message.thread_ts = (channel.by_ts[thread].thread_ts or thread) if thread else None
    message.mentions = active_mentions(text, message.blocks)
    show_in(slack, channel, message, files)
    return {"ts": message.ts}


def _typed(told: Json) -> list[Json]:
    """What Slack's editor made of it, when a person did more than write words."""
    rich_text = told.get("rich_text")
    return named([{"type": "rich_text", **rich_text}]) if rich_text else []


def _file(slack: Slack, user: User, word: str) -> File:
    file = slack.files.of(user.id, word)
    if file is None:
        raise CannotDo(f"{user.name} has no file {word!r}")
    return file


def delete_file(slack: Slack, told: Json) -> Json:
    """Everywhere it was shared."""
    _file(slack, user_of(slack, told), told["file"]).stage = "deleted"
    return {}


def _own(slack: Slack, told: Json) -> Message:
    """People change what they wrote themselves."""
    user, message = user_of(slack, told), message_of(slack, told)
    if message.user != user.id:
        raise CannotDo(f"{user.name} did not write {message.ts}")
    return message


def edit(slack: Slack, told: Json) -> Json:
    message, channel = _own(slack, told), channel_of(slack, told)
    before = message.shown()
    message.text, message.blocks, message.edited = told["text"], _typed(told), slack.workspace.next_ts()
    message.mentions = active_mentions(message.text, message.blocks)
    message.edits += 1
    events.changed(slack, channel, message, before)
    return {}


def remove(slack: Slack, told: Json) -> Json:
    message, channel = _own(slack, told), channel_of(slack, told)
    before = message.shown()
    slack.workspace.delete(channel, message)
    events.deleted(slack, channel, message.ts, before)
    return {}


def react(slack: Slack, told: Json) -> Json:
    user, message, emoji = user_of(slack, told), message_of(slack, told), told["emoji"].strip(":")
    if user.id in message.reactions.get(emoji, ()):
        raise CannotDo(f"{user.name} reacted with {emoji} already")
    reactions.react(slack, channel_of(slack, told), message, user.id, emoji)
    return {}


def unreact(slack: Slack, told: Json) -> Json:
    user, message, emoji = user_of(slack, told), message_of(slack, told), told["emoji"].strip(":")
    if user.id not in message.reactions.get(emoji, ()):
        raise CannotDo(f"{user.name} has not reacted with {emoji}")
    reactions.unreact(slack, channel_of(slack, told), message, user.id, emoji)
    return {}


def archive(slack: Slack, told: Json) -> Json:
    channel = channel_of(slack, told)
    channel.archived = True
    events.channel_event(slack, channel, "channel_archive", user=_by(told))
    return {}


def unarchive(slack: Slack, told: Json) -> Json:
    channel = channel_of(slack, told)
    channel.archived = False
    events.channel_event(slack, channel, "channel_unarchive", user=_by(told))
    return {}


def _by(told: Json) -> str:
    """Who changes channels, when nobody says so."""
    by: str = told.get("by", "U0ANNA")
    return by


def _member(slack: Slack, told: Json) -> str:
    return user_of(slack, told).id if told.get("user") else BOT_USER


def kick(slack: Slack, told: Json) -> Json:
    """Of its own leaving the bot hears as `channel_left` or `group_left`, never as `member_left_channel`."""
    channel, user = channel_of(slack, told), _member(slack, told)
    channel.members.discard(user)
    if user == BOT_USER:
        events.channel_event(slack, channel, "channel_left", actor_id=_by(told))
    else:
        events.member_event(slack, channel, "member_left_channel", user)
    return {}


def invite(slack: Slack, told: Json) -> Json:
    channel, user = channel_of(slack, told), _member(slack, told)
    channel.members.add(user)
    events.member_event(slack, channel, "member_joined_channel", user, inviter=_by(told))
    return {}


def add_channel(slack: Slack, told: Json) -> Json:
    if slack.workspace.find_channel(told["name"]):
        raise CannotDo(f"channel {told['name']} exists")
    id_ = new_id("C")
    members = {user.id for user in slack.workspace.users.values() if not user.deleted}
    if not told.get("bot", True):
        members.discard(BOT_USER)
    slack.workspace.channels[id_] = Channel(id_, told["name"], bool(told.get("private")), members=members)
    return {"id": id_}


def add_user(slack: Slack, told: Json) -> Json:
    name = told["name"]
    fields = {"id": new_id("U"), "name": name.casefold().replace(" ", "."), "real_name": name, **told["fields"]}
    user = User(**fields)
    slack.workspace.users[user.id] = user
    if not user.is_stranger:
        slack.workspace.channels["C0GENERAL"].members.add(user.id)
    events.user_event(slack, user.id, "team_join")
    return {"id": user.id}


def change_user(slack: Slack, told: Json) -> Json:
    """Also the deactivated can be changed: that is how they come back."""
    user = slack.workspace.find_user(told["user"])
    if user is None:
        raise CannotDo(f"nobody is called {told['user']!r}")
    slack.workspace.users[user.id] = replace(user, **{"updated": user.updated + 1, **told["fields"]})
    events.user_event(slack, user.id, "user_change")
    return {}


TABLE: dict[str, Callable[[Slack, Json], Json]] = {
    "post": post,
    "edit": edit,
    "remove": remove,
    "delete_file": delete_file,
    "react": react,
    "unreact": unreact,
    "archive": archive,
    "unarchive": unarchive,
    "kick": kick,
    "invite": invite,
    "add_channel": add_channel,
    "add_user": add_user,
    "change_user": change_user,
}
