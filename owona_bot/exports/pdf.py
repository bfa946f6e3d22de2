"""PDF: reports, and tickets as a table; for everybody (PDF/UA), and the same bytes for the same data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from owona_bot.domain.clock import Translate
from owona_bot.domain.report import Chart, Column, Figure, Form, Report, ReportKind, Table
from owona_bot.domain.report_change import change, is_good
from owona_bot.domain.report_words import (
    about,
    along,
    beneath,
    by_portal,
    cells,
    heading,
    headings,
    is_heap,
    is_measure,
    made,
    sentence,
    span,
    sums,
    title,
    value,
)
from owona_bot.domain.text import shortened
from owona_bot.exports.charts import Drawing, svg
from owona_bot.exports.glyphs import printed
from owona_bot.exports.typeset import Job, pdf_of, typeset

CELL, SENTENCE, LISTED, SPOKEN = 120, 400, 1_000, 1_500
"""Characters of a cell of a report, of its sentences, of a cell of a list, and of what is read instead of a chart."""

WIDE = {Form.TEXT: 3.2, Form.AGENT: 1.4, Form.MOMENT: 1.45}
"""Shares of what is left of the page, beside 1 for all others."""

TOGETHER = "\N{NO-BREAK SPACE}"

MANY = 9
"""Columns from which on they are written smaller."""

Said = dict[str, object]
"""A part of the document, as JSON."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows for paper, all of them texts already: `about` says of what; `wide` and `right` are columns, from 0.

    A wide column shares what is left of the page; in a right one digits stand under digits.
    """

    title: str
    about: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    wide: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()
    more: str = ""


async def report_pdf(report: Report, t: Translate) -> bytes:
    """In the language of `t`. Raises OperatorError where it can't be set."""
    drawn = [svg(drawing(chart, t)) for chart in report.charts]
    return await typeset(pdf_of(paper(report, t), drawn, report.made_at))


async def charts_png(report: Report, t: Translate) -> bytes | None:
    """Its charts as one picture; None of a report without."""
    if not report.charts:
        return None
    drawn = json.dumps([svg(drawing(chart, t)) for chart in report.charts])
    titles = json.dumps([t(chart.key) for chart in report.charts])
    inputs = {"document": titles, "charts": drawn}
    return await typeset(Job("charts.typ", inputs, int(report.made_at.timestamp()), "png"))


async def tickets_pdf(sheet: Sheet, made_at: datetime, t: Translate) -> bytes:
    """A table over as many pages as it takes, lying; each begins with the headings."""
    told = {
        "title": "",
        "headings": [printed(name) for name in sheet.headings],
        "widths": [int(at in sheet.wide) * 2 for at in range(len(sheet.headings))],
        "numbers": sorted(sheet.right),
        "rows": [[fit(cell, LISTED) for cell in row] for row in sheet.rows],
        "total": [],
        "more": sheet.more,
        "size": 6.5 if len(sheet.headings) > MANY else 7.5,
        "tall": 3,
    }
    document = frame(sheet.title, t.day(made_at.date()), made_at, t) | {"about": printed(sheet.about), "wide": True}
    return await typeset(pdf_of(document | {"tables": [told] if sheet.rows else []}, [], made_at))


def frame(name: str, spoken_span: str, made_at: datetime, t: Translate) -> Said:
    """What every document has."""
    at = made_at.astimezone(UTC)
    return {
        "title": printed(name),
        "span": printed(spoken_span),
        "lang": t.locale,
        "date": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "page": t("report.page", page="{page}", pages="{pages}"),
        "about": "",
        "wide": False,
        "tight": False,
        "lines": [],
        "figures": [],
        "charts": [],
        "tables": [],
        "tail": "",
    }


def paper(report: Report, t: Translate) -> Said:
    """All that is told."""
    return frame(title(report, t), span(report, t), report.made_at, t) | {
        "about": printed(about(report, t)),
        "lines": [fit(sentence(line, report, t), SENTENCE) for line in report.lines],
        "figures": [tile(figure, t) for figure in report.figures],
        "charts": [{"title": t(chart.key), "alt": spoken(chart, t)} for chart in report.charts],
        "tables": [printed_table(table, report, t) for table in report.tables],
        "tail": printed(made(report, t)),
        "tight": report.kind is ReportKind.HANDOVER,
    }


def tile(figure: Figure, t: Translate) -> Said:
    """A figure to be seen from afar."""
    told = {"name": t(figure.key), "value": value(figure, t), "change": change(figure, t)}
    return told | {"good": is_good(figure), "portal": by_portal(figure, t)}


def printed_table(table: Table, report: Report, t: Translate) -> Said:
    """With the sums as a last row."""
    return {
        "title": heading(table, t),
        "headings": headings(table, t),
        "widths": [width(column, first=at == 0) for at, column in enumerate(table.columns)],
        "numbers": [at for at, column in enumerate(table.columns) if is_measure(column)],
        "rows": [together(table, cells(table, row, report, t)) for row in table.rows],
        "total": together(table, sums(table, report, t)),
        "more": beneath(table, report, t),
        "size": 9,
        "tall": 2.7 if is_heap(table) else 4.5,
    }


def together(table: Table, row: Sequence[str]) -> list[str]:
    """A number and its unit stay on one line."""
    told = zip(map(fit, row), table.columns, strict=False)
    return [cell.replace(" ", TOGETHER) if is_measure(column) else cell for cell, column in told]


def width(column: Column, *, first: bool) -> float:
    """A share of what is left; 0 is as wide as what stands in it."""
    return 0 if column.form is Form.TICKET else WIDE.get(column.form, 2 if first else 1)


def fit(text: str, limit: int = CELL) -> str:
    """What there is room for."""
    return printed(shortened(text, limit))


def drawing(chart: Chart, t: Translate) -> Drawing:
    """A chart in words of one language."""
    series = {t(one.key): one.values for one in chart.series}
    return Drawing(chart.shape, [printed(along(chart, point, t)) for point in chart.points], series, t.number)


def spoken(chart: Chart, t: Translate) -> str:
    """What is read aloud in place of the picture."""
    names = [along(chart, point, t) for point in chart.points]
    rows = [
        f"{t(one.key)}: "
        + ", ".join(f"{name} {t.number(found or 0)}" for name, found in zip(names, one.values, strict=True))
        for one in chart.series
    ]
    return printed(shortened(f"{t(chart.key)}. " + ". ".join(rows), SPOKEN))
