"""Spans of time that figures are about; days and months are those on the desk's wall."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from owona_bot.domain.filter_times import midnight

MOST_DAYS = 400
"""A longer series is told in steps of several days."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until before `end`, both with a zone."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """In real hours: a week with a change of clocks has one more or less."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Which day it is on the wall there."""
    return moment.astimezone(zone).date()


def days_of(period: Period, zone: tzinfo) -> tuple[date, date]:
    """The first and the last one in it."""
    return day_of(period.start, zone), day_of(period.end - datetime.resolution, zone)


def last_days(count: int, now: datetime, zone: tzinfo) -> Period:
    """Today and the days before it, `count` in all; it ends when today does."""
    end = day_of(now, zone) + timedelta(days=1)
    return Period(midnight(end - timedelta(days=count), zone), midnight(end, zone))


def whole_days(first: date, count: int, zone: tzinfo) -> Period:
    """`count` days from `first` on."""
    return Period(midnight(first, zone), midnight(first + timedelta(days=count), zone))


def week_of(day: date, zone: tzinfo) -> Period:
    """From Monday on."""
    return whole_days(day - timedelta(days=day.weekday()), 7, zone)


def month_of(day: date, zone: tzinfo) -> Period:
    """From the first on."""
    first = day.replace(day=1)
    return Period(midnight(first, zone), midnight(next_month(first), zone))


def next_month(first: date) -> date:
    """The first of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def before(period: Period, zone: tzinfo) -> Period:
    """The one that ends where `period` begins: as many days, or the month before a whole month."""
    start, end = day_of(period.start, zone), day_of(period.end, zone)
    if period == month_of(start, zone):
        return month_of(start - timedelta(days=1), zone)
    if (period.start, period.end) == (midnight(start, zone), midnight(end, zone)):
        return whole_days(start - (end - start), (end - start).days, zone)
    return Period((period.start.astimezone(UTC) - period.length).astimezone(zone), period.start)


def edges(period: Period, zone: tzinfo) -> list[datetime]:
    """Where the steps of a series begin, and at last its end: midnights, of a long period not all of them.

    A period without length is one step.
    """
    first = day_of(period.start, zone)
    last = max(first, day_of(period.end - datetime.resolution, zone))
    step = -(-((last - first).days + 1) // MOST_DAYS)
    inner = [midnight(first + timedelta(days=n), zone) for n in range(step, (last - first).days + 1, step)]
    return [period.start, *inner, period.end]
