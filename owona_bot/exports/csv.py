"""CSV: a line a ticket, or a line a message, written by PostgreSQL."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial

from owona_bot.database.engine import Database
from owona_bot.database.export_copy import Copy, Options
from owona_bot.database.export_rows import Shape, Source
from owona_bot.database.export_sql import csv_cell, messages_of
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Mark, Piece, Spec
from owona_bot.domain.export_cells import harmless_lines
from owona_bot.domain.export_columns import MESSAGE, Column, columns_of

MARK = "\ufeff"
"""By this Excel knows that it is UTF-8."""


async def pieces(
    db: Database, source: Source, spec: Spec, t: Translate, start: Mark | None
) -> AsyncGenerator[Piece, None]:
    """The first begins with the headings."""
    columns = columns_of(spec) + (MESSAGE if spec.messages else ())
    shape = shape_of(columns, spec, author_name=db.author_name)
    lines = Copy(db, source, shape, options_of(spec), partial(harmless_lines, excel=spec.excel))
    head = b"" if start else headings(columns, spec, t)
    async with aclosing(lines.chunks(start)) as chunks:
        async for chunk in chunks:
            yield Piece(head + chunk.content, chunk.tickets, chunk.mark)
            head = b""


def options_of(spec: Spec) -> Options:
    """Of COPY."""
    return {"format": "csv", "delimiter": ";" if spec.excel else ","}


def headings(columns: Sequence[Column], spec: Spec, t: Translate) -> bytes:
    """In the language of whoever asked; none needs quotes."""
    line = (";" if spec.excel else ",").join(t(column.heading) for column in columns)
    return f"{MARK if spec.excel else ''}{line}\n".encode()


def shape_of(columns: Sequence[Column], spec: Spec, *, author_name: bool) -> Shape:
    """As text of cells."""
    cells = tuple(csv_cell(column, notes=spec.notes, excel=spec.excel) for column in columns)
    return messages_of(spec, cells, author_name=author_name, all_tickets=True) if spec.messages else Shape(cells)
