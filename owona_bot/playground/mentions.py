"""Which mention tokens of a message would ping somebody."""

import re

from owona_bot.playground.wire import Json

_TOKEN = re.compile(r"<(?:!(?:channel|here|everyone|group)|!subteam\^[A-Z0-9]+|@[UWB][A-Z0-9]+)(?:\|[^<>]*)?>")
_BARE = re.compile(r"(?<![\w<!])@(?:channel|here|everyone|group)\b")
_RICH = {
    "user": ("user_id", "<@{}>"),
    "broadcast": ("range", "<!{}>"),
    "usergroup": ("usergroup_id", "<!subteam^{}>"),
}


def active_mentions(text: str, blocks: list[Json], *, mrkdwn: bool = True, linked: bool = False) -> list[str]:
    """In reading order; `linked` is `parse=full` or `link_names`, where a bare @channel pings too."""
    found: list[str] = []
    if mrkdwn and "<" in text:
        found += _TOKEN.findall(text)
    if linked:
        found += _BARE.findall(text)
    for block in blocks:
        _walk(block, found)
    return found


def _walk(value: object, found: list[str]) -> None:
    if isinstance(value, dict):
        _look(value, found)
        for part in value.values():
            if isinstance(part, dict | list):
                _walk(part, found)
    elif isinstance(value, list):
        for part in value:
            _walk(part, found)


def _look(part: Json, found: list[str]) -> None:
    kind = part.get("type")
    if not isinstance(kind, str):
        return
    if kind in {"mrkdwn", "markdown"} and isinstance(part.get("text"), str):
        found += _TOKEN.findall(part["text"])
    elif kind in _RICH:
        field, token = _RICH[kind]
        if field in part:
            found.append(token.format(part[field]))
