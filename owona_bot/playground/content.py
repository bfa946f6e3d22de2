"""What a message may consist of: text, blocks, metadata; read and refused as chat.* does."""

from dataclasses import dataclass

from owona_bot.playground.block_rules import check_blocks
from owona_bot.playground.call import Call
from owona_bot.playground.mentions import active_mentions
from owona_bot.playground.naming import named
from owona_bot.playground.refusals import refuse, schema
from owona_bot.playground.wire import Json, dumps

TEXT_MOST = 40_000
MARKDOWN_MOST = 12_000
MARKDOWN_TOGETHER = 13_200
METADATA_MOST = 8_000
ATTACHMENTS_MOST = 100


@dataclass(frozen=True, slots=True)
class Content:
    """`blocks` is None when the call did not name them: an update then keeps what stands."""

    text: str
    blocks: list[Json] | None
    metadata: Json | None
    mentions: list[str]
    attachments: list[Json]


def read_content(call: Call) -> Content:
    """Raises no_text, invalid_blocks, metadata_too_large and the like."""
    blocks = read_blocks(call.data("blocks", "invalid_blocks_format"), call.unknown)
    attachments = _attachments(call.data("attachments", "invalid_attachments"))
    markdown = call.text("markdown_text")
    text = call.text("text")
    if markdown and (text or blocks):
        raise refuse("markdown_text_conflict")
    if len(markdown) > MARKDOWN_MOST:
        raise refuse("msg_too_long")
    if not (text.strip() or markdown.strip() or blocks or attachments):
        raise refuse("no_text")
    shown = text or markdown
    linked = call.text("parse") == "full" or call.flag("link_names")
    mentions = active_mentions(
        shown, (blocks or []) + attachments, mrkdwn=call.flag("mrkdwn", default=True), linked=linked
    )
    return Content(shown, blocks, read_metadata(call), mentions, attachments)


def read_blocks(value: object, unknown: frozenset[str] = frozenset()) -> list[Json] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise refuse("invalid_blocks_format")
    if _markdown_together(value) > MARKDOWN_TOGETHER:
        raise refuse("msg_blocks_too_long")
    faults = check_blocks(value, "message") or _unknown(value, unknown)
    if faults:
        raise schema("invalid_blocks", faults)
    _one_table(value)
    return named(value)


def _unknown(blocks: list[Json], unknown: frozenset[str]) -> list[str]:
    """A Slack that is older than a block refuses it as it refuses nonsense."""
    found = [(at, block["type"]) for at, block in enumerate(blocks) if block["type"] in unknown]
    return [f"unsupported type: {kind} [json-pointer:/blocks/{at}/type]" for at, kind in found]


def _markdown_together(blocks: list[object]) -> int:
    """Characters of several markdown blocks, each short enough for itself."""
    found = [b.get("text") for b in blocks if isinstance(b, dict) and b.get("type") == "markdown"]
    lengths = [len(text) for text in found if isinstance(text, str)]
    return sum(lengths) if all(length <= MARKDOWN_MOST for length in lengths) else 0


def _one_table(blocks: list[Json]) -> None:
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise refuse("invalid_attachments", response_metadata={"messages": ["[ERROR] only_one_table_allowed"]})


def _attachments(value: object) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise refuse("invalid_attachments")
    if len(value) > ATTACHMENTS_MOST:
        raise refuse("too_many_attachments")
    return value


def read_metadata(call: Call) -> Json | None:
    """An empty object takes the metadata away, none leaves it."""
    value = call.data("metadata", "invalid_metadata_format")
    if value is None or value == {}:
        return None if value is None else {}
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str) or not value["event_type"]:
        raise refuse("invalid_metadata_format")
    payload = value.get("event_payload")
    if not isinstance(payload, dict) or not all(_plain(part) for part in payload.values()):
        raise refuse("invalid_metadata_format")
    if len(dumps(value)) > METADATA_MOST:
        raise refuse("metadata_too_large")
    return {"event_type": value["event_type"], "event_payload": payload}


def _plain(value: object) -> bool:
    """A scalar, or one level of object or array of them."""
    if isinstance(value, dict):
        return all(_scalar(part) for part in value.values())
    if isinstance(value, list):
        return all(_scalar(part) or (isinstance(part, dict) and all(map(_scalar, part.values()))) for part in value)
    return _scalar(value)


def _scalar(value: object) -> bool:
    return isinstance(value, str | int | float)
