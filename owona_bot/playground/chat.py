"""chat.postMessage, update, delete, postEphemeral, getPermalink."""

from owona_bot.playground import events
from owona_bot.playground.call import Call
from owona_bot.playground.cast import BOT_USER
from owona_bot.playground.content import TEXT_MOST, Content, read_content
from owona_bot.playground.refusals import refuse
from owona_bot.playground.replies import Ephemeral
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message


def post_message(slack: Slack, call: Call) -> Json:
    channel = room(slack, call)
    content = read_content(call)
    thread = thread_of(channel, call.text("thread_ts"))
    message = slack.workspace.compose(channel, BOT_USER, content.text[:TEXT_MOST], content.blocks or [])
    message.thread_ts, message.metadata = thread, content.metadata or None
    message.attachments = content.attachments
    message.mentions, message.broadcast = content.mentions, bool(thread) and call.flag("reply_broadcast")
    slack.workspace.post(channel, message)
    events.posted(slack, channel, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.shown(metadata=True)}


def room(slack: Slack, call: Call) -> Channel:
    """Where the call may write: by id, #name or a person's id."""
    name = call.text("channel")
    user = slack.workspace.users.get(name)
    channel = slack.workspace.direct(user) if user else slack.workspace.find_channel(name)
    if channel is None:
        raise refuse("channel_not_found")
    if channel.im and not slack.manifest.messages:
        raise refuse("messages_tab_disabled")
    if BOT_USER not in channel.members and not _may_enter(slack, channel):
        raise refuse("channel_not_found" if channel.private else "not_in_channel")
    if channel.archived:
        raise refuse("is_archived")
    return channel


def _may_enter(slack: Slack, channel: Channel) -> bool:
    return not channel.private and "chat:write.public" in slack.manifest.scopes


def thread_of(channel: Channel, ts: str) -> str | None:
    """The thread's parent, also when a reply's ts was named."""
    if not ts:
        return None
    parent = channel.by_ts.get(ts)
    if parent is None:
        raise refuse("thread_not_found")
    return parent.thread_ts or parent.ts


def _standing(slack: Slack, call: Call, forbidden: str, closed: str) -> tuple[Channel, Message]:
    """The bot's own message that the call names by channel id and ts."""
    channel = slack.workspace.channels.get(call.text("channel"))
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise refuse("channel_not_found")
    message = channel.by_ts.get(call.text("ts"))
    if message is None or message.deleted:
        raise refuse("message_not_found")
    if not message.of_bot:
        raise refuse(forbidden)
    if channel.archived:
        raise refuse(closed)
    return channel, message


def update(slack: Slack, call: Call) -> Json:
    """Text alone keeps the blocks; `blocks=[]` takes them away; metadata stays unless named."""
    channel, message = _standing(slack, call, "cant_update_message", "is_inactive")
    if BOT_USER not in channel.members:
        raise refuse("not_in_channel")
    content = read_content(call)
    if len(content.text) > TEXT_MOST:
        raise refuse("msg_too_long")
    before = message.shown()
    _rewrite(message, content)
    message.edited = slack.workspace.next_ts()
    events.changed(slack, channel, message, before)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": message.shown()}


def _rewrite(message: Message, content: Content) -> None:
    message.text = content.text
    if content.blocks is not None:
        message.blocks = content.blocks
    if content.metadata is not None:
        message.metadata = content.metadata or None
    message.attachments = content.attachments or message.attachments
    message.mentions = content.mentions
    message.edits += 1


def delete(slack: Slack, call: Call) -> Json:
    channel, message = _standing(slack, call, "cant_delete_message", "is_archived")
    before = message.shown()
    slack.workspace.delete(channel, message)
    events.deleted(slack, channel, message.ts, before)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def post_ephemeral(slack: Slack, call: Call) -> Json:
    channel = room(slack, call)
    content = read_content(call)
    user = slack.workspace.users.get(call.text("user"))
    if user is None:
        raise refuse("user_not_found")
    if user.id not in channel.members:
        raise refuse("user_not_in_channel")
    if len(content.text) > TEXT_MOST:
        raise refuse("msg_too_long")
    ts = slack.workspace.next_ts()
    thread = call.text("thread_ts") or None
    seen = Ephemeral(ts, channel.id, user.id, content.text, content.blocks or [], "chat.postEphemeral", thread)
    slack.replies.whisper(seen)
    return {"ok": True, "message_ts": ts}


def get_permalink(slack: Slack, call: Call) -> Json:
    channel = slack.workspace.channels.get(call.text("channel"))
    if channel is None:
        raise refuse("channel_not_found")
    message = channel.by_ts.get(call.text("message_ts"))
    if message is None:
        raise refuse("message_not_found")
    link = f"{slack.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}
