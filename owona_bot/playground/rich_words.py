"""rich_text as a person reads it in plain characters: `*bold*`, `_italic_`, `~struck~`, `code`."""

from owona_bot.playground.wire import Json

_STYLES = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))
_RUNS = {
    "user": ("@", "user_id"),
    "usergroup": ("@", "usergroup_id"),
    "broadcast": ("@", "range"),
    "channel": ("#", "channel_id"),
    "emoji": (":", "name"),
    "date": ("", "fallback"),
    "color": ("", "value"),
}


def rich_text(block: Json) -> str:
    """A rich_text block, line by line."""
    return "\n".join(_part(element, "") for element in block.get("elements") or ())


def _part(element: Json, mark: str) -> str:
    kind = element.get("type")
    if kind == "rich_text_list":
        return _list(element)
    text = "".join(_run(part) for part in element.get("elements") or ())
    if kind == "rich_text_preformatted":
        return f"```\n{text}\n```"
    return "> " + text.replace("\n", "\n> ") if kind == "rich_text_quote" else mark + text


def _list(element: Json) -> str:
    dot = "{}. " if element.get("style") == "ordered" else "• "
    pad, first = "  " * int(element.get("indent") or 0), int(element.get("offset") or 0) + 1
    return "\n".join(_part(part, pad + dot.format(i)) for i, part in enumerate(element.get("elements") or (), first))


def _run(part: Json) -> str:
    """Styled as one would type it; blanks at the ends stay outside."""
    text = _bare(part)
    word = text.strip()
    if not word:
        return text
    styles = part.get("style") or {}
    marks = [mark for name, mark in _STYLES if styles.get(name)]
    styled = "".join(reversed(marks)) + word + "".join(marks)
    return text.replace(word, styled, 1)


def _bare(part: Json) -> str:
    kind = str(part.get("type"))
    if kind in _RUNS:
        mark, name = _RUNS[kind]
        return f"{mark}{part.get(name, '')}" + (":" if kind == "emoji" else "")
    text, url = str(part.get("text") or ""), str(part.get("url") or "")
    return f"{text} ({url})" if text and url and text != url else text or url
