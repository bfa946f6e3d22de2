"""files.getUploadURLExternal, files.completeUploadExternal, files.info."""

from functools import partial

from owona_bot.playground import events
from owona_bot.playground.call import Call
from owona_bot.playground.cast import BOT_USER
from owona_bot.playground.chat import thread_of
from owona_bot.playground.content import read_blocks
from owona_bot.playground.file import File, Share
from owona_bot.playground.mentions import active_mentions
from owona_bot.playground.refusals import refuse
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message

ALT_MOST = 1000
SNIPPET_MOST = 1024 * 1024
SIZE_MOST = 1024 * 1024 * 1024
CHANNELS_MOST = 100


def get_upload_url(slack: Slack, call: Call) -> Json:
    """An address for so many bytes, and the id that the file will have."""
    name, size = call.text("filename"), _length(call)
    if not name or not size:
        raise refuse("missing_argument")
    if len(call.text("alt_txt")) > ALT_MOST:
        raise refuse("alt_txt_too_large")
    if call.text("snippet_type") and size > SNIPPET_MOST:
        raise refuse("snippet_too_large")
    if size > SIZE_MOST:
        raise refuse("file_upload_size_restricted")
    file = slack.files.new(name, size, BOT_USER, slack.url, slack.now())
    file.alt = call.text("alt_txt")
    return {"ok": True, "upload_url": f"{slack.url}/upload/v1/{slack.files.key(file)}", "file_id": file.id}


def _length(call: Call) -> int:
    given = call.text("length")
    if given and not given.isdecimal():
        raise refuse("invalid_arguments")
    return int(given or 0)


def complete_upload(slack: Slack, call: Call) -> Json:
    """One message with all the files in each channel; without a channel they stay private."""
    files = _tickets(slack, call)
    channels = _channels(slack, call)
    thread = _thread(call, channels)
    given = None if call.text("initial_comment") else call.data("blocks", "invalid_blocks")
    blocks = read_blocks(given, call.unknown)
    for file in files:
        file.stage = "complete"
    for channel in channels:
        slack.files.after_lag(partial(_share, slack, channel, files, call.text("initial_comment"), blocks, thread))
    return {"ok": True, "files": [file.told() for file in files]}


def _tickets(slack: Slack, call: Call) -> list[File]:
    """Only what was uploaded and not completed yet; titles are set on the way."""
    given = call.data("files", "invalid_arguments")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise refuse("invalid_arguments")
    found = [slack.files.by_id.get(str(one.get("id"))) for one in given]
    files = [file for file in found if file is not None and file.of_bot and file.stage == "uploaded"]
    if len(set(files)) < len(given):
        raise refuse("file_not_found")
    for file, one in zip(files, given, strict=True):
        file.title = str(one.get("title") or "")
    return files


def _channels(slack: Slack, call: Call) -> list[Channel]:
    """`channel_id` and `channels` together, each once."""
    named = {call.text("channel_id"): "channel_not_found"} if call.text("channel_id") else {}
    for word in call.text("channels").split(","):
        if word.strip():
            named.setdefault(word.strip(), "invalid_channel")
    if len(named) > CHANNELS_MOST:
        raise refuse("channels_limit_exceeded")
    return [_channel(slack, id_, unknown) for id_, unknown in named.items()]


def _channel(slack: Slack, id_: str, unknown: str) -> Channel:
    """Files go by id alone: names are no ids."""
    user = slack.workspace.users.get(id_)
    channel = slack.workspace.direct(user) if user else slack.workspace.channels.get(id_)
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise refuse(unknown)
    if BOT_USER not in channel.members:
        raise refuse("not_in_channel")
    if channel.archived:
        raise refuse("posting_to_channel_denied")
    return channel


def _thread(call: Call, channels: list[Channel]) -> str | None:
    if not call.text("thread_ts"):
        return None
    if len(channels) != 1:
        raise refuse("invalid_arguments")
    return thread_of(channels[0], call.text("thread_ts"))


def _share(
    slack: Slack, channel: Channel, files: list[File], comment: str, blocks: list[Json] | None, thread: str | None
) -> None:
    message = slack.workspace.compose(channel, BOT_USER, comment, blocks or [])
    message.mentions = active_mentions(comment, blocks or [])
    message.thread_ts = thread if thread in channel.by_ts else None
    show_in(slack, channel, message, files)


def show_in(slack: Slack, channel: Channel, message: Message, files: list[File]) -> None:
    """Posts the message; its files now stand there."""
    message.files = files
    share = Share(channel.id, channel.name, channel.private or bool(channel.im), message.ts, message.thread_ts)
    for file in files:
        file.shares.append(share)
    slack.workspace.post(channel, message)
    events.posted(slack, channel, message)


def info(slack: Slack, call: Call) -> Json:
    file = slack.files.by_id.get(call.text("file"))
    if file is None or file.stage in ("awaited", "uploaded"):
        raise refuse("file_not_found")
    if file.stage == "deleted":
        raise refuse("file_deleted")
    if not visible(slack, file):
        raise refuse("not_visible")
    return {"ok": True, "file": file.told(), "comments": [], "response_metadata": {"next_cursor": ""}}


def visible(slack: Slack, file: File) -> bool:
    """To the bot: its own, what was handed to it, what stands where it is a member."""
    channels = slack.workspace.channels
    return file.of_bot or file.granted or any(BOT_USER in channels[share.channel].members for share in file.shares)
