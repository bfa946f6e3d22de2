"""Cron lines: five fields on a wall's clock, read strictly, as crontab(5) means them; day `L` is a month's last."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from owona_bot.domain.errors import FieldError
from owona_bot.domain.schedule_errors import (
    CronDay,
    CronFields,
    CronHour,
    CronMinute,
    CronMonth,
    CronNever,
    CronWeekday,
)

FIELD = "cron"
"""The form's field that a refusal names."""

LAST = "l"
"""In place of days."""

LEAP = 2024

ITEM = re.compile(r"(?P<first>\*|[0-9]{1,2}|[a-z]{3})(?:-(?P<last>[0-9]{1,2}|[a-z]{3}))?(?:/(?P<step>[0-9]{1,2}))?")

MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}

WEEKDAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five: its smallest and largest number, its names, and how a word that is none is refused."""

    least: int
    most: int
    refusal: type[FieldError]
    names: Mapping[str, int] = field(default_factory=dict)


PARTS = (
    Part(0, 59, CronMinute),
    Part(0, 23, CronHour),
    Part(1, 31, CronDay),
    Part(1, 12, CronMonth, MONTHS),
    Part(0, 7, CronWeekday, WEEKDAYS),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """What each field allows, in ascending order; `weekdays` count from Monday, which is 0.

    `last`: in place of days the last one of each month. `either`: both the day and the weekday were narrowed, and one
    of them is enough.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either: bool
    last: bool = False

    @property
    def hourly(self) -> bool:
        """Each hour of the day, so also each that comes twice."""
        return len(self.hours) == 24

    def means(self, wall: datetime) -> bool:
        """Whether it names this minute."""
        is_last = wall.day == monthrange(wall.year, wall.month)[1]
        day, weekday = wall.day in self.days or (self.last and is_last), wall.weekday() in self.weekdays
        on_day = day or weekday if self.either else day and weekday
        return wall.minute in self.minutes and wall.hour in self.hours and wall.month in self.months and on_day


def read(text: str) -> Cron:
    """Raises CronFields, one of its parts' refusals, or CronNever for a day that no month has."""
    words = text.casefold().split()
    if len(words) != len(PARTS):
        raise CronFields(FIELD, count=len(words))
    last = words[2] == LAST
    minutes, hours, days, months, weekdays = (
        () if last and word == LAST else numbers(word, part) for word, part in zip(words, PARTS, strict=True)
    )
    cron = Cron(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=tuple(sorted({(day - 1) % 7 for day in weekdays})),
        either=not (words[2].startswith("*") or words[4].startswith("*")),
        last=last,
    )
    if not cron.either and days and all(days[0] > monthrange(LEAP, month)[1] for month in months):
        raise CronNever(FIELD)
    return cron


def numbers(word: str, part: Part) -> tuple[int, ...]:
    """All that one field allows. Raises its refusal."""
    found: set[int] = set()
    for item in word.split(","):
        match = ITEM.fullmatch(item)
        span = span_of(match, part) if match else None
        if not span:
            raise part.refusal(FIELD, word=item or word)
        found.update(span)
    return tuple(sorted(found))


def span_of(match: re.Match[str], part: Part) -> range | None:
    """`*`, `5`, `1-5`, `*/15`, `10/20`; None for what is too small, too large or the wrong way round."""
    first, last, step = match["first"], match["last"], int(match["step"] or 1)
    if first == "*" and last:
        return None
    low = part.least if first == "*" else number(first, part)
    high = (part.most if first == "*" or match["step"] else low) if last is None else number(last, part)
    if low is None or high is None or step == 0 or not part.least <= low <= high <= part.most:
        return None
    return range(low, high + 1, step)


def number(word: str, part: Part) -> int | None:
    """None for a name that the field does not have."""
    return int(word) if word.isdigit() else part.names.get(word)
