"""When so many hours of a calendar have passed, with pauses in between that are known beforehand."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

from owona_bot.domain.calendar import Calendar, counted, moment_of, reached, stretches
from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.sla_explain import Segment, joined

Pauses: TypeAlias = Iterable[tuple[datetime, datetime]]
"""From, until; in any order, and they may overlap."""


def due(calendar: Calendar, start: datetime, amount: timedelta, pauses: Pauses = ()) -> datetime | None:
    """None where it is more than ten years after the start, or after the last pause."""
    at, left = start, amount
    for begin, end in disjoint(pauses):
        if end <= at:
            continue
        found = reached(calendar, at, left)
        if found is not None and found <= max(begin, at):
            return found
        left -= counted(calendar, at, begin)
        at = end
    return reached(calendar, at, left)


def disjoint(pauses: Pauses) -> list[tuple[datetime, datetime]]:
    """In order; what overlaps or meets is one, what is empty is none."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(pair for pair in pauses if pair[0] < pair[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def segments(calendar: Calendar, start: datetime, end: datetime, pauses: Pauses = ()) -> list[Segment]:
    """Of the whole span, without a hole."""
    return joined(parts(calendar, start, end, pauses))


def parts(calendar: Calendar, start: datetime, end: datetime, pauses: Pauses) -> Iterator[Segment]:
    """Between the pauses, and they themselves."""
    at = start
    for begin, until in disjoint(pauses):
        low, high = min(max(begin, at), end), min(until, end)
        if high <= at:
            continue
        yield from hours(calendar, at, low)
        if low < high:
            yield Segment(low, high, False, Why.PAUSED)
        at = high
    yield from hours(calendar, at, end)


def hours(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Segment]:
    """What of the calendar counts, and what does not."""
    for part in stretches(calendar, start, end):
        yield Segment(moment_of(part.start), moment_of(part.end), part.why is Why.HOURS, part.why, part.note)
