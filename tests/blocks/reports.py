"""Reports as full as they get."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from blocks import report as view
from blocks.parts import Post
from owona_bot.domain.clock import Translate
from owona_bot.domain.report import (
    Chart,
    Column,
    Figure,
    Form,
    Good,
    Line,
    Report,
    ReportKind,
    Series,
    Shape,
    Table,
    Value,
)

MADE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

WORKSPACE = "https://owona.slack.com/"

CARD = ("C0TICKETS", "1764068400.000100")

MANY = 10

FIGURES = (
    Figure("report.figure.created", Form.COUNT, 1_234_567, 1_000_000),
    Figure("report.figure.first_response", Form.SPAN, 200.4, 170.0, Good.DOWN, portal=0.1),
    Figure("report.figure.kept", Form.SHARE, 93.4, None, Good.UP),
    Figure("report.figure.open", Form.COUNT, None, 3),
)

TICKETS = (
    Column("report.column.ticket", Form.TICKET),
    Column("report.column.title", Form.TEXT),
    Column("report.column.priority", Form.PRIORITY),
    Column("report.column.agent", Form.AGENT),
    Column("report.column.due", Form.MOMENT),
)

AGENTS = (
    Column("report.column.agent", Form.AGENT),
    Column("report.column.created", Form.COUNT),
    Column("report.column.first_response", Form.SPAN),
    Column("report.column.kept", Form.SHARE),
)


def a_report(text: str, kind: ReportKind = ReportKind.WEEKLY) -> Report:
    """With `text` wherever something comes from outside."""
    days = tuple((MADE.date() - timedelta(days=n)).isoformat() for n in range(31))
    counts = tuple(range(31))
    heap = tuple((1001 + n, text, "urgent", text, MADE.isoformat()) for n in range(MANY))
    people = tuple((f"{n} {text}", n, 90.5 * n, None if n % 2 else 12.5) for n in range(MANY))
    return Report(
        kind=kind,
        start=datetime(2026, 11, 15, 23, tzinfo=UTC),
        end=datetime(2026, 11, 22, 23, tzinfo=UTC),
        made_at=MADE,
        zone="Europe/Berlin",
        filter="prio:>=high is:open",
        lines=(
            Line("report.line.on_call_until", on_call(text)),
            Line("report.line.no_deadlines"),
        ),
        figures=FIGURES,
        charts=(
            Chart(
                *("report.chart.volume", Shape.BARS, Form.DAY, days),
                (Series("report.series.created", counts), Series("report.series.resolved", counts)),
            ),
            Chart("report.chart.backlog", Shape.LINES, Form.DAY, days, (Series("report.series.open", counts),)),
            Chart(
                *("report.chart.deadlines", Shape.STACK, Form.METRIC, ("resolution",)),
                (Series("report.series.met", (3,)), Series("report.series.breached", (None,))),
            ),
        ),
        tables=(
            Table("report.table.overdue", TICKETS, heap, more=7),
            Table("report.table.agents", AGENTS, people, (None, 45, None, 12.5)),
            Table("report.table.customers", AGENTS, people, more=3),
        ),
        cards={1001: CARD},
    )


def on_call(text: str) -> dict[str, Value]:
    return {
        "agent": Value(Form.AGENT, text),
        "until": Value(Form.MOMENT, MADE.isoformat()),
        "then": Value(Form.AGENT, None),
    }


def posts(text: str, t: Translate) -> Iterator[Post]:
    """With and without the newest blocks."""
    for kind in ReportKind:
        for newest in (True, False):
            yield view.posted(a_report(text, kind), WORKSPACE, t, newest=newest)
