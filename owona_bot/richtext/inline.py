"""Runs as inline Markdown that can be read in one way only.

Bold is `**`, italic `_`, strike `~~`: different signs, so that no two of them run together. CommonMark opens and
closes emphasis by the characters around it; where a letter would be in the way it is written as its number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from owona_bot.richtext.document import Emoji, Link, Mark, Run, Runs, Text
from owona_bot.richtext.normal import tidy

SIGNS: dict[Mark, str] = {"bold": "**", "italic": "_", "strike": "~~"}

SYNTAX = re.compile(r"[\\`*_\[\]<~]|&(?=#|[A-Za-z0-9]{1,32};)")
LINE_START = re.compile(r"(^|\n)(\d{1,9}(?=[.)])|(?=[-#+>=]))")
INDENT = re.compile(r"(?:^|\n)[^\S\n]+")
IN_ADDRESS = re.compile(r"[()&]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Source text, or a sign that opens (1) or closes (-1) emphasis."""

    source: str
    step: int = 0


def inline(runs: Runs) -> str:
    """`runs` are in normal form, without mentions and emoji. Line breaks are hard ones."""
    pieces = list(parted(tidy(without(run, "underline") for run in runs)))
    for start, end in signs(pieces):
        guard(pieces, start, end)
    return "".join(piece.source for piece in pieces)


def without(run: Run, mark: Mark) -> Run:
    """Markdown has no underline."""
    return replace(run, marks=run.marks - {mark}) if mark in run.marks and not isinstance(run, Emoji) else run


def parted(runs: Runs) -> Iterator[Piece]:
    """Sources of the runs, and between them the signs."""
    open_: list[Mark] = []
    for place, run in enumerate(runs):
        wanted = [mark for mark in SIGNS if mark in run.marks]
        while any(mark not in wanted for mark in open_):
            yield Piece(SIGNS[open_.pop()], -1)
        new = [mark for mark in wanted if mark not in open_]
        gap, rest = led(run) if new and place else ("", run)
        if gap:
            yield Piece(literal(gap, False))
        for mark in new:
            open_.append(mark)
            yield Piece(SIGNS[mark], 1)
        yield Piece(source(rest, place == 0, runs[place + 1 : place + 2]))
    for mark in reversed(open_):
        yield Piece(SIGNS[mark], -1)


def led(run: Run) -> tuple[str, Run]:
    """The space that a run begins with, which no sign may stand before; reading gives it its marks back."""
    if not isinstance(run, Text) or "code" in run.marks:
        return "", run
    rest = run.text.lstrip()
    return run.text[: len(run.text) - len(rest)], replace(run, text=rest)


def source(run: Run, first: bool, following: Runs) -> str:
    """One run without its emphasis; `!` before a link would make an image of it."""
    match run:
        case Text(text):
            written = code(text) if "code" in run.marks else literal(text, first)
            bang = written.endswith("!") and following and isinstance(following[0], Link)
            return written[:-1] + "\\!" if bang and "code" not in run.marks else written
        case Link(url, label):
            shown = code(label or url) if "code" in run.marks else literal(label, False)
            return f"[{shown}]({IN_ADDRESS.sub(escape, url)})" if label or "code" in run.marks else f"<{url}>"
        case _:
            return ""


def literal(text: str, first: bool) -> str:
    """Nothing in it is syntax; `first` of a block it begins a line."""
    lead = "" if first else "\N{WORD JOINER}"
    escaped = LINE_START.sub(r"\1\2\\", lead + SYNTAX.sub(escape, text))
    indented = INDENT.sub(lambda found: "".join(map(entity, found[0])), escaped)
    return indented.removeprefix(lead).replace("\n", "\\\n")


def entity(character: str) -> str:
    """Space that would be lost."""
    return character if character == "\n" else numbered(character)


def escape(found: re.Match[str]) -> str:
    """With a backslash before it."""
    return "\\" + found[0]


def code(text: str) -> str:
    """Fenced by more backticks than stand in it; a space is added where one would be taken away."""
    fence = "`"
    while fence in text:
        fence += "`"
    padded = text.startswith("`") or text.endswith("`") or (text[:1] == " " == text[-1:] and text.strip(" "))
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"


def signs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where signs stand together, from the first to behind the last."""
    start = None
    for place, piece in enumerate((*pieces, Piece(""))):
        if piece.step and start is None:
            start = place
        elif not piece.step and start is not None:
            yield start, place
            start = None


def guard(pieces: list[Piece], start: int, end: int) -> None:
    """A letter outside that keeps the signs from opening or closing becomes its number."""
    steps = {piece.step for piece in pieces[start:end]}
    before = pieces[start - 1].source if start else ""
    after = pieces[end].source if end < len(pieces) else ""
    inside_after = (pieces[start + 1].source if end - start > 1 else after)[:1]
    inside_before = (pieces[end - 2].source if end - start > 1 else before)[-1:]
    if steps == {1} and is_word(before[-1:]) and (pieces[start].source == "_" or not is_word(inside_after)):
        pieces[start - 1] = Piece(before[:-1] + numbered(before[-1]))
    if steps == {-1} and is_word(after[:1]) and (pieces[end - 1].source == "_" or not is_word(inside_before)):
        pieces[end] = Piece(numbered(after[0]) + after[1:])


def numbered(character: str) -> str:
    """As an entity: literal, and punctuation to whoever looks at it from outside."""
    return f"&#{ord(character)};"


def is_word(character: str) -> bool:
    """Neither space nor punctuation, as the parser counts them."""
    if not character:
        return False
    return not (isWhiteSpace(ord(character)) or isMdAsciiPunct(ord(character)) or isPunctChar(character))
