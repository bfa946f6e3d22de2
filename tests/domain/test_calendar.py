"""Working hours on a wall's clock: what is open, until when so much of it has passed, and why the rest is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owona_bot.domain.calendar import (
    ALWAYS,
    FARTHEST,
    Calendar,
    Week,
    counted,
    moment_of,
    next_open,
    reached,
    stretches,
)
from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.sla_due import segments

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)

EIGHT_TO_FIVE = ((480, 720), (780, 1020))
OFFICE_WEEK: Week = (EIGHT_TO_FIVE, EIGHT_TO_FIVE, EIGHT_TO_FIVE, EIGHT_TO_FIVE, ((480, 840),), (), ())
OFFICE = Calendar(
    "office",
    "Europe/Berlin",
    OFFICE_WEEK,
    "BY",
    holidays={date(2026, 11, 18): "a holiday", date(2026, 11, 22): "a Sunday's holiday"},
    half_days={(12, 24): 720, (2, 29): 600},
    closures=((date(2026, 12, 28), date(2026, 12, 30)),),
)

calm = settings(deadline=None)
"""The first look at a calendar takes a while."""


def every_day(*hours: tuple[int, int], zone: str = "Europe/Berlin") -> Calendar:
    """The same hours all week."""
    return Calendar("daily", zone, (hours,) * 7)


def berlin(text: str, fold: int = 0) -> datetime:
    """On Berlin's wall; `fold` 1 is the second of an hour that comes twice."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T08:00", 4, "2026-11-23T12:00"),  # reached as it closes, not as it opens again
        ("2026-11-23T08:00", 5, "2026-11-23T14:00"),  # lunch
        ("2026-11-23T16:00", 2, "2026-11-24T09:00"),  # night
        ("2026-11-27T13:00", 2, "2026-11-30T09:00"),  # a short Friday and the weekend
        ("2026-11-28T11:00", 1, "2026-11-30T09:00"),  # begins while it is closed
        ("2026-11-17T16:00", 2, "2026-11-19T09:00"),  # the holiday
        ("2026-12-24T11:00", 2, "2026-12-25T09:00"),  # closes at noon
        ("2026-12-25T13:00", 2, "2026-12-31T09:00"),  # closed from Monday to Wednesday
        ("2028-02-29T09:00", 2, "2028-03-01T09:00"),  # the half day of a leap year
        ("2026-11-23T12:30", 0, "2026-11-23T12:30"),  # nothing has passed at once
    ],
)
def test_hours_pass_while_it_is_open(start: str, hours: int, end: str) -> None:
    assert reached(OFFICE, berlin(start), hours * HOUR) == berlin(end)
    assert counted(OFFICE, berlin(start), berlin(end)) == hours * HOUR


@pytest.mark.parametrize(
    ("hours", "day", "open_hours"),
    [
        (((0, 1440),), "2026-03-29", 23),
        (((0, 1440),), "2026-10-25", 25),
        (((120, 180),), "2026-03-29", 0),  # 02:00 to 03:00 is jumped over
        (((120, 180),), "2026-10-25", 2),  # and comes twice
        (((150, 210),), "2026-03-29", 0.5),
        (((150, 210),), "2026-10-25", 1.5),  # 02:30 to 03:00, and again until 03:30
        (((60, 240),), "2026-03-29", 2),
        (((60, 240),), "2026-10-25", 4),
        (((480, 1020),), "2026-10-25", 9),
        (((1320, 1440),), "2026-10-25", 2),  # until 24:00
    ],
)
def test_on_the_nights_when_clocks_change_seconds_count_as_they_pass(
    hours: tuple[tuple[int, int], ...], day: str, open_hours: float
) -> None:
    midnight = berlin(f"{day}T00:00")
    after = berlin(f"{date.fromisoformat(day) + timedelta(days=1)}T00:00")
    calendar = every_day(*hours)
    assert counted(calendar, midnight, after) == open_hours * HOUR
    if open_hours:
        closed_since = max(
            moment_of(part.end) for part in stretches(calendar, midnight, after) if part.why is Why.HOURS
        )
        assert reached(calendar, midnight, open_hours * HOUR) == closed_since


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    two_to_three = every_day((120, 180))
    assert reached(two_to_three, berlin("2026-10-25T00:00"), 1.5 * HOUR) == berlin("2026-10-25T02:30", fold=1)
    half = every_day((120, 150))
    assert reached(half, berlin("2026-10-25T00:00"), 0.75 * HOUR) == berlin("2026-10-25T02:15", fold=1)


def test_hours_over_midnight_are_two_and_count_on_without_a_gap() -> None:
    night = every_day((0, 360), (1320, 1440))
    assert reached(night, berlin("2026-11-23T23:00"), 3 * HOUR) == berlin("2026-11-24T02:00")
    assert len(list(stretches(night, berlin("2026-11-23T21:00"), berlin("2026-11-24T07:00")))) == 3


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
    """Apia's December 30th, 2011."""
    apia, zone = every_day((480, 1020), zone="Pacific/Apia"), ZoneInfo("Pacific/Apia")
    thursday = datetime(2011, 12, 29, 16, tzinfo=zone).astimezone(UTC)
    assert reached(apia, thursday, 2 * HOUR) == datetime(2011, 12, 31, 9, tzinfo=zone)


def test_no_second_is_lost_between_microseconds() -> None:
    start = berlin("2026-11-23T08:00") + timedelta(microseconds=1)
    end = reached(OFFICE, start, 4 * HOUR)
    assert end == berlin("2026-11-23T13:00") + timedelta(microseconds=1)
    assert counted(OFFICE, start, end) == 4 * HOUR


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T12:00", "2026-11-23T13:00"),
        ("2026-11-27T14:00", "2026-11-30T08:00"),
        ("2026-12-25T20:00", "2026-12-31T08:00"),
    ],
)
def test_it_opens_next(now: str, opens: str) -> None:
    assert next_open(OFFICE, berlin(now)) == berlin(opens)


def test_every_stretch_says_why() -> None:
    found = [
        (moment_of(part.start).astimezone(BERLIN).strftime("%d %H:%M"), part.why.value, part.note)
        for part in stretches(OFFICE, berlin("2026-11-17T16:00"), berlin("2026-11-19T09:00"))
    ]
    assert found == [
        ("17 16:00", "hours", ""),
        ("17 17:00", "closed", ""),
        ("18 00:00", "holiday", "a holiday"),
        ("19 00:00", "closed", ""),
        ("19 08:00", "hours", ""),
    ]
    half = [part.why.value for part in stretches(OFFICE, berlin("2026-12-24T11:00"), berlin("2026-12-24T18:00"))]
    assert half == ["hours", "closed", "half_day", "closed"]
    closure = [part.why.value for part in stretches(OFFICE, berlin("2026-12-26T00:00"), berlin("2026-12-31T00:00"))]
    assert closure == ["closed", "closure"]
    sunday = [part.why.value for part in stretches(OFFICE, berlin("2026-11-22T00:00"), berlin("2026-11-23T00:00"))]
    assert sunday == ["closed"], "it would have been closed anyway"


def test_holidays_that_follow_each_other_keep_their_names() -> None:
    two = replace(OFFICE, holidays={date(2026, 11, 17): "first", date(2026, 11, 18): "second"})
    start, end = berlin("2026-11-17T00:00"), berlin("2026-11-19T00:00")
    assert [part.note for part in stretches(two, start, end)] == ["first", "second"]
    assert [(part.note, part.seconds) for part in segments(two, start, end)] == [("first", 86_400), ("second", 86_400)]


def test_what_is_never_open_has_no_moment_and_says_so_soon() -> None:
    never = Calendar("never", "Europe/Berlin", ((),) * 7)
    assert reached(never, berlin("2026-11-23T08:00"), HOUR) is None
    assert next_open(never, berlin("2026-11-23T08:00")) is None
    assert counted(never, berlin("2026-11-23T08:00"), berlin("2030-11-23T08:00")) == timedelta(0)


def test_ten_years_are_as_far_as_it_looks() -> None:
    start = berlin("2026-11-23T08:00")
    assert reached(ALWAYS, start, FARTHEST) == start + FARTHEST
    assert reached(ALWAYS, start, FARTHEST + timedelta(seconds=1)) is None


moments = st.integers(630_000_000_000_000, 2_840_000_000_000_000).map(moment_of)
"""From 1989 to 2059."""

amounts = st.timedeltas(timedelta(0), timedelta(days=60))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
calendars = st.builds(lambda zone: replace(OFFICE, zone=zone), zones)


@calm
@given(calendars, moments, amounts)
def test_what_is_reached_has_been_counted_and_no_moment_before(
    calendar: Calendar, start: datetime, amount: timedelta
) -> None:
    end = reached(calendar, start, amount)
    assert end is not None
    assert counted(calendar, start, end) == amount
    if amount:
        assert counted(calendar, start, end - timedelta(microseconds=1)) < amount


@calm
@given(calendars, moments, amounts, amounts)
def test_more_time_is_never_due_sooner_and_spans_add_up(
    calendar: Calendar, start: datetime, some: timedelta, more: timedelta
) -> None:
    first = reached(calendar, start, some)
    last = reached(calendar, start, some + more)
    assert first is not None
    assert last is not None
    assert first <= last
    assert last == reached(calendar, first, more) or not more
    assert counted(calendar, start, first) + counted(calendar, first, last) == counted(calendar, start, last)


@calm
@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_stretches_tile_the_span_to_the_microsecond(calendar: Calendar, start: datetime, length: timedelta) -> None:
    parts = list(stretches(calendar, start, start + length))
    edges = [part.start for part in parts] + ([parts[-1].end] if parts else [])
    assert edges == sorted(set(edges))
    assert all(one.end == other.start for one, other in pairwise(parts))
    if length:
        assert (moment_of(parts[0].start), moment_of(parts[-1].end)) == (start, start + length)
    else:
        assert parts == []
    open_time = sum(part.end - part.start for part in parts if part.why is Why.HOURS)
    assert timedelta(microseconds=open_time) == counted(calendar, start, start + length)
