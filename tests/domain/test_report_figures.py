"""Which of the desk's figures a report tells, and what stands in its tables."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.metrics import Dimension, Figures, Pair
from owona_bot.domain.report import Asked, Report, ReportKind, Table
from owona_bot.domain.report_figures import MOST, Told, groups, period_report
from tests.domain.figures import a_group, some_figures

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


def told(figures: Figures) -> Report:
    asked = Asked(ReportKind.WEEKLY, figures.period, NOW, ZoneInfo("Europe/Berlin"))
    return period_report(asked, Told(figures, figures, figures))


def by(dimension: Dimension, *names: tuple[str, str]) -> Table:
    return groups(dimension, replace(some_figures(), groups={dimension: tuple(a_group(*name) for name in names)}))


@pytest.mark.parametrize(
    ("dimension", "name", "shown"),
    [
        (Dimension.AGENT, ("anna@owona.de", "Anna"), "Anna"),
        (Dimension.AGENT, ("", ""), None),
        (Dimension.CUSTOMER, ("lena@example.com", ""), "lena@example.com"),
        (Dimension.CHANNEL, ("mail", ""), "mail"),
        (Dimension.CHANNEL, ("", ""), None),
    ],
)
def test_a_row_is_called_by_name_or_has_none(dimension: Dimension, name: tuple[str, str], shown: str | None) -> None:
    [[first, *_]] = by(dimension, name).rows
    assert first == shown


def test_sums_are_of_all_rows_also_of_those_that_are_left_out() -> None:
    many = [(f"{n}@owona.de", f"Anna {n}") for n in range(MOST + 3)]
    agents = by(Dimension.AGENT, *many)
    assert (len(agents.rows), agents.more) == (MOST, 3)
    assert agents.total[1] == 5 * (MOST + 3)
    customers = by(Dimension.CUSTOMER, *many)
    assert (len(customers.rows), customers.more, customers.total) == (MOST, 0, ())


def test_where_nothing_happened_one_line_says_so() -> None:
    report = told(some_figures(busy=False))
    assert report.empty
    assert [line.key for line in report.lines] == ["report.line.nothing_open"]


def test_an_escalation_alone_is_worth_a_report_without_empty_charts() -> None:
    nothing = replace(some_figures(busy=False), groups={}, hours=((0,) * 24,) * 7)
    report = told(replace(nothing, escalated=Pair(0, 1)))
    assert not report.empty
    assert [chart.key for chart in report.charts] == ["report.chart.backlog"]
    assert report.tables == ()
