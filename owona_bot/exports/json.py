"""JSON and NDJSON: an object a ticket, written by PostgreSQL; what people wrote stands in it unchanged."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from owona_bot.database.engine import Database
from owona_bot.database.export_copy import Copy
from owona_bot.database.export_json import said, whole
from owona_bot.database.export_rows import Shape, Source
from owona_bot.database.export_sql import selection
from owona_bot.domain.export import Format, Mark, Piece, Spec
from owona_bot.domain.export_columns import columns_of, is_whole
from owona_bot.domain.ticket_file import FORMAT

SELECTION = "owona-selection/1"
"""Of chosen columns: nothing can be restored from it."""

OPTIONS = {"format": "csv", "delimiter": "\x1e", "quote": "\x1f"}
"""In JSON no control stands unescaped: each object is a line of its own, as it is."""

BEHIND = b"\n]}\n"


async def pieces(db: Database, source: Source, spec: Spec, start: Mark | None) -> AsyncGenerator[Piece, None]:
    """Lines for NDJSON, one document for JSON."""
    lines = Copy(db, source, shape_of(spec, author_name=db.author_name), OPTIONS)
    written = start.rows if start else 0
    document = spec.format is Format.JSON
    head = before(spec) if document and start is None else b""
    async with aclosing(lines.chunks(start)) as chunks:
        async for chunk in chunks:
            content = listed(chunk.content, first=written == 0) if document else chunk.content
            end = BEHIND if document and chunk.mark is None else b""
            yield Piece(head + content + end, chunk.tickets, chunk.mark)
            head, written = b"", written + chunk.tickets


def shape_of(spec: Spec, *, author_name: bool) -> Shape:
    """All of a ticket, or what was chosen."""
    if is_whole(spec):
        return whole(spec, author_name=author_name)
    return Shape((selection(columns_of(spec), said(spec, author_name=author_name), notes=spec.notes),))


def before(spec: Spec) -> bytes:
    """What a document begins with: nothing that differs from one export to the next."""
    return f'{{"format": "{FORMAT if is_whole(spec) else SELECTION}", "tickets": ['.encode()


def listed(lines: bytes, *, first: bool) -> bytes:
    """With commas between them, and before them unless they are the first."""
    if not lines:
        return b""
    return (b"\n" if first else b",\n") + lines[:-1].replace(b"\n", b",\n")
