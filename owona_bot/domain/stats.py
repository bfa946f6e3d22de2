"""`/ticket stats`: which period is meant, and which one it is held against."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from owona_bot.domain.filter_times import midnight
from owona_bot.domain.metrics import Figures
from owona_bot.domain.metrics_period import Period, day_of

MONTH = "month"

WORDS = {
    **dict.fromkeys(("today", "heute", "day", "tag"), "1d"),
    **dict.fromkeys(("week", "woche"), "7d"),
    **dict.fromkeys(("month", "monat"), MONTH),
}

DAYS = re.compile(r"(\d{1,3})[dt]", re.ASCII | re.IGNORECASE)

MOST = 400
"""Days that are looked back for a person who waits."""

USUAL = "7d"


@dataclass(frozen=True, slots=True)
class Wish:
    """`span` is `month`, this one so far, or `7d`, so many days with today as the last; `filter` is a filter's line."""

    span: str
    filter: str

    @property
    def days(self) -> int | None:
        """None of the month."""
        return None if self.span == MONTH else int(self.span[:-1])

    def say(self, span: str) -> str:
        """As it is said after the verb, of another span."""
        return f"{span} {self.filter}".strip()


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of a period until now, and of the one before it as far as the same time of its last day."""

    wish: Wish
    now: Figures
    before: Figures

    @property
    def zone(self) -> ZoneInfo:
        """The desk's."""
        return ZoneInfo(self.now.zone)


def wish_in(words: str) -> Wish:
    """A period may come first; all else is a filter. Seven days are meant where none is said."""
    word, rest = (*words.split(maxsplit=1), "", "")[:2]
    span = span_of(word)
    return Wish(span, rest.strip()) if span else Wish(USUAL, words.strip())


def span_of(word: str) -> str | None:
    """`7d`, `30t`, `month`, `heute`; None for what begins a filter."""
    found = DAYS.fullmatch(word)
    if found and 0 < int(found[1]) <= MOST:
        return f"{int(found[1])}d"
    return WORDS.get(word.casefold())


def periods(wish: Wish, now: datetime, zone: tzinfo) -> tuple[Period, Period]:
    """The one that is meant, until now, and the one before, until as late in it: half a day is not held against one."""
    local, today = now.astimezone(zone), day_of(now, zone)
    if wish.days is None:
        first = today.replace(day=1)
        last = first - timedelta(days=1)
        same = local.replace(year=last.year, month=last.month, day=min(today.day, monthrange(last.year, last.month)[1]))
        return Period(midnight(first, zone), now), Period(midnight(last.replace(day=1), zone), same)
    first, span = today - timedelta(days=wish.days - 1), timedelta(days=wish.days)
    return Period(midnight(first, zone), now), Period(midnight(first - span, zone), local - span)
