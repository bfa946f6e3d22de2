"""The bytes of an export, whoever asked for it: job, REST and command line take them from here."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from owona_bot.database import export_rows
from owona_bot.database.engine import Database
from owona_bot.database.export_rows import Source
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Format, Mark, Piece, Spec, What
from owona_bot.domain.export_columns import check_paper, columns_of
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse
from owona_bot.exports import csv, figures, json, paper, xlsx

CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.NDJSON: "application/x-ndjson",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}


def check(spec: Spec) -> None:
    """What can be known before the first row. Raises what `check_paper`, `columns_of` and `parse` do."""
    check_paper(spec)
    columns_of(spec)
    parse(spec.filter, spec.locale)


async def total(db: Database, spec: Spec, view: View) -> int:
    """How many tickets fit now; `view.now` is the moment as of which they were asked for."""
    await export_rows.settle(db)
    return await export_rows.total(db, await source_of(db, spec, view))


async def pieces(
    db: Database, spec: Spec, view: View, t: Translate, start: Mark | None = None
) -> AsyncGenerator[Piece, None]:
    """All of the file, or what follows behind `start` where the format can be continued.

    `view.now` is the moment as of which tickets are in it, `t` speaks `spec.locale`. Whoever doesn't take all of it
    closes it (`aclosing`). Raises what `check` does.
    """
    check(spec)
    if start is None:
        await export_rows.settle(db)
    if spec.what is What.TICKETS:
        file = _tickets(db, await source_of(db, spec, view), spec, t, start)
    else:
        file = figures.pieces(db, spec, view, t)
    async with aclosing(file) as written:
        async for piece in written:
            yield piece


async def source_of(db: Database, spec: Spec, view: View) -> Source:
    """In JSON every moment is in UTC, elsewhere in the zone of whoever asked."""
    zone = "UTC" if spec.format in (Format.JSON, Format.NDJSON) else spec.zone
    return await export_rows.source_of(db, spec, view, zone)


def _tickets(db: Database, source: Source, spec: Spec, t: Translate, start: Mark | None) -> AsyncGenerator[Piece, None]:
    match spec.format:
        case Format.CSV:
            return csv.pieces(db, source, spec, t, start)
        case Format.JSON | Format.NDJSON:
            return json.pieces(db, source, spec, start)
        case Format.XLSX:
            return xlsx.pieces(db, source, spec, t)
        case Format.PDF:
            return paper.pieces(db, source, spec, t)
