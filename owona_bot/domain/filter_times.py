"""Times in filters: points that move with the clock or stand in the calendar, and what lies between them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from owona_bot.domain.filter_ranges import Compare


class Unit(StrEnum):
    """What a span is counted in."""

    MINUTE = "min"
    HOUR = "h"
    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    YEAR = "y"


class Moving(StrEnum):
    """A stretch of the calendar that the present moment names; weeks begin on Monday."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Ago:
    """A moment in the past. A day is 24 hours, a week 168; months and years keep the time of day in the zone."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Calendar:
    """Year, month, day, hour and minute, as many as were named: one, two, three or five numbers."""

    parts: tuple[int, ...]


Point = Ago | Calendar | Moving


@dataclass(frozen=True, slots=True)
class Side:
    """All on one side of a point; `>` and `<=` count from where the point ends (the day, the month)."""

    compare: Compare
    point: Point


@dataclass(frozen=True, slots=True)
class Within:
    """From the first point's beginning to the last one's end."""

    first: Point
    last: Point


@dataclass(frozen=True, slots=True)
class Never:
    """It has not happened."""


Period = Side | Within | Never

Bounds = tuple[datetime | None, datetime | None]
"""The first moment that belongs to it and the first that no longer does, in UTC; None is without end."""

SPANS = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(weeks=1),
    Unit.MONTH: timedelta(days=30),
    Unit.YEAR: timedelta(days=365),
}
"""Months and years only roughly."""

BEGIN = (0, 1, 1, 0, 0)
"""What a calendar's point is not told: January, the first, midnight."""


def bounds(period: Side | Within, now: datetime, zone: tzinfo) -> Bounds:
    """What `period` means at `now`; days begin at midnight in `zone`."""
    if isinstance(period, Within):
        return span(period.first, now, zone)[0], span(period.last, now, zone)[1]
    first, last = span(period.point, now, zone)
    match period.compare:
        case Compare.SINCE:
            return first, None
        case Compare.AFTER:
            return last, None
        case Compare.UNTIL:
            return None, last
        case Compare.BEFORE:
            return None, first


def inside(moment: datetime | None, period: Period, now: datetime, zone: tzinfo) -> bool:
    """`moment` None has not happened, and lies in no period but Never."""
    if isinstance(period, Never) or moment is None:
        return isinstance(period, Never) and moment is None
    first, end = bounds(period, now, zone)
    return (first is None or first <= moment) and (end is None or moment < end)


def span(point: Point, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Where it begins and ends, in UTC; a moment does both at once."""
    match point:
        case Ago():
            moment = before(now, point, zone)
            return moment, moment
        case Calendar(parts) if len(parts) > 3:
            minute = begin(parts).replace(tzinfo=zone).astimezone(UTC)
            return minute, minute + SPANS[Unit.MINUTE]
        case Calendar(parts):
            first, end = begin(parts).date(), following(parts)
        case Moving():
            first, end = moving(point, now.astimezone(zone).date())
    return midnight(first, zone), midnight(end, zone)


def before(now: datetime, ago: Ago, zone: tzinfo) -> datetime:
    """The 31st, a month ago, was the last of its month."""
    if ago.unit not in (Unit.MONTH, Unit.YEAR):
        return now.astimezone(UTC) - ago.count * SPANS[ago.unit]
    local = now.astimezone(zone)
    months = ago.count * (12 if ago.unit is Unit.YEAR else 1)
    first = month_after(local.date(), -months)
    day = min(local.day, (month_after(first, 1) - first).days)
    return datetime.combine(first.replace(day=day), local.time(), zone).astimezone(UTC)


def begin(parts: tuple[int, ...]) -> datetime:
    """The first moment of a calendar's point, without zone. Raises ValueError for a day that no calendar has."""
    year, month, day, hour, minute = (*parts, *BEGIN[len(parts) :])
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 (the zone is the reader's, and comes later)


def following(parts: tuple[int, ...]) -> date:
    """The first day after a year, a month or a day."""
    first = begin(parts).date()
    return first + SPANS[Unit.DAY] if len(parts) == 3 else month_after(first, 12 if len(parts) == 1 else 1)


def moving(stretch: Moving, today: date) -> tuple[date, date]:
    """Its first day, and the first after it."""
    day = SPANS[Unit.DAY]
    match stretch:
        case Moving.TODAY:
            return today, today + day
        case Moving.YESTERDAY:
            return today - day, today
        case Moving.WEEK:
            monday = today - today.weekday() * day
            return monday, monday + 7 * day
        case Moving.MONTH:
            return today.replace(day=1), month_after(today, 1)
        case Moving.YEAR:
            return today.replace(month=1, day=1), month_after(today.replace(month=1), 12)


def month_after(day: date, months: int) -> date:
    """The first day of the month that is so many later, or earlier."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Its first moment, in UTC; a clock that is put forward at midnight starts the day an hour later."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
