"""What a search found: tickets, and where in them the words stand."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.filter_words import fold
from owona_bot.domain.page import Cursor, read_cursor

WORD = re.compile(r"\w+")

PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})

BEFORE = 60
"""Characters that stand before the first hit, and half of those behind it."""


class Place(StrEnum):
    """Where a hit stands."""

    TITLE = "title"
    DESCRIPTION = "description"
    MESSAGE = "message"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text on one line; `parts` are by turns as it is and hit, beginning with what is not. Unescaped.

    `message` is the id of the message it is from.
    """

    place: Place
    parts: tuple[str, ...]
    message: UUID | None = None

    @property
    def hits(self) -> int:
        """How many different words were hit."""
        return len({fold(part) for part in self.parts[1::2]})


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found."""

    ticket: UUID
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Further:
    """Where a search goes on: among those that fit exactly, or behind them; without `cursor` at their beginning."""

    exact: bool
    cursor: Cursor | None

    def write(self) -> str:
        """For a button or a link."""
        return json.dumps([self.exact, self.cursor and self.cursor.write()])


def read_further(text: str, sort: Sort) -> Further | None:
    """What `write` wrote in a search of that order; None for anything else."""
    try:
        exact, written = json.loads(text)
    except (ValueError, TypeError):
        return None
    cursor = read_cursor(written, sort) if isinstance(written, str) else None
    return Further(exact, cursor) if isinstance(exact, bool) and (cursor is None) is (written is None) else None


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, `exact` of them first: the ticket of that number, or those of that requester.

    `instead` tells which words were searched in place of one that nobody wrote.
    """

    hits: tuple[Hit, ...]
    exact: int
    instead: Mapping[str, tuple[str, ...]]
    after: Further | None


def snippet(place: Place, text: str, beginnings: Sequence[str], message: UUID | None = None) -> Snippet:
    """Around the first word of `text` that begins like one of `beginnings`, else its beginning."""
    line = " ".join(text.split())
    starts = tuple(filter(None, (fold(one).translate(PLAIN) for one in beginnings)))
    spans = [word.span() for word in WORD.finditer(line) if fold(word[0]).translate(PLAIN).startswith(starts)]
    begin = _begin(line, spans[0][0] if spans else 0)
    end = _end(line, begin + 3 * BEFORE)
    inside = [span for span in spans if span[1] <= end]
    cuts = [begin, *(at for span in inside for at in span), end]
    parts = [line[one:other] for one, other in pairwise(cuts)]
    parts[0] = ("…" if begin else "") + parts[0]
    parts[-1] += "…" if end < len(line) else ""
    return Snippet(place, tuple(parts), message)


def _begin(line: str, hit: int) -> int:
    """The beginning of a word, some way before."""
    if hit <= BEFORE:
        return 0
    blank = line.find(" ", hit - BEFORE, hit)
    return blank + 1 if blank >= 0 else hit


def _end(line: str, most: int) -> int:
    """The end of a word, if one ends soon enough."""
    if len(line) <= most:
        return len(line)
    blank = line.rfind(" ", most - BEFORE, most)
    return blank if blank >= 0 else most
