"""Bars of text in lines that stand in columns: for preformatted blocks, where every character is as wide as another."""

from unicodedata import category, east_asian_width

from blocks.text import one_line
from blocks.ticket_card import NAME

SHADES = "█░"

WIDTH = 10

SHORT = 12
"""Columns of a name."""

NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def bar(*parts: int, most: int, width: int = WIDTH) -> str:
    """Each part in its own shade, by its share of `most`; what is not nothing is seen."""
    lengths = (-(-part * width // most) if most else 0 for part in parts)
    return "".join(shade * length for shade, length in zip(SHADES, lengths, strict=False))


def fitted(name: str, width: int = SHORT) -> str:
    """Cut and filled up to so many columns."""
    line = one_line(name, NAME)
    if columns(line) > width:
        kept = next(line[:n] for n in range(len(line), -1, -1) if columns(line[:n]) < width)
        line = kept.rstrip() + "…"
    return line + " " * (width - columns(line))


def columns(text: str) -> int:
    """That it takes: some characters none, those of East Asia and emoji two."""
    return sum(0 if category(one) in NO_WIDTH else 1 + (east_asian_width(one) in "WF") for one in text)
