"""`/ticket stats`: which period is meant, and which one it is held against."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from owona_bot.domain.filter_dates import read_date
from owona_bot.domain.filter_times import midnight
from owona_bot.domain.filter_tokens import bare
from owona_bot.domain.metrics import Figures
from owona_bot.domain.metrics_period import Period, before, day_of, month_of, week_of, whole_days
from owona_bot.domain.report_errors import PeriodAhead, PeriodUnknown

MONTH, YESTERDAY, LAST_WEEK, LAST_MONTH = "month", "yesterday", "last-week", "last-month"

WORDS = {
    **dict.fromkeys(("today", "heute", "day", "tag"), "1d"),
    **dict.fromkeys(("yesterday", "gestern"), YESTERDAY),
    **dict.fromkeys(("week", "woche"), "7d"),
    **dict.fromkeys(("last-week", "letzte-woche", "vorwoche"), LAST_WEEK),
    **dict.fromkeys(("month", "monat"), MONTH),
    **dict.fromkeys(("last-month", "letzter-monat", "letzten-monat", "vormonat"), LAST_MONTH),
}

LAST = re.compile(r"(last|letzte[nr]?)\s+(week|woche|month|monat)(?=\s|$)", re.IGNORECASE)
"""Two words for one."""

DAYS = re.compile(r"(\d{1,3})[dt]", re.ASCII | re.IGNORECASE)

OF_MONTH, OF_DAY = 2, 3
"""Numbers that name one."""

MOST = 400
"""Days that are looked back for a person who waits."""

USUAL = "7d"


@dataclass(frozen=True, slots=True)
class Wish:
    """Of the tickets that fit the line `filter`.

    `span` is `month`, this one so far, `7d`, so many days with today as the last, a whole one before, as `yesterday` or
    `last-week`, or one by its name, `2026-11` or `2026-11-20`.
    """

    span: str
    filter: str

    @property
    def days(self) -> int | None:
        """None of what is not counted from today."""
        return int(self.span[:-1]) if DAYS.fullmatch(self.span) else None

    @property
    def named(self) -> tuple[int, ...]:
        """Year and month, of a day that too; empty where it is named by no date."""
        point = read_date(self.span)
        return point.parts if point else ()

    def say(self, span: str) -> str:
        """As it is said after the verb, of another span."""
        return f"{span} {self.filter}".strip()


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of a period until now, and of the one before it as far as the same time of its last day.

    `since` is when the desk's first ticket came, None of a desk without any.
    """

    wish: Wish
    now: Figures
    before: Figures
    since: datetime | None = None

    @property
    def comparable(self) -> bool:
        """There was a desk through all of the period before it."""
        return self.since is None or self.since <= self.before.period.start

    @property
    def zone(self) -> ZoneInfo:
        """The desk's."""
        return ZoneInfo(self.now.zone)


def wish_in(words: str) -> Wish:
    """A period may come first; all else is a filter. Seven days are meant where none is said.

    Raises PeriodUnknown for a word to look for that stands in no quotes: mistyped periods would be looked for.
    """
    word, rest = (*LAST.sub(r"\1-\2", words.strip(), count=1).split(maxsplit=1), "", "")[:2]
    span = span_of(word)
    wish = Wish(span, rest.strip()) if span else Wish(USUAL, words.strip())
    if unknown := bare(wish.filter):
        raise PeriodUnknown(word=unknown)
    return wish


def span_of(word: str) -> str | None:
    """`7d`, `30t`, `month`, `heute`, `11.2026`; None for what begins a filter."""
    found = DAYS.fullmatch(word)
    if found and 0 < int(found[1]) <= MOST:
        return f"{int(found[1])}d"
    point = read_date(word)
    if point and len(point.parts) in (OF_MONTH, OF_DAY):
        return "-".join(f"{part:02}" for part in point.parts)
    return WORDS.get(word.casefold())


def periods(wish: Wish, now: datetime, zone: tzinfo) -> tuple[Period, Period]:
    """The one that is meant, until now, and the one before, until as late in it: half a day is not held against one.

    Raises PeriodAhead.
    """
    whole = past(wish, day_of(now, zone), zone)
    if whole is None or whole.start <= now < whole.end:
        return until_now(wish, now, zone)
    if whole.start > now:
        raise PeriodAhead(word=wish.span)
    return whole, before(whole, zone)


def past(wish: Wish, today: date, zone: tzinfo) -> Period | None:
    """A whole one; None of those that are counted from today."""
    match wish.span, wish.named:
        case "yesterday", _:
            return whole_days(today - timedelta(days=1), 1, zone)
        case "last-week", _:
            return week_of(today - timedelta(days=7), zone)
        case "last-month", _:
            return month_of(today.replace(day=1) - timedelta(days=1), zone)
        case _, (year, month):
            return month_of(date(year, month, 1), zone)
        case _, (year, month, day):
            return whole_days(date(year, month, day), 1, zone)
    return None


def until_now(wish: Wish, now: datetime, zone: tzinfo) -> tuple[Period, Period]:
    """Days with today as the last, or this month."""
    local, today = now.astimezone(zone), day_of(now, zone)
    days = 1 if len(wish.named) == OF_DAY else wish.days
    if days is None:
        first = today.replace(day=1)
        last = first - timedelta(days=1)
        same = local.replace(year=last.year, month=last.month, day=min(today.day, monthrange(last.year, last.month)[1]))
        return Period(midnight(first, zone), now), Period(midnight(last.replace(day=1), zone), same)
    first, span = today - timedelta(days=days - 1), timedelta(days=days)
    return Period(midnight(first, zone), now), Period(midnight(first - span, zone), local - span)
