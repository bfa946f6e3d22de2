"""When a cron line means, against an oracle that steps through every minute and knows no library."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from owona_bot.domain.cron import Cron, read
from owona_bot.domain.errors import FieldError
from owona_bot.domain.schedule_errors import CronNever
from owona_bot.services.cron import timetable

BERLIN = "Europe/Berlin"
MINUTE = timedelta(minutes=1)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The nights in which Berlin's clocks are set."""


def at(zone: str, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def meant(cron: Cron, zone: str, start: datetime, minutes: int) -> list[datetime]:
    """The oracle: every wall's minute, as PEP 495 reads it, and a second time where it comes twice and each hour is
    meant; then every minute of the span that one of them fell on."""
    there = ZoneInfo(zone)
    found = set()
    wall = start.astimezone(there).replace(tzinfo=None) - timedelta(hours=4)
    for n in range(minutes + 8 * 60):
        one = wall + n * MINUTE
        day = (one + timedelta(days=1)).day == 1 if cron.last else one.day in cron.days
        narrowed = (day, one.weekday() in cron.weekdays)
        on_day = any(narrowed) if cron.either else all(narrowed)
        if one.minute in cron.minutes and one.hour in cron.hours and one.month in cron.months and on_day:
            folds = (0, 1) if len(cron.hours) == 24 else (0,)
            moments = {one.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in folds}
            if one.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None) != one:
                moments = {one.replace(tzinfo=there, fold=0).astimezone(UTC)}
            found |= moments
    return sorted(moment for moment in found if start < moment <= start + minutes * MINUTE)


def told(line: str, zone: str, start: datetime, minutes: int) -> list[datetime]:
    after, found, moment = timetable(line, zone), list[datetime](), start
    while (following := after(moment)) is not None and following <= start + minutes * MINUTE:
        assert following > moment
        found.append(following)
        moment = following
    return found


def test_the_last_day_of_a_month_is_whichever_it_has() -> None:
    start = datetime(2027, 12, 30, tzinfo=UTC)
    days = [at(BERLIN, one).date().isoformat() for one in told("0 8 L * *", BERLIN, start, 125 * 24 * 60)]
    assert days == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
    month = datetime(2026, 10, 1, tzinfo=UTC)
    for line in ("0 8 L * *", "0 8 l * 1", "30 2 L 2,3 *"):
        assert told(line, BERLIN, month, 35 * 24 * 60) == meant(read(line), BERLIN, month, 35 * 24 * 60)


def test_half_past_two_each_day_is_once_in_both_nights() -> None:
    """Set forward: 3:30, as much later as the clock jumps. Set back: 2:30 the first time."""
    for day, moment in ((SPRING, "2026-03-29T03:30:00+02:00"), (AUTUMN, "2026-10-25T02:30:00+02:00")):
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=6)
        assert [at(BERLIN, one).isoformat() for one in told("30 2 * * *", BERLIN, start, 24 * 60)] == [moment]


def test_each_hour_is_each_hour_that_passes() -> None:
    """23 in the one night and day, 25 in the other."""
    for day, hours in ((SPRING, 23), (AUTUMN, 25)):
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC) - MINUTE
        found = told("0 * * * *", BERLIN, start, hours * 60)
        assert len(found) == hours
        assert {later - sooner for sooner, later in itertools.pairwise(found)} == {timedelta(hours=1)}


ZONES = st.sampled_from([BERLIN, "Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata"])

NIGHTS = st.sampled_from(
    [
        datetime(2026, 3, 29, tzinfo=UTC),
        datetime(2026, 10, 25, tzinfo=UTC),
        datetime(2026, 3, 8, 6, tzinfo=UTC),
        datetime(2026, 11, 1, 5, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
        datetime(2026, 10, 3, 15, tzinfo=UTC),
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2028, 2, 28, 22, tzinfo=UTC),
    ]
)


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most).map(str)
    step = st.integers(1, 30).map(lambda step: f"*/{step}")
    spans = st.tuples(st.integers(least, most), st.integers(least, most)).map(lambda pair: f"{min(pair)}-{max(pair)}")
    some = st.lists(st.one_of(number, spans), min_size=1, max_size=3).map(",".join)
    return st.one_of(st.just("*"), number, step, spans, some)


LINES = st.tuples(
    field(0, 59),
    st.one_of(st.just("*"), st.sampled_from(["1", "2", "3", "1-3", "2,3", "0-4", "1,2"]), field(0, 23)),
    st.one_of(st.just("*"), field(1, 31)),
    st.one_of(st.just("*"), field(1, 12)),
    st.one_of(st.just("*"), field(0, 7)),
).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(LINES, ZONES, NIGHTS, st.integers(-600, 600))
def test_a_line_means_what_stepping_through_every_minute_finds(
    line: str, zone: str, night: datetime, minutes: int
) -> None:
    try:
        cron = read(line)
    except CronNever:
        assume(False)
    except FieldError:
        raise AssertionError(line) from None
    start = night + minutes * MINUTE
    assert told(line, zone, start, 30 * 60) == meant(cron, zone, start, 30 * 60)


def test_seconds_are_no_part_of_it() -> None:
    after = timetable("30 2 * * *", "UTC")
    moment = datetime(2026, 1, 1, 2, 29, 59, 999_999, tzinfo=UTC)
    assert after(moment) == datetime(2026, 1, 1, 2, 30, tzinfo=UTC)
    assert after(datetime(2026, 1, 1, 2, 30, tzinfo=UTC)) == datetime(2026, 1, 2, 2, 30, tzinfo=UTC)


def test_what_comes_seldom_is_found_at_once() -> None:
    assert timetable("0 0 29 2 *", BERLIN)(datetime(2028, 3, 1, tzinfo=UTC)) == datetime(2032, 2, 28, 23, tzinfo=UTC)
    assert timetable("30 2 29 3 *", BERLIN)(datetime(2025, 4, 1, tzinfo=UTC)) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_a_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        timetable("0 0 * * *", "Europe/Atlantis")
