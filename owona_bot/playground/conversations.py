"""conversations.list, info, history, replies, open."""

import re
from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from operator import attrgetter

from owona_bot.playground.call import Call
from owona_bot.playground.cast import BOT_USER
from owona_bot.playground.refusals import refuse
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message

_TS = re.compile(r"\d{1,10}(\.\d{1,6})?")
_BY_TS = attrgetter("ts")
_FOREVER = "9999999999.999999"


def encode_cursor(text: str) -> str:
    return b64encode(f"next:{text}".encode()).decode()


def decode_cursor(call: Call) -> str:
    """Empty without a cursor."""
    given = call.text("cursor")
    if not given:
        return ""
    try:
        word, _, rest = b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        raise refuse("invalid_cursor") from None
    if word != "next" or not rest:
        raise refuse("invalid_cursor")
    return rest


def offset(call: Call) -> int:
    """Lists page by a number inside the cursor."""
    text = decode_cursor(call)
    if text and not text.isdecimal():
        raise refuse("invalid_cursor")
    return int(text or 0)


def readable(slack: Slack, call: Call) -> Channel:
    channel = slack.workspace.channels.get(call.text("channel"))
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise refuse("channel_not_found")
    return channel


def history(slack: Slack, call: Call) -> Json:
    """Newest first; the cursor is the ts of the oldest message shown."""
    channel = _joined(slack, call)
    limit = call.number("limit", 100, 999)
    window = _window(channel.top, call)
    before = decode_cursor(call)
    if before:
        window = window[: bisect_left(window, before, key=_BY_TS)]
    page = window[-limit:][::-1]
    return _page(page, call, more=len(window) > limit)


def replies(slack: Slack, call: Call) -> Json:
    """Parent first, then replies from oldest to newest; `oldest` and `latest` cut the replies only."""
    channel = _joined(slack, call)
    limit = call.number("limit", 1000, 1000)
    parent = _parent(channel, call.text("ts"))
    window = _window(parent.replies, call)
    after = decode_cursor(call)
    page = window[bisect_right(window, after, key=_BY_TS) :] if after else [parent, *window]
    return _page(page[:limit], call, more=len(page) > limit)


def _joined(slack: Slack, call: Call) -> Channel:
    channel = readable(slack, call)
    if BOT_USER not in channel.members:
        raise refuse("not_in_channel")
    return channel


def _parent(channel: Channel, ts: str) -> Message:
    found = channel.by_ts.get(ts)
    if found is None:
        raise refuse("thread_not_found")
    return channel.by_ts.get(found.thread_ts, found) if found.thread_ts else found


def _window(messages: list[Message], call: Call) -> list[Message]:
    oldest, latest = _time(call, "oldest", "0"), _time(call, "latest", _FOREVER)
    inclusive = call.flag("inclusive")
    low = (bisect_left if inclusive else bisect_right)(messages, oldest, key=_BY_TS)
    high = (bisect_right if inclusive else bisect_left)(messages, latest, key=_BY_TS)
    return messages[low:high]


def _time(call: Call, name: str, default: str) -> str:
    """Padded, so that times compare as text."""
    given = call.text(name)
    if not given:
        return default
    if not _TS.fullmatch(given):
        raise refuse(f"invalid_ts_{name}")
    whole, _, part = given.partition(".")
    return f"{int(whole):010d}.{part:0<6}"


def _page(page: list[Message], call: Call, *, more: bool) -> Json:
    metadata = call.flag("include_all_metadata")
    answer: Json = {
        "ok": True,
        "messages": [message.shown(metadata=metadata) for message in page],
        "has_more": more,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": encode_cursor(page[-1].ts)}
    return answer


def info(slack: Slack, call: Call) -> Json:
    return {"ok": True, "channel": readable(slack, call).shown(BOT_USER)}


def open_direct(slack: Slack, call: Call) -> Json:
    """The bot's DM with one person; with several it would need mpim:write, which no manifest of ours has."""
    named = [name.strip() for name in call.text("users").split(",") if name.strip()]
    if call.text("channel"):
        return _opened(call, readable(slack, call), already=True)
    if not named:
        raise refuse("users_list_not_supplied")
    if len(named) > 1:
        raise refuse("missing_scope", needed="mpim:write", provided=",".join(sorted(slack.manifest.scopes)))
    user = slack.workspace.users.get(named[0])
    if user is None:
        raise refuse("user_not_found")
    if user.deleted:
        raise refuse("user_disabled")
    if user.is_bot:
        raise refuse("cannot_dm_bot")
    already = slack.workspace.direct_id(user) in slack.workspace.channels
    return _opened(call, slack.workspace.direct(user), already=already)


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    told = channel.shown(BOT_USER) if call.flag("return_im") else {"id": channel.id}
    return {"ok": True, "channel": told} | ({"no_op": True, "already_open": True} if already else {})


def list_channels(slack: Slack, call: Call) -> Json:
    """Public ones, and with `types` the private ones the bot is in."""
    types = {kind.strip() for kind in (call.text("types") or "public_channel").split(",")}
    if not types <= {"public_channel", "private_channel", "im", "mpim"}:
        raise refuse("invalid_types")
    hidden = call.flag("exclude_archived")
    seen = [
        channel
        for channel in slack.workspace.channels.values()
        if _type(channel) in types
        and not (hidden and channel.archived)
        and (_type(channel) == "public_channel" or BOT_USER in channel.members)
    ]
    start, limit = offset(call), call.number("limit", 100, 999)
    rest = start + limit < len(seen)
    cursor = encode_cursor(str(start + limit)) if rest else ""
    page = [channel.shown(BOT_USER) for channel in seen[start : start + limit]]
    return {"ok": True, "channels": page, "response_metadata": {"next_cursor": cursor}}


def _type(channel: Channel) -> str:
    if channel.im:
        return "im"
    return "private_channel" if channel.private else "public_channel"
