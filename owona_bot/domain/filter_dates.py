"""How times are written in filters: `7d`, `heute`, `2026-05`, `01.05.2026`, `2026-01..2026-03`."""

import re
from datetime import timedelta

from owona_bot.domain.filter_ranges import Compare, ends
from owona_bot.domain.filter_times import SPANS, Ago, Calendar, Moving, Never, Period, Point, Side, Unit, Within, begin
from owona_bot.domain.filter_words import Table, Words, fold

UNIT: Table = {
    Unit.MINUTE: ("min", "min", "minute", "minutes", "minuten"),
    Unit.HOUR: ("h", "std", "hour", "hours", "stunde", "stunden"),
    Unit.DAY: ("d", "t", "day", "days", "tag", "tage", "tagen"),
    Unit.WEEK: ("w", "w", "week", "weeks", "woche", "wochen"),
    Unit.MONTH: ("m", "m", "month", "months", "monat", "monate", "monaten"),
    Unit.YEAR: ("y", "j", "year", "years", "jahr", "jahre", "jahren"),
}
UNITS = Words(UNIT)

MOVING: Table = {
    Moving.TODAY: ("today", "heute"),
    Moving.YESTERDAY: ("yesterday", "gestern"),
    Moving.WEEK: ("week", "woche", "this-week", "diese-woche"),
    Moving.MONTH: ("month", "monat", "this-month", "dieser-monat", "diesen-monat"),
    Moving.YEAR: ("year", "jahr", "this-year", "dieses-jahr"),
}
STRETCHES = Words(MOVING)

NEVER = Words({"never": ("none", "nie", "never", "niemals", "nicht", "noch-nicht")})

FARTHEST = timedelta(days=36_600)
"""A hundred years, so that no clock's arithmetic runs over."""

YEARS = range(1900, 3000)

AGO = re.compile(r"(\d{1,8}) ?([a-z]{1,10})", re.ASCII)
ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)(?:t(\d\d?):(\d\d))?)?)?", re.ASCII)
GERMAN = re.compile(r"(?:(?:(\d\d?)\.)?(\d\d?)\.)?(\d{4})", re.ASCII)

EXAMPLES = {
    "de": "7t, heute, 2026-05, >=2026-05-01, 2026-01..2026-03",
    "en": "7d, today, 2026-05, >=2026-05-01, 2026-01..2026-03",
}


def read_period(text: str) -> Period | None:
    """None for what is no time. A moment alone, `7d`, means since then."""
    said = ends(text)
    first, last = read_point(said.first), read_point(said.last)
    if first is None or last is None:
        return None
    if said.compare is not None:
        return Side(said.compare, first)
    return Side(Compare.SINCE, first) if isinstance(first, Ago) and not said.ranged else Within(first, last)


def read_point(text: str) -> Point | None:
    """One time, in either language."""
    word = fold(text)
    stretch = STRETCHES.read(word)
    return Moving(stretch) if stretch is not None else read_ago(word) or read_date(word)


def read_ago(word: str) -> Ago | None:
    """`7d`, `7 tage`; None beyond a hundred years."""
    found = AGO.fullmatch(word)
    unit = UNITS.read(found[2]) if found else None
    if found is None or unit is None or int(found[1]) > FARTHEST // SPANS[Unit(unit)]:
        return None
    return Ago(int(found[1]), Unit(unit))


def read_date(word: str) -> Calendar | None:
    """The year first, or last as Germans do; None for a day that no calendar has."""
    iso, german = ISO.fullmatch(word), GERMAN.fullmatch(word)
    groups = iso.groups() if iso else german.groups()[::-1] if german else ()
    parts = tuple(int(part) for part in groups if part)
    return Calendar(parts) if parts and exists(parts) else None


def exists(parts: tuple[int, ...]) -> bool:
    """The calendar has it, in a year that a ticket may be of."""
    try:
        return begin(parts).year in YEARS
    except ValueError:
        return False


def write_period(period: Period, locale: str = "en") -> str:
    """As `read_period` reads it; Never is the first word of NEVER."""
    match period:
        case Never():
            return NEVER.write(["never"], locale)[0]
        case Side(compare, point):
            return f"{compare}{write_point(point, locale)}"
        case Within(first, last):
            alone = first == last and not isinstance(first, Ago)
            begin, end = write_point(first, locale), write_point(last, locale)
            return begin if alone else f"{begin}..{end}"


def write_point(point: Point, locale: str) -> str:
    """`7d`, `today`, `2026-05-01T12:30`."""
    match point:
        case Ago(count, unit):
            return f"{count}{UNITS.write([unit], locale)[0]}"
        case Moving():
            return STRETCHES.write([point], locale)[0]
        case Calendar(parts):
            date, clock = "-".join(f"{part:02}" for part in parts[:3]), ":".join(f"{part:02}" for part in parts[3:])
            return f"{date}T{clock}" if clock else date
