"""Text from outside, made fit for Slack: nothing that deceives, nothing too long, never nothing."""

from itertools import accumulate

from owona_bot.domain.text import REPLACEMENT, is_blank, visible

NOTHING = "—"
"""Slack refuses empty text."""

LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")

SIGHT = 50_000
"""Characters that are looked at at all: no text, however long, holds up the loop."""

DROPPED = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x2070), 0xFEFF])
"""Direction overrides make `gpj.exe` read `exe.jpg`: without them a text stands in its true order. And a BOM."""

CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF], REPLACEMENT)
HARMLESS = {**CONTROLS, **LINE_ENDS, **DROPPED, ord("\t"): "\t", ord("\n"): "\n"}

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

WIDEST = 5
"""That no character is wider than: an ampersand."""


def clean(text: str) -> str:
    """Without what deceives or breaks: controls become U+FFFD, direction overrides go; no more than SIGHT."""
    seen = text[:SIGHT]
    return seen if seen.isprintable() else visible(seen).translate(HARMLESS)  # nothing printable is in that table


def escaped(text: str) -> str:
    """For mrkdwn: no mention, link or date comes of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def width(character: str) -> int:
    """What Slack may count it as: escaped, quoted in JSON, and in UTF-16; its documents don't say which."""
    if character in '"\\\n\t':
        return 2
    return len(ESCAPES.get(character, character)) + (character > "\uffff")


def head(text: str, limit: int) -> str:
    """The longest beginning of that width."""
    if WIDEST * len(text) <= limit:
        return text
    for end, total in enumerate(accumulate(map(width, text))):
        if total > limit:
            return text[:end]
    return text


def cut(text: str, limit: int) -> str:
    """The same, with an ellipsis where something was cut."""
    whole = head(text, limit)
    return whole if len(whole) == len(text) else head(text, limit - 1).rstrip() + "…"


def nothing_in(text: str) -> bool:
    """Of what is looked at an eye sees nothing."""
    return is_blank(text[:SIGHT])


def one_line(text: str, limit: int) -> str:
    """Clean, on one line, and never empty."""
    line = " ".join(clean(text).split())
    return NOTHING if is_blank(line) else cut(line, limit)


def lines(text: str) -> str:
    """Clean, with its line breaks, though never more than one empty line in a row."""
    kept: list[str] = []
    for line in clean(text).split("\n"):
        if not is_blank(line) or (kept and kept[-1]):
            kept.append("" if is_blank(line) else line.rstrip())
    return "\n".join(kept).rstrip("\n")


def pieces(text: str, size: int) -> list[str]:
    """Parted at line breaks or spaces where there are some; pieces without a letter are left out."""
    found: list[str] = []
    while text:
        piece = head(text, size)
        if len(piece) < len(text):
            piece = piece[: seam(piece)]
        text = text[len(piece) :]
        found.append(piece.strip("\n"))
    return [piece for piece in found if not is_blank(piece)]


def seam(piece: str) -> int:
    """Where to part: after the last line break or space of its second half, else at its end."""
    ends = (piece.rfind(mark, len(piece) // 2) + 1 for mark in "\n ")
    return next(filter(None, ends), len(piece))
