"""A report in Slack: what it says, its charts and its tables, as native as the workspace takes them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from blocks.charts import CHARTS, POINTS, bar_chart, line_chart
from blocks.list import address
from blocks.parts import (
    WHOLE,
    Block,
    Post,
    bullets,
    context,
    dated,
    gap,
    header,
    labels,
    link,
    plain,
    post,
    rich,
    said,
    section,
)
from blocks.tables import Cell, Number, data_table, table, typed_table
from blocks.text import one_line
from blocks.ticket_card import NAME
from blocks.words import MARKS
from owona_bot.domain.clock import Translate
from owona_bot.domain.report import Chart, Column, Figure, Form, Raw, Report, Shape, Table
from owona_bot.domain.report_change import change
from owona_bot.domain.report_words import (
    about,
    along,
    beneath,
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

TITLE = 50
"""Characters of a ticket's title."""

ROWS = 5
"""Tickets of a heap."""

NEWEST = 2 * WHOLE
"""Characters of a message with tables: less than half of them are words, and one table alone may have 10,000."""

DAYS, HOURS = 7, 2
"""Points that become one where there are too many: weeks, and pairs of hours."""

DRAWN = (Shape.BARS, Shape.LINES)
"""What Slack draws the way it is meant."""


def posted(report: Report, workspace: str, t: Translate, *, newest: bool = True) -> Post:
    """`newest`: with Slack's own charts and sortable tables; without, for where it answers `invalid_blocks`.

    `workspace` is the address of Slack's own pages, which cards are linked by.
    """
    head = [title(report, t), span(report, t)]
    told = [sentence(line, report, t) for line in report.lines]
    facts = [part for part in (span(report, t), about(report, t), made(report, t)) if part]
    first = [header(head[0]), context(plain(labels(facts))), *([section("\n".join(told))] if told else [])]
    rest = [*figures(report, t), *(charts(report, t) if newest else []), *tables(report, workspace, t, newest=newest)]
    return post(" ".join([": ".join(head), *told]), *fitting(first, rest, NEWEST if newest else WHOLE, t))


def fitting(first: Sequence[Block], rest: Iterable[Sequence[Block]], most: int, t: Translate) -> list[Block]:
    """As many parts as a message takes; a line says that there is more in the PDF."""
    shown, room, left_out = list(first), most - size(first), False
    for part in rest:
        fits = size(part) <= room
        room -= size(part) if fits else 0
        left_out = left_out or not fits
        shown += part if fits else []
    return [*shown, context(plain(t("report.in_pdf")))] if left_out else shown


def size(blocks: Sequence[Block]) -> int:
    """As it is sent."""
    return len(json.dumps(blocks, ensure_ascii=False))


def figures(report: Report, t: Translate) -> list[list[Block]]:
    """`New tickets 93 · +4 (before 89)`, each on its line."""
    return [[bullets(*(figure(one, t) for one in report.figures))]] if report.figures else []


def figure(one: Figure, t: Translate) -> list[Block]:
    """What it was before in grey words would be too quiet, so it is in plain ones."""
    moved = change(one, t)
    return [gap(f"{t(one.key)}: "), said(value(one, t), "bold"), *([gap(f" · {moved}")] if moved else [])]


def charts(report: Report, t: Translate) -> list[list[Block]]:
    """The first of them."""
    return list(islice((drawn(one, t) for one in report.charts if one.shape in DRAWN), CHARTS))


def drawn(chart: Chart, t: Translate) -> list[Block]:
    """With no more points than Slack takes."""
    step = 1 if len(chart.points) <= POINTS else HOURS if chart.along is Form.HOUR else DAYS
    names = [along(chart, point, t) for point in chart.points[::step]]
    if step == DAYS and (rest := len(chart.points) % DAYS):
        names[-1] = cut_short(names[-1], rest, t)
    bars = chart.shape is Shape.BARS
    series = {t(one.key): folded(one.values, step, summed=bars) for one in chart.series}
    name = t("report.per_week", name=t(chart.key)) if step == DAYS else t(chart.key)
    return bar_chart(name, names, series) if bars else line_chart(name, names, series)


def cut_short(name: str, days: int, t: Translate) -> str:
    """`29.11. (2 Tage)`: the last week of a month is none, and looks like a fall."""
    return t("report.short_week" if days > 1 else "report.one_day", name=name, days=days)


def folded(values: Sequence[float | None], step: int, *, summed: bool) -> list[float]:
    """Counts of what happened add up; of how it stood the last one counts."""
    parts = [[one or 0 for one in values[at : at + step]] for at in range(0, len(values), step)]
    return [sum(part) if summed else part[-1] for part in parts]


def tables(report: Report, workspace: str, t: Translate, *, newest: bool) -> list[list[Block]]:
    """Tickets as lists that lead to their cards; all else as Slack's tables, of which an older one takes one."""
    found: list[list[Block]] = []
    older = True
    for one in report.tables:
        if is_heap(one):
            found.append(heap(one, report, workspace, t))
        elif newest:
            found.append(sortable(one, report, t))
        else:
            found.append([named(one, t), *(plain_table(one, report, t) if older else typed(one, report, t))])
            older = False
    return found


def named(one: Table, t: Translate) -> Block:
    """A heading within a message."""
    return rich(said(heading(one, t), "bold"))


def sortable(one: Table, report: Report, t: Translate) -> list[Block]:
    """Without the sums, which would be sorted among the others: they stand beneath."""
    rows = [measured(one, row, report, t) for row in one.rows]
    found = data_table(heading(one, t), headings(one, t), rows, lambda count: more(one, count, t))
    total = [
        f"{name}: {text}" for name, text in zip(headings(one, t)[1:], sums(one, report, t)[1:], strict=False) if text
    ]
    return [*found, *([context(plain(labels([t("report.sum"), *total])))] if total else [])]


def measured(one: Table, row: tuple[Raw, ...], report: Report, t: Translate) -> list[Cell]:
    """Numbers that are sorted by what they are; one that is not known is no number."""
    told = zip(one.columns, row, cells(one, row, report, t), strict=True)
    return [cell(column, raw, text) for column, raw, text in told]


def cell(column: Column, raw: Raw, text: str) -> Cell:
    """A number where it is one."""
    return Number(raw, text) if is_measure(column) and isinstance(raw, (int, float)) else text


def more(one: Table, count: int, t: Translate) -> str:
    """Rows that found no room, and those that were left out before."""
    return t("report.more", count=t.number(count + one.more))


def plain_table(one: Table, report: Report, t: Translate) -> list[Block]:
    """With its sums as the last row."""
    rows = [measured(one, row, report, t) for row in one.rows]
    last: list[list[Cell]] = [[t("report.sum"), *measured(one, one.total, report, t)[1:]]] if one.total else []
    return table(headings(one, t), [*rows, *last], lambda count: more(one, count, t))


def typed(one: Table, report: Report, t: Translate) -> list[Block]:
    """For where no other table may stand."""
    rows = [cells(one, row, report, t) for row in one.rows]
    return typed_table([headings(one, t), *rows, *([sums(one, report, t)] if one.total else [])])


def heap(one: Table, report: Report, workspace: str, t: Translate) -> list[Block]:
    """A line a ticket: `#1001 Title · High · Anna · Nov 26, 9:00 AM`; beneath, how many more there are."""
    rows = [ticket_line(one, row, report, workspace, t) for row in one.rows[:ROWS]]
    rest = beneath(one, report, t, ROWS)
    return [named(one, t), bullets(*rows), *([context(plain(rest))] if rest else [])]


def ticket_line(one: Table, row: tuple[Raw, ...], report: Report, workspace: str, t: Translate) -> list[Block]:
    """Its number leads to its card, and the moment is told in each reader's own zone."""
    words = zip(one.columns, row, cells(one, row, report, t), strict=True)
    told = {column.form: (raw, text) for column, raw, text in words}
    name = one_line(told.get(Form.TEXT, (None, ""))[1], TITLE)
    facts = labels([name, *(fact(form, *told[form]) for form in (Form.PRIORITY, Form.AGENT) if form in told)])
    return [number(*told[Form.TICKET], report, workspace), gap(f" {facts} · "), at(*told.get(Form.MOMENT, (None, "")))]


def number(raw: Raw, text: str, report: Report, workspace: str) -> Block:
    """Leads to the card, where one stands."""
    card = report.cards.get(int(raw)) if workspace and isinstance(raw, (int, float)) else None
    return link(address(card, workspace), text) if card else said(text)


def fact(form: Form, raw: Raw, text: str) -> str:
    """A priority is marked where it presses."""
    return f"{MARKS.get(str(raw), '') if form is Form.PRIORITY else ''}{one_line(text, NAME)}"


def at(raw: Raw, text: str) -> Block:
    """A moment, or nothing known of it."""
    if not isinstance(raw, str):
        return gap(text)
    return dated(datetime.fromisoformat(raw).timestamp(), "{date_short_pretty} {time}", text)
