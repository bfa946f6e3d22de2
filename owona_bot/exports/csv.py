"""CSV: a line a ticket, or a line a message, written by PostgreSQL."""

from collections.abc import AsyncIterator, Sequence

from owona_bot.database.engine import Database
from owona_bot.database.export_copy import Copy
from owona_bot.database.export_rows import Shape, Source
from owona_bot.database.export_sql import csv_cell
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Mark, Piece, Spec
from owona_bot.domain.export_cells import seen_bytes
from owona_bot.domain.export_columns import Column, columns_of

MARK = "\ufeff"
"""By this Excel knows that it is UTF-8."""


async def pieces(db: Database, source: Source, spec: Spec, t: Translate, start: Mark | None) -> AsyncIterator[Piece]:
    """The first begins with the headings."""
    columns = columns_of(spec)
    options = {"format": "csv", "delimiter": ";" if spec.excel else ","}
    head = b"" if start else headings(columns, spec, t)
    async for chunk in Copy(db, source, shape_of(columns, spec), options).chunks(start):
        yield Piece(head + seen_bytes(chunk.content), chunk.tickets, chunk.mark)
        head = b""


def headings(columns: Sequence[Column], spec: Spec, t: Translate) -> bytes:
    """In the language of whoever asked; none needs quotes."""
    line = (";" if spec.excel else ",").join(t(column.heading) for column in columns)
    return f"{MARK if spec.excel else ''}{line}\n".encode()


def shape_of(columns: Sequence[Column], spec: Spec) -> Shape:
    """As text of cells."""
    return Shape(tuple(csv_cell(column, notes=spec.notes, excel=spec.excel) for column in columns))
