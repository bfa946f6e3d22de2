"""What a person reads: messages and views as plain text, and what can be pressed on them."""

from collections.abc import Iterator

from owona_bot.playground.modal_state import FIELDS, elements, options_of, state_of
from owona_bot.playground.rich_words import rich_text
from owona_bot.playground.wire import Json


def text_of(shown: Json) -> str:
    """A message, an ephemeral, an ack or a view as the lines a person reads; blocks hide the text, as in Slack."""
    blocks = shown.get("blocks") or []
    head = [f"▌ {_plain(shown['title'])}"] if _is_view(shown) else []
    values = (shown.get("state") or {}).get("values") or {}
    body = list(_lines(blocks, values)) if blocks else [str(shown.get("text") or "")]
    body += [_file(file) for file in shown.get("files") or ()]
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


def _is_view(shown: Json) -> bool:
    return isinstance(shown.get("title"), dict)


def _ends(view: Json) -> list[str]:
    if not _is_view(view):
        return []
    return [_plain(view[name]) for name in ("close", "submit") if view.get(name)]


def _plain(text: object) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else str(text or "")


def _file(file: Json) -> str:
    """`📎 log.txt (1.2 kB)`."""
    if file.get("mode") == "tombstone":
        return "📎 (deleted)"
    size, unit = float(file["size"]), "B"
    for larger in ("kB", "MB", "GB"):
        if size >= 1000:
            size, unit = size / 1000, larger
    return f"📎 {file['name']} ({size:.3g} {unit})"


def _lines(blocks: list[Json], values: Json) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, values)


def _block(block: Json, values: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "divider":
        yield "────"
    elif kind == "input":
        yield from _input(block, values)
    elif kind == "rich_text":
        yield rich_text(block)
    elif kind == "image":
        yield f"[image: {block.get('alt_text', '')}]"
    elif kind in {"table", "data_table"}:
        yield from (" | ".join(_cell(cell) for cell in row) for row in block.get("rows") or ())
    else:
        yield from _written(block, values)
        yield from _pressable(block)


def _written(block: Json, values: Json) -> Iterator[str]:
    for name in ("title", "subtitle", "text", "body"):
        if block.get(name):
            yield _plain(block[name])
    yield from (_plain(field) for field in block.get("fields") or ())
    if block.get("type") == "context":
        yield "  ".join(_plain(part.get("text")) or f"[{part.get('alt_text', '')}]" for part in block["elements"])
    for name in ("blocks", "child_blocks", "cards"):
        yield from _lines(block.get(name) or [], values)


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


def _input(block: Json, values: Json) -> Iterator[str]:
    """With what was typed, else with what stood there first."""
    element = block["element"]
    field = FIELDS.get(element["type"])
    known: Json = values.get(str(block.get("block_id"))) or next(iter(state_of([block], {}).values()), {})
    value: Json = next(iter(known.values()), {}) if field else {}
    mark = "" if block.get("optional") else " *"
    yield f"{_plain(block['label'])}{mark}: {_value(value.get(field.value) if field else None)}"
    if options_of(element):
        yield "  ( " + " · ".join(labels_of(element)) + " )"
    if block.get("hint"):
        yield f"  {_plain(block['hint'])}"


def _value(value: object) -> str:
    if isinstance(value, dict):
        if value.get("type") == "rich_text":
            return rich_text(value)
        return _file(value) if "mode" in value else _plain(value.get("text"))
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value)
    return "" if value is None else str(value)


def _cell(cell: Json) -> str:
    return rich_text(cell) if cell.get("type") == "rich_text" else str(cell.get("text", cell.get("value", "")))
