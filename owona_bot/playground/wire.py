"""JSON as it goes over the wire, and the small ids Slack hands out."""

import json
import secrets
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]  # Any: JSON off the wire; the checkers read it field by field

_encode = json.JSONEncoder(separators=(",", ":")).encode


def dumps(value: object) -> str:
    """ASCII only, so that a lone surrogate travels as an escape and never breaks an encoder."""
    return _encode(value)


def loads(text: str | bytes) -> object:
    """Raises ValueError, also for JSON nested deeper than Python's stack."""
    try:
        value: object = json.loads(text)
    except RecursionError as too_deep:
        raise ValueError("nested too deeply") from too_deep
    return value


def new_id(prefix: str) -> str:
    """`Ev0F3A…`: upper-case letters and digits behind a prefix, as Slack's ids are."""
    return prefix + secrets.token_hex(5).upper()
