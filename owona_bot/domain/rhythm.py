"""What a cron line says aloud: `every 15 minutes`, `Monday to Friday at 9:00`; some have no such words."""

from dataclasses import dataclass
from enum import StrEnum

from owona_bot.domain.cron import Cron

WEEK = (0, 1, 2, 3, 4, 5, 6)

TIMES = 3
"""More times of a day than that are no words but a list."""


class Beat(StrEnum):
    """How often."""

    MINUTES = "minutes"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`every` minutes or `minute` past each hour; else `times` (hour, minute) on `days`: of the week from Monday (0),
    or of the month, whose last one is meant where there are none."""

    beat: Beat
    every: int = 0
    times: tuple[tuple[int, int], ...] = ()
    days: tuple[int, ...] = ()


def rhythm(cron: Cron) -> Rhythm | None:
    """None for what would take more than a few words."""
    monthly, weekly = len(cron.days) < 31, len(cron.weekdays) < 7
    if len(cron.months) < 12 or (monthly and weekly):
        return None
    times = tuple((hour, minute) for hour in cron.hours for minute in cron.minutes)
    if not (monthly or weekly) and cron.hourly:
        return within_the_hour(cron.minutes)
    if len(times) > TIMES or (monthly and len(cron.days) > TIMES):
        return None
    if monthly:
        return Rhythm(Beat.MONTHLY, times=times, days=cron.days)
    return Rhythm(Beat.WEEKLY if weekly else Beat.DAILY, times=times, days=cron.weekdays)


def within_the_hour(minutes: tuple[int, ...]) -> Rhythm | None:
    """At one minute of each hour, or so often in it."""
    if len(minutes) == 1:
        return Rhythm(Beat.HOURLY, every=minutes[0])
    step = minutes[1] - minutes[0]
    return Rhythm(Beat.MINUTES, every=step) if minutes == tuple(range(0, 60, step)) and 60 % step == 0 else None


def span_of(days: tuple[int, ...]) -> tuple[int, int] | None:
    """The first and the last of three days of the week or more that follow each other."""
    first, last = days[0], days[-1]
    return (first, last) if len(days) > 2 and days == tuple(range(first, last + 1)) else None
