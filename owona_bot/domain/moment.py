"""What people type for a time, German or English: `morgen früh`, `in 2 hours`, `Mo 14:30`, `1.12.`."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from owona_bot.domain.errors import InThePast, NotAMoment, TooFar
from owona_bot.domain.moment_grammar import facts
from owona_bot.domain.moment_words import Clock, Day, Fact, Filler, Morgen, Part, Past, Span, Weekday, ahead
from owona_bot.domain.text import shortened

LONGEST = timedelta(days=366)

SHOWN = 60
"""Characters of what was typed that a refusal repeats."""

WRITTEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
"""As programs write it; without an offset it is the reader's own clock."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the words said, each thing once; a span's parts add up."""

    day: Day | None = None
    weekday: Weekday | None = None
    clock: Clock | None = None
    part: Part | None = None
    span: Span | None = None


def moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """In UTC, after `now` and within a year. Raises NotAMoment, InThePast or TooFar.

    Hours and minutes pass by; days and weeks are those of the wall: a day without a clock is 9:00 there, the end of
    a week Friday, 17:00. `Monday` may be today, `next Monday` is the first after today. A wall's time that the clocks
    jump over moves on by as much as they jump; of one that comes twice the first is meant.
    """
    typed = text.strip()
    found = written(typed, zone) if WRITTEN.fullmatch(typed) else told(typed, now.astimezone(zone))
    if found is None:
        raise NotAMoment(word=shortened(typed, SHOWN))
    if found <= now:
        raise InThePast(text=shortened(typed, SHOWN))
    if found - now > LONGEST:
        raise TooFar(text=shortened(typed, SHOWN))
    return found


def written(text: str, zone: ZoneInfo) -> datetime | None:
    """None for a 30th of February, and where the years run out."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def told(text: str, here: datetime) -> datetime | None:
    """The first moment after `here` that the words can mean, else the last before; None if they don't go together."""
    said = Told()
    for word, fact in facts(text):
        if isinstance(fact, Past):
            raise InThePast(text=shortened(text, SHOWN))
        said = plus(said, fact, word)
    if said.span and said.span.minutes:
        return elapsed(said.span, here) if said == Told(span=said.span) else None
    return on_day(said, here) if goes_together(said) else None


def plus(said: Told, fact: Fact, word: str) -> Told:
    """Raises NotAMoment for what was said already."""
    more: Told | None = None
    match fact:
        case Filler():
            more = said
        case Morgen():
            more = plus(said, Part(9) if said.day or said.weekday else ahead(1), word)
        case Span():
            more = replace(said, span=fact.after(said.span or Span()))
        case Day() if said.day is None:
            more = replace(said, day=fact)
        case Weekday() if said.weekday is None:
            more = replace(said, weekday=fact)
        case Clock() if said.clock is None:
            more = replace(said, clock=fact)
        case Part() if said.part is None:
            more = replace(said, part=fact)
    if more is None:
        raise NotAMoment(word=word)
    return more


def goes_together(said: Told) -> bool:
    """Something was said, one day at most, and a bare number only beside one."""
    day = said.day or said.weekday
    alone = said.clock is not None and not said.clock.bare
    return bool(day or said.part or said.span or alone) and not (said.span and day)


def elapsed(span: Span, here: datetime) -> datetime:
    """The days on the wall first, then the minutes as they pass."""
    start = on_wall(here.date() + timedelta(days=span.days), here.time(), here) if span.days else here.astimezone(UTC)
    return start + timedelta(minutes=span.minutes)


def on_day(said: Told, here: datetime) -> datetime | None:
    """None if no day meant is the weekday that was said."""
    days = [day for day in meant(said, here.date()) if is_weekday(day, said.weekday, here.date())]
    more, minute = divmod(minutes(said), 24 * 60)
    clock = time(minute // 60, minute % 60)
    moments = [on_wall(day + timedelta(days=more), clock, here) for day in days]
    return next((one for one in moments if one > here), moments[-1] if moments else None)


def is_weekday(day: date, weekday: Weekday | None, today: date) -> bool:
    """A weekday beside a date is a check: in some other year the date always has it."""
    return weekday is None or (day.weekday() == weekday.number and day - today <= LONGEST)


def meant(said: Told, today: date) -> list[date]:
    """Without a day it is today or tomorrow, and a weekday is within eight."""
    if said.day is not None:
        return list(said.day.days(today))
    if said.span is not None:
        return [today + timedelta(days=said.span.days)]
    first, last = (0, 2) if said.weekday is None else (int(said.weekday.later), 8)
    return [today + timedelta(days=day) for day in range(first, last)]


def minutes(said: Told) -> int:
    """Since midnight; 8 o'clock in the evening is 20:00."""
    if said.clock is None:
        return 60 * (said.part.hour if said.part else said.day.hour if said.day else 9)
    late = said.part is not None and said.part.late and 60 <= said.clock.minutes < 12 * 60
    return said.clock.minutes + (12 * 60 if late else 0)


def on_wall(day: date, clock: time, here: datetime) -> datetime:
    """In UTC. A time that is jumped over is read with the offset before the jump (PEP 495), so it moves on by it."""
    return datetime.combine(day, clock.replace(fold=0), here.tzinfo).astimezone(UTC)
