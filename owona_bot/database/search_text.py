"""Words and phrases as the index understands them: stems in German and English, beginnings, other spellings, typos."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from owona_bot.database.engine import Raw
from owona_bot.database.vocabulary import beginnings, frequencies, near
from owona_bot.domain.filter_tree import Text
from owona_bot.domain.filter_words import fold

BEGINNING = 3
"""A word of so many characters also stands for those that begin with it, unless it is a number."""

MOST = 30
"""Pieces of one word or phrase; a longer one is found by its first ones, and a phrase is looked at whole anyway."""

LONGEST = 500

PIECE = re.compile(r"[^\s\-_/:#+=\"'()\[\]{}<>,;!?|&*\\]+")

SPELLED = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))

STEMS = """
    select piece, tsvector_to_array(to_tsvector('owona_bot.german', piece)) as german,
           tsvector_to_array(to_tsvector('owona_bot.english', piece)) as english
    from unnest($1::text[]) piece"""

Stems = Mapping[str, Sequence[tuple[str, ...]]]
"""Of each piece: ways to find it, each so many lexemes that must all be there; none of a stop word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A typed word: `ways` are lexemes that must all be there, any way will do; `start` begins a word."""

    typed: str
    ways: tuple[tuple[str, ...], ...]
    start: str | None
    tickets: int = 0
    instead: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """As `tsquery` reads it."""
        ways = [" & ".join(map(quoted, way)) for way in self.ways]
        return " | ".join([*(f"({way})" for way in ways), *([f"{quoted(self.start)}:*"] if self.start else [])])


@dataclass(frozen=True, slots=True)
class Said:
    """What one term of free text asks for; `phrase` must stand in the text as it is, whatever the case.

    `nowhere`: it is no word, or longer than any that is kept.
    """

    pieces: tuple[Piece, ...]
    phrase: str | None
    nowhere: bool = False

    @property
    def query(self) -> str:
        """All pieces; empty where they are stop words."""
        return " & ".join(f"({piece.query})" for piece in self.pieces)

    @property
    def tickets(self) -> int:
        """About how many have all pieces: as many as have the rarest."""
        return min((piece.tickets for piece in self.pieces), default=0)

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What words that were found begin with, folded."""
        return tuple(one for piece in self.pieces for one in _shown(piece))


def _shown(piece: Piece) -> Iterable[str]:
    yield piece.typed
    yield from piece.instead
    for way in piece.ways:
        yield from way


def quoted(lexeme: str) -> str:
    """As `tsquery` reads it, nothing in it special."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


async def understand(raw: Raw, texts: Sequence[Text], *, forgiving: bool) -> list[Said]:
    """Each as the index has it; `forgiving`: a word that occurs nowhere stands for those nearest to it."""
    typed = [_pieces(text.text) for text in texts]
    stems = await _stems(raw, {piece for pieces in typed for piece in pieces})
    found = {piece: Piece(piece, tuple(ways), _start(piece)) for piece, ways in stems.items() if ways}
    counted = await _counted(raw, found, forgiving=forgiving)
    return [
        Said(
            tuple(counted[one] for one in pieces if one in counted),
            fold(text.text) if text.exact else None,
            nowhere=not any(map(is_word, pieces)),
        )
        for text, pieces in zip(texts, typed, strict=True)
    ]


def _pieces(text: str) -> list[str]:
    return list(dict.fromkeys(PIECE.findall(fold(text))))[:MOST]


def is_word(piece: str) -> bool:
    """Whether the index can have it: PostgreSQL keeps no word of more than 2 kB."""
    return len(piece) <= LONGEST and any(character.isalnum() for character in piece)


def _start(piece: str) -> str | None:
    return piece if len(piece) >= BEGINNING and not piece.isdigit() else None


def spellings(piece: str) -> list[str]:
    """`mueller` is also `müller`."""
    others = [piece.replace(plain, umlaut) for plain, umlaut in SPELLED if plain in piece]
    return [piece, *others]


async def _stems(raw: Raw, pieces: Iterable[str]) -> Stems:
    every = {piece: spellings(piece) for piece in pieces}
    rows = await raw.fetch(STEMS, [one for some in every.values() for one in some])
    stems = {row["piece"]: [tuple(row["german"]), tuple(row["english"])] for row in rows}
    return {
        piece: list(dict.fromkeys(way for one in some for way in stems[one] if way)) for piece, some in every.items()
    }


async def _counted(raw: Raw, found: Mapping[str, Piece], *, forgiving: bool) -> dict[str, Piece]:
    """With the number of tickets, those with the same lexeme counted once a way; where none has it, what is near."""
    lexemes = await frequencies(raw, [lexeme for piece in found.values() for way in piece.ways for lexeme in way])
    starts = await beginnings(raw, [piece.start for piece in found.values() if piece.start])
    counted = {}
    for name, piece in found.items():
        ways = sum(min(lexemes.get(lexeme, 0) for lexeme in way) for way in piece.ways)
        counted[name] = replace(piece, tickets=ways + starts.get(piece.start or "", 0))
        if not counted[name].tickets and forgiving:
            counted[name] = await _forgiven(raw, counted[name])
    return counted


async def _forgiven(raw: Raw, piece: Piece) -> Piece:
    meant = await _meant(raw, piece)
    known = await frequencies(raw, meant)
    return replace(
        piece, ways=tuple((one,) for one in meant) or piece.ways, tickets=sum(known.values()), instead=tuple(meant)
    )


async def _meant(raw: Raw, piece: Piece) -> list[str]:
    """What is near to the word as it was typed, else to a stem of it: long words stand in the index by their stems."""
    stems = [way[0] for way in piece.ways if len(way) == 1]
    for word in dict.fromkeys([piece.typed, *stems]):
        if meant := await near(raw, word):
            return meant
    return []
