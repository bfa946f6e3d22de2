"""Reports in Slack: what leads to cards, what is drawn, and what an older Slack is told instead."""

from dataclasses import replace

import pytest

from blocks.parts import Block
from blocks.report import NEWEST, ROWS, drawn, folded, heap, posted, size
from owona_bot.domain.clock import Translate
from owona_bot.domain.report import Chart, Form, Line, Report, ReportKind, Series, Shape, Table
from owona_bot.domain.report_figures import COLUMNS
from owona_bot.domain.report_words import beneath, heading, headings
from tests.blocks.reading import runs
from tests.blocks.reports import CARD, MADE, WORKSPACE, a_report
from tests.blocks.samples import DE, EN

ADDRESS = f"{WORKSPACE}archives/{CARD[0]}/p{CARD[1].replace('.', '')}"


def kinds(blocks: list[Block]) -> list[object]:
    return [block["type"] for block in blocks]


def words(blocks: list[Block]) -> str:
    return " ".join(shown for _, shown in runs(blocks))


def test_the_newest_slack_gets_charts_and_tables_that_sort() -> None:
    shown = posted(a_report("Login"), WORKSPACE, EN).blocks
    assert kinds(shown).count("data_visualization") == 2
    assert kinds(shown).count("data_table") == 2
    assert "table" not in kinds(shown)
    assert size(shown) < NEWEST


def test_an_older_slack_gets_one_table_and_the_others_as_text() -> None:
    shown = posted(a_report("Login"), WORKSPACE, DE, newest=False).blocks
    assert not {"data_visualization", "data_table"} & {*kinds(shown)}
    assert kinds(shown).count("table") == 1
    for told in ("Wochenbericht", "Nach Bearbeiter", "Kunden mit den meisten Tickets", "Summe", "9 Login"):
        assert told in words(shown), told


def test_a_ticket_leads_to_its_card_where_one_stands() -> None:
    shown = str(posted(a_report("Login"), WORKSPACE, EN).blocks)
    assert shown.count(ADDRESS) == 1
    assert "#1002" in shown
    assert ADDRESS not in str(posted(a_report("Login"), "", EN).blocks)


def test_where_the_others_of_a_heap_are_is_said_unless_it_would_name_people() -> None:
    report, overdue = a_report("Login"), a_report("Login").tables[0]
    command = "/ticket list priorität:>=hoch ist:offen ist:offen frist:überschritten sortiert:frist"
    assert beneath(overdue, report, DE).endswith(command)
    assert beneath(overdue, replace(report, filter="requester:lena@example.com"), EN) == f"and {overdue.more} more"
    escalated = replace(overdue, key="report.table.escalated")
    assert beneath(escalated, report, EN) == f"and {overdue.more} more"


@pytest.mark.parametrize(("t", "rest"), [(EN, "and {} more"), (DE, "und {} weitere")])
def test_of_a_heap_it_is_said_how_many_more_there_are_on_paper_too(t: Translate, rest: str) -> None:
    overdue = a_report("Login").tables[0]
    hidden = len(overdue.rows) + overdue.more - ROWS
    assert rest.format(hidden) in words(heap(overdue, a_report("Login"), WORKSPACE, t))
    assert beneath(overdue, a_report("Login"), t).startswith(f"{rest.format(overdue.more)}: /ticket list ")
    few = replace(overdue, rows=overdue.rows[:ROWS], more=0)
    assert beneath(few, a_report("Login"), t) == ""
    assert "context" not in kinds(heap(few, a_report("Login"), WORKSPACE, t))


@pytest.mark.parametrize(
    ("t", "open_now", "overdue"), [(EN, "Open now", "Overdue now ("), (DE, "Jetzt offen", "Jetzt über")]
)
def test_what_is_true_now_is_told_as_of_now_beside_a_week_that_is_over(
    t: Translate, open_now: str, overdue: str
) -> None:
    group = Table("report.table.agents", COLUMNS, ((1,) * len(COLUMNS),))
    assert open_now in headings(group, t)
    assert heading(a_report("Login").tables[0], t).startswith(overdue)


def test_what_notifications_read_is_the_report_in_short() -> None:
    post = posted(replace(a_report("x"), lines=(Line("report.line.no_deadlines"),)), WORKSPACE, EN)
    assert post.text.startswith("Weekly report: Week 47: Mon, Nov 16, 2026 – Sun, Nov 22, 2026 No deadline")


def test_an_empty_report_is_one_line() -> None:
    empty = Report(ReportKind.DAILY, MADE, MADE, MADE, "Europe/Berlin", lines=(Line("report.line.nothing"),))
    shown = posted(empty, WORKSPACE, DE)
    assert kinds(shown.blocks) == ["header", "context", "section"]
    assert "Kein Ticket kam" in shown.text


def test_of_too_many_days_weeks_are_drawn_and_none_is_lost() -> None:
    counts = tuple(range(31))
    assert sum(folded(counts, 7, summed=True)) == sum(counts)
    assert folded((1, None, 3, 4), 3, summed=False) == [3, 4]
    days = tuple(f"2026-10-{day:02}" for day in range(1, 32))
    chart = Chart("report.chart.volume", Shape.BARS, Form.DAY, days, (Series("report.series.created", counts),))
    [chart_block] = [
        block
        for block in posted(replace(a_report("x"), charts=(chart,)), WORKSPACE, EN).blocks
        if block["type"] == "data_visualization"
    ]
    assert chart_block["title"] == "New and resolved tickets, by week"
    assert "Oct 29 (3 days)" in str(chart_block)


@pytest.mark.parametrize(("days", "last"), [(28, "22.2."), (29, "29.2. (1 Tag)")])
def test_a_week_that_is_cut_short_says_so(days: int, last: str) -> None:
    points = tuple(f"2028-02-{day:02}" for day in range(1, days + 1))
    chart = Chart("report.chart.volume", Shape.BARS, Form.DAY, points, (Series("report.series.created", (1,) * days),))
    [block] = drawn(chart, DE)
    assert f"'{last}']" in str(block)


def test_what_finds_no_room_is_said_to_be_in_the_pdf() -> None:
    report = a_report("Login")
    many = replace(report, tables=report.tables * 12)
    shown = posted(many, WORKSPACE, EN).blocks
    assert "There is more in the PDF." in words(shown)
    assert size(shown) < NEWEST + 200
    assert len(shown) <= 50
    assert "There is more in the PDF." not in words(posted(report, WORKSPACE, EN).blocks)
