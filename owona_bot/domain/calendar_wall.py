"""What a day's minutes are on the wall, and when on earth the wall shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

DAY = 86_400
"""Seconds."""

STEP = DAY // 2
"""No zone changes its offset twice in less."""

Hours: TypeAlias = tuple[tuple[int, int], ...]


class Why(StrEnum):
    """Why time counts, which only `hours` does, or not."""

    HOURS = "hours"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    HALF_DAY = "half_day"
    CLOSURE = "closure"
    WAITING_CUSTOMER = "waiting_customer"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    PAUSED = "paused"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of one reason, since 1970; `note` is the holiday's name."""

    start: int
    end: int
    why: Why
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offset:
    """Between the two seconds since 1970 the wall is so many seconds ahead of UTC."""

    start: int
    end: int
    ahead: int


def wall(hours: Hours, closes: int) -> tuple[tuple[int, int, Why, str], ...]:
    """A day of these hours; those after the minute `closes` are lost to a half day."""
    found, at = [], 0
    for start, end in hours:
        cut = min(max(start, closes), end)
        parts = ((at, start, Why.CLOSED), (start, cut, Why.HOURS), (cut, end, Why.HALF_DAY))
        found += [(low, high, why, "") for low, high, why in parts if low < high]
        at = end
    if at < 1440:
        found.append((at, 1440, Why.CLOSED, ""))
    return tuple(found)


def on_earth(day: date, minutes: Sequence[tuple[int, int, Why, str]], spans: Sequence[Offset]) -> Iterator[Stretch]:
    """When the wall shows them: twice, or not at all, where the clocks are changed."""
    midnight = (day.toordinal() - date(1970, 1, 1).toordinal()) * DAY
    for span in spans:
        for low, high, why, note in minutes:
            start = max(midnight + 60 * low - span.ahead, span.start)
            end = min(midnight + 60 * high - span.ahead, span.end)
            if start < end:
                yield Stretch(start, end, why, note)


def offsets(zone: str, start: int, end: int) -> list[Offset]:
    """Those of the zone between two seconds, in order and without a hole."""
    there = ZoneInfo(zone)
    found: list[Offset] = []
    begun, at = start, start
    while at < end:
        after = min(at + STEP, end)
        if ahead(there, at) != ahead(there, after):
            change = changed(there, at, after)
            found.append(Offset(begun, change, ahead(there, at)))
            begun = change
        at = after
    return [*found, Offset(begun, end, ahead(there, end))]


def changed(zone: ZoneInfo, low: int, high: int) -> int:
    """The first second with the offset that holds at `high`, which is another than at `low`."""
    before = ahead(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if ahead(zone, middle) == before else (low, middle)
    return high


def ahead(zone: ZoneInfo, second: int) -> int:
    """Of the wall, in seconds."""
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
