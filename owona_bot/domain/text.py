"""Text from outside, made fit for PostgreSQL and for eyes."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    """NUL and lone surrogates, which PostgreSQL takes neither of, become U+FFFD; lines end in LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", REPLACEMENT)
    return "".join(REPLACEMENT if "\ud800" <= c <= "\udfff" else c for c in lines)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
