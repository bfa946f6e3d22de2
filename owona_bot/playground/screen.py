"""What a person reads: messages and views as plain text, and what can be pressed on them."""

from collections.abc import Iterator

from owona_bot.playground.modal_state import FIELDS, elements, state_of
from owona_bot.playground.wire import Json


def text_of(shown: Json) -> str:
    """A message, an ephemeral, an ack or a view as the lines a person reads; blocks hide the text, as in Slack."""
    blocks = shown.get("blocks") or []
    head = [f"▌ {_plain(shown['title'])}"] if _is_view(shown) else []
    body = list(_lines(blocks)) if blocks else [str(shown.get("text") or "")]
    foot = [" ".join(f"[{label}]" for label in _ends(shown))] if _is_view(shown) else []
    return "\n".join(line for line in [*head, *body, *foot] if line)


def buttons_of(shown: Json) -> list[str]:
    """The labels that can be pressed, in reading order; menus and selects give one a choice."""
    labels = [label for _, element in elements(shown.get("blocks") or []) for label in labels_of(element)]
    return labels + _ends(shown)


def labels_of(element: Json) -> list[str]:
    """What a person could press on one element."""
    if element["type"] in {"button", "workflow_button"}:
        return [_plain(element.get("text"))]
    if element["type"] == "icon_button":
        return [_plain(element.get("text"))]
    if element["type"] == "feedback_buttons":
        return [_plain((element.get(name) or {}).get("text")) for name in ("positive_button", "negative_button")]
    return [_plain(option.get("text")) for option in options_of(element)]


def options_of(element: Json) -> list[Json]:
    """Options, also those inside groups."""
    grouped = [option for group in element.get("option_groups") or () for option in group["options"]]
    return list(element.get("options") or ()) + grouped


def _is_view(shown: Json) -> bool:
    return isinstance(shown.get("title"), dict)


def _ends(view: Json) -> list[str]:
    if not _is_view(view):
        return []
    return [_plain(view[name]) for name in ("close", "submit") if view.get(name)]


def _plain(text: object) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else str(text or "")


def _lines(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "divider":
        yield "────"
    elif kind == "input":
        yield from _input(block)
    elif kind == "rich_text":
        yield rich_text(block)
    elif kind == "image":
        yield f"[image: {block.get('alt_text', '')}]"
    elif kind in {"table", "data_table"}:
        yield from (" | ".join(_cell(cell) for cell in row) for row in block.get("rows") or ())
    else:
        yield from _written(block)
        yield from _pressable(block)


def _written(block: Json) -> Iterator[str]:
    for name in ("title", "subtitle", "text", "body"):
        if block.get(name):
            yield _plain(block[name])
    yield from (_plain(field) for field in block.get("fields") or ())
    if block.get("type") == "context":
        yield "  ".join(_plain(part.get("text")) or f"[{part.get('alt_text', '')}]" for part in block["elements"])
    for name in ("blocks", "child_blocks", "cards"):
        yield from _lines(block.get(name) or [])


def _pressable(block: Json) -> Iterator[str]:
    parts = [block.get("accessory"), *(block.get("elements") or ()), *(block.get("actions") or ())]
    found = [part for part in parts if isinstance(part, dict) and "action_id" in part]
    if found:
        yield " ".join(_element(part) for part in found)


def _element(element: Json) -> str:
    labels = labels_of(element)
    if element["type"] == "overflow":
        return f"[… {' · '.join(labels)}]"
    if element["type"] == "button":
        return f"[{labels[0]}]"
    return f"[▾ {_plain(element.get('placeholder')) or ' · '.join(labels)}]"


def _input(block: Json) -> Iterator[str]:
    element = block["element"]
    field = FIELDS.get(element["type"])
    values = state_of([block], {})
    value: Json = next(iter(next(iter(values.values()), {}).values()), {}) if field else {}
    mark = "" if block.get("optional") else " *"
    yield f"{_plain(block['label'])}{mark}: {_value(value.get(field.value) if field else None)}"
    if options_of(element):
        yield "  ( " + " · ".join(labels_of(element)) + " )"
    if block.get("hint"):
        yield f"  {_plain(block['hint'])}"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return rich_text(value) if value.get("type") == "rich_text" else _plain(value.get("text"))
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value)
    return "" if value is None else str(value)


def _cell(cell: Json) -> str:
    return rich_text(cell) if cell.get("type") == "rich_text" else str(cell.get("text", cell.get("value", "")))


def rich_text(block: Json) -> str:
    """A rich_text block as plain text."""
    return "\n".join(_rich(element, "") for element in block.get("elements") or ())


def _rich(element: Json, mark: str) -> str:
    kind = element.get("type")
    parts = element.get("elements") or ()
    if kind == "rich_text_list":
        dot = "{}. " if element.get("style") == "ordered" else "• "
        pad = "  " * int(element.get("indent") or 0)
        return "\n".join(_rich(part, pad + dot.format(i)) for i, part in enumerate(parts, 1))
    text = "".join(_run(part) for part in parts)
    return "> " + text.replace("\n", "\n> ") if kind == "rich_text_quote" else mark + text


_RUNS = {
    "user": ("@", "user_id"),
    "usergroup": ("@", "usergroup_id"),
    "broadcast": ("@", "range"),
    "channel": ("#", "channel_id"),
    "emoji": (":", "name"),
    "date": ("", "fallback"),
    "color": ("", "value"),
}


def _run(part: Json) -> str:
    kind = str(part.get("type"))
    if kind in _RUNS:
        mark, name = _RUNS[kind]
        return f"{mark}{part.get(name, '')}" + (":" if kind == "emoji" else "")
    return str(part.get("text") or part.get("url") or "")
