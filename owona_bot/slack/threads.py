"""Messages in threads, as events and message shortcuts tell of them."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from owona_bot.domain.note import Act, Heard
from owona_bot.slack.payload import Payload

MARKUP = re.compile(r"<(?:(?P<kind>[@#!])|(?=[a-z][a-z0-9+.-]*:))(?P<what>[^|<>\s]+)(?:\|(?P<label>[^<>]*))?>")
"""A mention or a link. Slack escapes a `<` that somebody types, after a command perhaps not: `List<String>` stays."""

MARKED = re.compile(
    r"```\n?(?P<block>.+?)\n?```|`(?P<code>[^`\n]+)`|<[^<>\n]+>"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?!\w)",
    re.DOTALL,
)
"""What Slack shows bold, slanted or as code; in code and within `<…>` nothing is."""

SCHEME = re.compile(r"^(mailto:|tel:|https?://)")

SPOKEN = frozenset({None, "file_share", "me_message", "thread_broadcast"})
"""Subtypes of what people say; the others are Slack's own words, and bots'."""


def heard_in(event: Payload) -> Heard | None:
    """What a person wrote, edited or deleted in some thread; None for everything else. Touches nothing."""
    act, message = act_in(event)
    thread, ts = message.get("thread_ts"), message.get("ts")
    untold = act is Act.DELETED and "user" not in message  # Slack did not say what was deleted
    if not ts or thread == ts or not (thread or untold):
        return None
    if of_machine(message) or message.get("subtype") not in SPOKEN or unchanged(event):
        return None
    gone = act is Act.DELETED
    return Heard(
        act=act,
        channel=str(event["channel"]),
        ts=str(ts),
        thread=str(thread) if thread else None,
        user=message.get("user"),
        text="" if gone else text_of(message),
        rich_text=None if gone else rich_text_of(message),
        files=[] if gone else file_names(message),
        at=moment(str(event.get("event_ts") or event.get("ts") or ts)),
    )


def act_in(event: Payload) -> tuple[Act, Payload]:
    """What was done, and the message as it is now, or was before it went."""
    match event.get("subtype"):
        case "message_changed":
            return Act.EDITED, event.get("message") or {}
        case "message_deleted":
            return Act.DELETED, event.get("previous_message") or {"ts": event.get("deleted_ts")}
    return Act.WRITTEN, event


def unchanged(event: Payload) -> bool:
    """Slack calls it an edit, too, when it has looked up a link, or a thread's reply is sent to the channel."""
    now, before = event.get("message"), event.get("previous_message")
    if event.get("subtype") != "message_changed" or not now or not before:
        return False
    return all(told(now) == told(before) for told in (text_of, rich_text_of, file_names))


def file_names(message: Payload) -> list[str]:
    """Of what came along."""
    return [str(file.get("name") or file.get("id")) for file in message.get("files") or ()]


def of_machine(message: Payload) -> bool:
    """Ours or another app's."""
    return bool(message.get("bot_id")) or message.get("subtype") == "bot_message"


def text_of(message: Payload) -> str:
    """What its writer saw, where Slack tells no rich_text."""
    return typed(str(message.get("text") or ""))


def plain_of(message: Payload) -> str:
    """The same without the signs that make it bold or code, where Slack heeds them: the site and mails show text."""
    text = str(message.get("text") or "")
    return typed(text if message.get("mrkdwn") is False else unmarked(text))


def unmarked(text: str) -> str:
    """Signs that stand alone, as in `3 * 4`, stay."""
    return MARKED.sub(without_signs, text)


def without_signs(found: re.Match[str]) -> str:
    """Bold words may be slanted too."""
    if found["block"] or found["code"]:
        return str(found["block"] or found["code"])
    words = found["bold"] or found["italic"]
    return unmarked(words) if words else found[0]


def typed(text: str) -> str:
    """Slack's rendering as it was typed: a mention is a name again, a link its address."""
    return unescape(MARKUP.sub(plainly, text))


def asked(text: str) -> str:
    """The same of words for the bot; but a mention stays as Slack writes it, which says who is meant."""
    return unescape(MARKUP.sub(lambda found: found[0] if found["kind"] else plainly(found), text))


def plainly(found: re.Match[str]) -> str:
    """`<@U1|anna>`, `<#C1|tickets>`, `<!here>`, `<https://a.example|words>`; an id where there is no name."""
    kind, what, label = found.group("kind", "what", "label")
    if kind is None and label and SCHEME.sub("", what) == label:
        return label  # Slack made a link of it
    if kind is None:
        return f"{label} ({what})" if label and label != what else what
    return f"{'#' if kind == '#' else '@'}{(label or what).lstrip('@#')}"


def rich_text_of(message: Payload) -> dict[str, Any] | None:
    """All that was typed as one rich_text; None when Slack tells of none."""
    blocks = [block for block in message.get("blocks") or () if block.get("type") == "rich_text"]
    elements = [element for block in blocks for element in block.get("elements") or ()]
    return {"type": "rich_text", "elements": elements} if elements else None


def moment(ts: str) -> datetime:
    """Of Slack's `1700000000.000100`, to the microsecond."""
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
