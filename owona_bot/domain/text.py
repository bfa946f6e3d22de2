"""Text from outside, made fit for PostgreSQL and for eyes."""

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

SURROGATES = re.compile(r"[\ud800-\udfff]")

UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\ufe0e\ufe0f\uffa0")
"""Blank to the eye though Unicode calls them letters, symbols or marks."""

BLANK = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
"""Unicode's categories of what has no shape."""


def visible(text: str) -> str:
    """NUL and lone surrogates, which PostgreSQL takes neither of, become U+FFFD; lines end in LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", REPLACEMENT)
    return SURROGATES.sub(REPLACEMENT, lines)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def first_line(fault: Exception) -> str:
    """Kept and shown of a fault: what PostgreSQL says beneath may be a customer's words."""
    return f"{type(fault).__name__}: {str(fault).partition(chr(10))[0]}"[:500]


def is_blank(text: str) -> bool:
    """Nothing in it that an eye would see."""
    if "!" <= text[:1] <= "~":  # most texts, at a glance
        return False
    return all(character in UNSEEN or unicodedata.category(character) in BLANK for character in set(text))


def visible_in(value: object) -> object:
    """JSON with every string of it fit for PostgreSQL, keys too."""
    match value:
        case str():
            return visible(value)
        case dict():
            return {visible(str(key)): visible_in(part) for key, part in value.items()}
        case list():
            return [visible_in(part) for part in value]
    return value
