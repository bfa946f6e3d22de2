"""The desk's figures as a file: a value a row, or one document of JSON. Names are those of the domain, in English."""

import csv
import json
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from owona_bot.database.engine import Database
from owona_bot.database.metrics_figures import figures
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Format, Piece, Spec
from owona_bot.domain.export_cells import harmless_in_csv, seen_text
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse
from owona_bot.domain.metrics import Figures
from owona_bot.domain.metrics_rows import COLUMNS, document, rows
from owona_bot.domain.metrics_span import meant
from owona_bot.exports.csv import MARK
from owona_bot.exports.pdf import Sheet, tickets_pdf
from owona_bot.exports.xlsx import a_child, answer, head, send

VALUE = COLUMNS.index("value")

Cells = tuple[str, str, str, str, float | None, str]


async def pieces(db: Database, spec: Spec, view: View, t: Translate) -> AsyncGenerator[Piece, None]:
    """One piece; its rows are values. `since:` and `until:` name the period, else it is the last 30 days."""
    found = await figures(db, *meant(parse(spec.filter, spec.locale), view), view)
    yield Piece(await written(found, spec, view.now, t), len(rows(found)), None)


async def written(found: Figures, spec: Spec, as_of: datetime, t: Translate) -> bytes:
    """In the format that was asked for."""
    cells = [row.cells for row in rows(found)]
    match spec.format:
        case Format.CSV:
            return as_csv(cells, excel=spec.excel)
        case Format.JSON:
            return as_json(document(found))
        case Format.NDJSON:
            return b"".join(as_json(dict(zip(COLUMNS, row, strict=True))) for row in cells)
        case Format.XLSX:
            return await as_xlsx(cells, as_of, t)
        case Format.PDF:
            return await tickets_pdf(sheet_of(cells, found, t), as_of, t)


def as_csv(cells: list[Cells], *, excel: bool) -> bytes:
    """Excel reads a decimal comma."""
    lines = StringIO()
    told = csv.writer(lines, delimiter=";" if excel else ",", lineterminator="\n")
    told.writerow(COLUMNS)
    for row in cells:
        *names, value, unit = row
        told.writerow(
            [*(seen_text(harmless_in_csv(str(name), excel=excel)) for name in names), number(value, comma=excel), unit]
        )
    return f"{MARK if excel else ''}{lines.getvalue()}".encode()


def number(value: float | None, *, comma: bool) -> str:
    """Nothing where there is none."""
    told = "" if value is None else f"{value}"
    return told.replace(".", ",") if comma else told


def as_json(value: Mapping[str, object]) -> bytes:
    """A line."""
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


async def as_xlsx(cells: list[Cells], as_of: datetime, t: Translate) -> bytes:
    """One sheet."""
    told = {
        "name": t("export.what_metrics"),
        "columns": COLUMNS,
        "headings": COLUMNS,
        "holds": ["NUMBER" if n == VALUE else "TEXT" for n in range(len(COLUMNS))],
    }
    async with a_child() as child:
        await send(child, head([told], as_of))
        await send(child, b"".join(json.dumps(row).encode() + b"\n" for row in cells))
        return b"".join([content async for content in answer(child)])


def sheet_of(cells: list[Cells], found: Figures, t: Translate) -> Sheet:
    """For paper."""
    return Sheet(
        title=t("export.what_metrics"),
        about=about(found, t),
        headings=COLUMNS,
        rows=[[on_paper(cell, t) for cell in row] for row in cells],
        wide=frozenset({0, 3}),
        right=frozenset({VALUE}),
    )


def about(found: Figures, t: Translate) -> str:
    """Which days, and which tickets."""
    first, last = found.period.start, found.period.end - datetime.resolution
    days = [t.day(one.astimezone(ZoneInfo(found.zone)).date()) for one in (first, last)]
    return f"{' – '.join(days)} · {found.filter or t('export.paper.every')}"


def on_paper(cell: str | float | None, t: Translate) -> str:
    """As a cell says it."""
    return cell if isinstance(cell, str) else number(cell, comma=t.locale == "de")
