"""What times in filters mean, at a moment, in a zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.filter_dates import read_period, write_period
from owona_bot.domain.filter_ranges import Compare
from owona_bot.domain.filter_times import Calendar, Moving, Never, Point, Side, Within, bounds, inside
from tests.domain.filter_samples import BERLIN, NOW, calendars, periods, points

zones = st.sampled_from(
    [BERLIN, UTC, ZoneInfo("America/Santiago"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")]
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis wants naive ends)


def limits(text: str, now: datetime = NOW) -> tuple[str | None, str | None]:
    """Both ends in Berlin's time."""
    period = read_period(text)
    assert isinstance(period, Side | Within)
    first, end = bounds(period, now, BERLIN)
    return in_berlin(first), in_berlin(end)


def in_berlin(moment: datetime | None) -> str | None:
    return moment.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") if moment else None


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("today", "2026-11-25 00:00", "2026-11-26 00:00"),
        ("gestern", "2026-11-24 00:00", "2026-11-25 00:00"),
        ("week", "2026-11-23 00:00", "2026-11-30 00:00"),
        ("dieser-monat", "2026-11-01 00:00", "2026-12-01 00:00"),
        ("jahr", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026-12", "2026-12-01 00:00", "2027-01-01 00:00"),
        ("24.12.2026", "2026-12-24 00:00", "2026-12-25 00:00"),
        ("2026-12-24t18:30", "2026-12-24 18:30", "2026-12-24 18:31"),
        ("2026-01..2026-03", "2026-01-01 00:00", "2026-04-01 00:00"),
        ("2026-01..", "2026-01-01 00:00", None),
        ("..2026-01", None, "2026-02-01 00:00"),
        (">2026-05-01", "2026-05-02 00:00", None),
        (">=2026-05-01", "2026-05-01 00:00", None),
        ("<2026-05-01", None, "2026-05-01 00:00"),
        ("≤2026-05-01", None, "2026-05-02 00:00"),
        ("7d", "2026-11-18 13:00", None),
        ("<36h", None, "2026-11-24 01:00"),
        ("90 min", "2026-11-25 11:30", None),
        ("2w..1w", "2026-11-11 13:00", "2026-11-18 13:00"),
        ("6m", "2026-05-25 13:00", None),
        ("2j", "2024-11-25 13:00", None),
        ("14d..today", "2026-11-11 13:00", "2026-11-26 00:00"),
    ],
)
def test_a_time_has_two_ends(text: str, first: str | None, end: str | None) -> None:
    assert limits(text) == (first, end)


def test_days_begin_at_midnight_of_the_reader() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert limits("today", late) == ("2026-11-26 00:00", "2026-11-27 00:00")


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    first, end = bounds(Within(Calendar((2026, 10, 25)), Calendar((2026, 10, 25))), NOW, BERLIN)
    assert first is not None
    assert end is not None
    assert end - first == timedelta(hours=25)


def test_a_day_whose_midnight_does_not_exist_begins_when_the_clock_jumped() -> None:
    santiago = ZoneInfo("America/Santiago")
    day = Calendar((2026, 9, 6))
    first, end = bounds(Within(day, day), NOW, santiago)
    assert first == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
    assert end == datetime(2026, 9, 7, 3, 0, tzinfo=UTC)


def test_a_month_before_the_31st_is_the_last_of_its_month() -> None:
    assert limits("1m", datetime(2026, 3, 31, 10, 0, tzinfo=UTC))[0] == "2026-02-28 12:00"
    assert limits("1m", datetime(2026, 5, 31, 10, 0, tzinfo=UTC))[0] == "2026-04-30 12:00"
    assert limits("1y", datetime(2028, 2, 29, 11, 0, tzinfo=UTC))[0] == "2027-02-28 12:00"


@pytest.mark.parametrize(
    "text",
    ["", "..", ">", ">=..", "2026-13", "2026-02-30", "30.02.2026", "0001", "9999", "٢٠٢٦", "7", "d", "7x", "101y",
     "99999999y", "36601d", "a..b", "2026..x", ">2026..2027", "2026-05-01T25:00", "2026-05-01T12", "1.1.26", "tomorrow",
     "2026-1-1-1", "1" * 5_000, "7" + "d" * 5_000],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_period(text) is None


@given(periods)
def test_what_is_written_is_read_as_the_same_time(period: Side | Within) -> None:
    assert read_period(write_period(period)) == period


@given(st.one_of(calendars, st.sampled_from(Moving)), moments, moments, zones)
def test_every_moment_is_before_a_stretch_within_it_or_after(
    point: Point, moment: datetime, now: datetime, zone: ZoneInfo
) -> None:
    before, within, after = (
        inside(moment, period, now, zone)
        for period in (Side(Compare.BEFORE, point), Within(point, point), Side(Compare.AFTER, point))
    )
    assert [before, within, after].count(True) == 1
    assert inside(moment, Side(Compare.SINCE, point), now, zone) is (within or after)
    assert inside(moment, Side(Compare.UNTIL, point), now, zone) is (before or within)
    assert not inside(moment, Never(), now, zone)


@pytest.mark.parametrize(
    ("moment", "belongs"),
    [
        (datetime(2026, 11, 23, 22, 59, 59, 999_999, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 22, 59, 59, 999_999, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), False),
    ],
)
def test_a_days_first_moment_belongs_to_it_and_the_next_days_does_not(moment: datetime, belongs: bool) -> None:
    assert inside(moment, Within(Moving.YESTERDAY, Moving.YESTERDAY), NOW, BERLIN) is belongs


@given(periods, moments, zones)
def test_what_never_was_lies_in_no_time(period: Side | Within, now: datetime, zone: ZoneInfo) -> None:
    assert not inside(None, period, now, zone)
    assert inside(None, Never(), now, zone)


@given(points, moments, zones)
def test_no_clock_runs_over(point: Point, now: datetime, zone: ZoneInfo) -> None:
    first, end = bounds(Within(point, point), now, zone)
    assert first is not None
    assert end is not None
    assert first <= end
