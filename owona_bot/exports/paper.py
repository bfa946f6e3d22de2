"""PDF: a table of tickets, for as many as somebody may want to leaf through."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

import asyncpg

from owona_bot.database.engine import Database
from owona_bot.database.export_rows import Shape, Source, some_rows, total
from owona_bot.database.export_sql import value
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Mark, Piece, Spec
from owona_bot.domain.export_columns import BY_NAME, PAPER, Column, Holds, check_length_of_paper, columns_of
from owona_bot.domain.text import shortened
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.exports.pdf import Sheet, tickets_pdf

ROWS = PAPER
"""Of a document."""

USUAL = tuple(
    BY_NAME[name]
    for name in ("number", "title", "status", "priority", "category", "agent", "requester_name", "created_at", "due_at")
)
"""What a lying page has room for."""

WIDE = frozenset({"title", "description", "agent", "requester_name", "requester_address", "tags", "id"})
"""They share the room that numbers and moments leave."""

LONGEST, SHORT = 150, 24
"""Characters of a cell that may be wide, and of one that may not."""

WORDS = {"status": frozenset(Status), "priority": frozenset(Priority), "category": frozenset(Category)}
"""Values that have a name in the catalogue."""

IN_A_CALENDAR = "'0001-01-03' and '9999-12-30'"
"""What Python knows of days, in every zone; a customer may write others."""

ON_THE_WALL = {"de": "%d.%m.%Y %H:%M", "en": "%Y-%m-%d %H:%M"}


async def pieces(db: Database, source: Source, spec: Spec, t: Translate) -> AsyncGenerator[Piece, None]:
    """One piece. Raises ExportTooLongForPaper."""
    check_length_of_paper(await total(db, source), ROWS, t)
    columns = columns_of(spec) if spec.columns else USUAL
    rows = [
        [told(row[n], column, t) for n, column in enumerate(columns)] for row in await gathered(db, source, columns)
    ]
    document = await tickets_pdf(sheet_of(columns, rows, spec, t), source.as_of, t)
    yield Piece(document, len(rows), None)


async def gathered(db: Database, source: Source, columns: Sequence[Column]) -> list[asyncpg.Record]:
    """All of them."""
    shape = Shape(tuple(on_paper(column) for column in columns))
    rows: list[asyncpg.Record] = []
    mark: Mark | None = None
    ended = False
    while not ended:
        async with aclosing(some_rows(db, source, mark, shape)) as some:
            async for more, behind in some:
                rows += more
                mark = behind
        ended = mark is None
    return rows


def on_paper(column: Column) -> str:
    """Moments on the wall of the session's zone; what nobody has on paper are notes."""
    told = value(column, notes=False)
    if column.holds is Holds.TIME:
        return f"case when {told} between {IN_A_CALENDAR} then ({told})::timestamp end"
    return f"({told})::text"


def told(found: object, column: Column, t: Translate) -> str:
    """As a cell says it."""
    if isinstance(found, datetime):
        return found.strftime(ON_THE_WALL[t.locale])
    if found in WORDS.get(column.name, ()):
        return t(f"{column.name}.{found}")
    return "" if found is None else shortened(str(found), LONGEST if column.name in WIDE else SHORT)


def sheet_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], spec: Spec, t: Translate) -> Sheet:
    """What it is called, and how it is laid out."""
    return Sheet(
        title=t("export.sheet.tickets"),
        about=about(spec, len(rows), t),
        headings=[t(column.heading) for column in columns],
        rows=rows,
        wide=frozenset(n for n, column in enumerate(columns) if column.name in WIDE),
        right=frozenset(n for n, column in enumerate(columns) if column.holds is Holds.NUMBER),
    )


def about(spec: Spec, rows: int, t: Translate) -> str:
    """What was asked for, and how much of it there is."""
    count = t("export.paper.count", count=t.number(rows)) if rows else t("export.paper.none")
    asked = spec.filter or t("export.paper.every")
    return f"{asked} · {count}"
