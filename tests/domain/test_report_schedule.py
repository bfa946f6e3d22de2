"""When and for whom reports are meant, and of which time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.cron import read
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Report, ReportKind
from owona_bot.domain.report_schedule import (
    RHYTHMS,
    USUAL,
    Made,
    Order,
    Place,
    Target,
    Typed,
    cron_of,
    file_name,
    from_json,
    period_with,
    target_of,
    to_json,
)
from owona_bot.services.cron import timetable

BERLIN = ZoneInfo("Europe/Berlin")
ANNA, BEN = AgentId(7), AgentId(8)
WEEKLY = Order(ReportKind.WEEKLY, by=ANNA)


def test_an_order_is_kept_without_loss() -> None:
    whole = Order(
        ReportKind.HANDOVER,
        ANNA,
        "category:bug",
        "C0TICKETS",
        "1.2",
        (ANNA, BEN),
        (BEN,),
        pdf=True,
        locale="en",
        day=date(2026, 11, 16),
    )
    assert from_json(to_json(whole)) == whole
    assert from_json(to_json(WEEKLY)) == WEEKLY


def test_each_target_is_known_by_its_name() -> None:
    order = replace(WEEKLY, channel="C1", people=(ANNA,), mails=(ANNA, BEN))
    names = [str(one) for one in order.targets]
    assert names == ["channel:C1", "person:7", "mail:7", "mail:8"]
    assert [target_of(one) for one in names] == order.targets
    assert order.targets[0] == Target(Place.CHANNEL, "C1")


def test_only_what_nobody_else_reads_is_ones_own() -> None:
    assert replace(WEEKLY, people=(ANNA,), mails=(ANNA,)).own
    assert not replace(WEEKLY, people=(ANNA, BEN)).own
    assert not replace(WEEKLY, mails=(BEN,)).own
    assert not replace(WEEKLY, channel="C1").own


CRONS = {
    Typed("weekly", rhythm="daily", at="07:30"): "30 7 * * *",
    Typed("weekly", rhythm="workdays", at="18:05"): "5 18 * * 1-5",
    Typed("weekly", rhythm="weekday-0", at="08:00"): "0 8 * * 1",
    Typed("weekly", rhythm="weekday-6", at="00:00"): "0 0 * * 0",
    Typed("weekly", rhythm="day-28", at="08:00"): "0 8 28 * *",
    Typed("weekly", rhythm="day-L", at="08:00"): "0 8 L * *",
    Typed("weekly", rhythm="daily", at="08:00", cron=" 0  6,14,22 * * * "): "0 6,14,22 * * *",
}


@pytest.mark.parametrize(("typed", "cron"), CRONS.items())
def test_a_simple_answer_is_a_line_too_and_one_that_was_typed_counts(typed: Typed, cron: str) -> None:
    assert cron_of(typed) == cron


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_every_answer_comes_again_and_again(rhythm: str) -> None:
    line = cron_of(Typed("weekly", rhythm=rhythm, at="08:00"))
    read(line)
    first = timetable(line, "Europe/Berlin")(datetime(2026, 11, 26, tzinfo=UTC))
    assert first is not None
    assert first.astimezone(BERLIN).hour == 8


def test_a_weekly_report_usually_comes_on_monday_and_a_monthly_on_the_first() -> None:
    assert cron_of(Typed("weekly", rhythm=USUAL[ReportKind.WEEKLY], at="08:00")) == "0 8 * * 1"
    assert cron_of(Typed("monthly", rhythm=USUAL[ReportKind.MONTHLY], at="08:00")) == "0 8 1 * *"


def days(period: Period) -> tuple[date, date]:
    return period.start.astimezone(BERLIN).date(), period.end.astimezone(BERLIN).date()


def test_a_day_names_the_week_the_month_or_the_day_it_lies_in() -> None:
    day = date(2026, 10, 25)  # the day with 25 hours
    assert period_with(ReportKind.DAILY, day, BERLIN).length.total_seconds() == 25 * 3600
    assert period_with(ReportKind.HANDOVER, day, BERLIN) == period_with(ReportKind.DAILY, day, BERLIN)
    assert days(period_with(ReportKind.WEEKLY, day, BERLIN)) == (date(2026, 10, 19), date(2026, 10, 26))
    assert days(period_with(ReportKind.MONTHLY, day, BERLIN)) == (date(2026, 10, 1), date(2026, 11, 1))


def test_a_file_is_called_after_its_report() -> None:
    start = datetime(2026, 11, 15, 23, tzinfo=UTC)  # midnight in Berlin
    made = Made(1, WEEKLY, Report(ReportKind.WEEKLY, start, start, start, "Europe/Berlin"))
    assert file_name(made, "pdf") == "weekly-2026-11-16.pdf"
    assert file_name(made, "charts") == "weekly-2026-11-16-charts.png"
