"""JSON as it goes over the wire, and the small ids Slack hands out."""

import json
import secrets
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]  # Any: JSON off the wire; the checkers read it field by field

ROOM = 50
_encode = json.JSONEncoder(separators=(",", ":")).encode


def dumps(value: object) -> str:
    """ASCII only, so that a lone surrogate travels as an escape and never breaks an encoder."""
    return _encode(value)


def loads(text: str | bytes) -> object:
    """Raises ValueError, also for JSON nested deeper than Python's stack."""
    try:
        return _loads(text, ROOM)
    except RecursionError as too_deep:
        raise ValueError("nested too deeply") from too_deep


def _loads(text: str | bytes, room: int) -> object:
    """Parses from `room` frames further down, so that whoever walks the value later has these frames to spare."""
    if room:
        return _loads(text, room - 1)
    value: object = json.loads(text)
    return value


def new_id(prefix: str) -> str:
    """`Ev0F3A…`: upper-case letters and digits behind a prefix, as Slack's ids are."""
    return prefix + secrets.token_hex(5).upper()
