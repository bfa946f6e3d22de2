"""Reports that are wanted, drawn with texts that somebody may have chosen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from blocks import report_schedule, report_told
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Line, Report, ReportKind
from owona_bot.domain.report_ask import Ask, Asked
from owona_bot.domain.report_schedule import Made, Order, to_json
from owona_bot.domain.schedule import Chore, Entry, Ran, Shown

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

ANNA = AgentId(7)

EMPTY = Report(
    ReportKind.WEEKLY, NOW - timedelta(days=7), NOW, NOW, "Europe/Berlin", lines=(Line("report.line.nothing"),)
)


def order(text: str) -> Order:
    """For everybody; of tickets whose texts have these words."""
    words = " ".join(text.split())[:500].replace('"', "").replace("\\", "")
    return Order(ReportKind.WEEKLY, ANNA, f'"{words}"', "C0REPORTS", "1.2", (ANNA,) * 5, (ANNA,) * 5, pdf=True)


def entries(text: str) -> list[Shown]:
    """More than a message has room for; some failed for reasons that anybody may have written."""
    spec = to_json(order(text))
    entry = Entry("report-1", Chore.REPORT, "0 8 * * 1", "Europe/Berlin", spec, NOW, None, paused=False)
    failed = Ran("failed", NOW, NOW, 0, None, reason=text)
    done = Ran("done", NOW, NOW, 2, "agent:7", {"reports": 1})
    return [Shown(entry, None), Shown(replace(entry, paused=True), done), *[Shown(entry, failed)] * 15]


def posts(text: str, t: Translate) -> Iterator[Post]:
    """Every message of them."""
    for changes in (True, False):
        yield report_schedule.listed([(one, changes) for one in entries(text)], NOW, t)
        yield report_schedule.one(entries(text)[2], NOW, t, changes=changes, heading="?")
    yield report_schedule.listed([], NOW, t)
    yield report_schedule.doomed(entries(text)[0], NOW, t)
    yield report_schedule.deleted("report-1", t)
    yield report_schedule.begun(t)
    yield report_told.failed(t)
    made = Made(1, order(text), EMPTY, None, 3)
    note = report_told.refused("C0REPORTS", t, paused=True)
    for newest in (True, False):
        yield report_told.delivered(report_told.Told(made, "https://owona.slack.com/", note), t, newest=newest)


def views(text: str, t: Translate) -> Iterator[View]:
    """Every form of them."""
    for asked in (Asked(Ask.FORM), Asked(Ask.SCHEDULE, ReportKind.MONTHLY, text)):
        yield report_schedule.form(asked, t)
        yield report_schedule.plan_form(asked, "Europe/Berlin", t)
    yield report_schedule.begun_view(t)
    yield report_schedule.saved(entries(text)[2], NOW, t)
