"""Exports as tests take them."""

import csv
import io
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from owona_bot.database.engine import Database
from owona_bot.domain.export import Format, Mark, Piece, Spec, What
from owona_bot.domain.filter_tree import View
from owona_bot.exports.stream import pieces
from owona_bot.locale.catalogue import BERLIN, catalogues

T = catalogues("de").speak("de")


def view_of(now: datetime | None = None) -> View:
    """As of a moment when all is there."""
    return View(now or datetime.now(UTC) + timedelta(days=1), BERLIN, None)


def a_spec(format_: Format, filter_: str = "", *, messages: bool = False, notes: bool = False) -> Spec:
    return Spec(What.TICKETS, format_, filter_, messages=messages, notes=notes)


async def all_pieces(db: Database, spec: Spec, view: View, start: Mark | None = None) -> list[Piece]:
    async with aclosing(pieces(db, spec, view, T, start)) as some:
        return [piece async for piece in some]


async def exported(db: Database, spec: Spec, view: View | None = None) -> bytes:
    return b"".join(piece.content for piece in await all_pieces(db, spec, view or view_of()))


def read_csv(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """Headings first."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def column(table: Sequence[Sequence[str]], heading: str) -> list[str]:
    at = table[0].index(heading)
    return [row[at] for row in table[1:]]
