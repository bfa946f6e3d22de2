"""Text into facts about a time: one table of words, tried from the top; the first row that fits counts."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from unicodedata import normalize

from owona_bot.domain.errors import NotAMoment
from owona_bot.domain.moment_words import (
    MONTHS,
    MONTHS_END,
    MOST_DAYS,
    NEXT_MONTH,
    NEXT_WEEK,
    NEXT_WEEKS_END,
    NEXT_YEAR,
    NUMBERS,
    UNITS,
    WEEKDAYS,
    WEEKS_END,
    Clock,
    Day,
    Fact,
    Filler,
    Morgen,
    Part,
    Past,
    Span,
    Weekday,
    ahead,
    month_on,
)
from owona_bot.domain.text import shortened

WORD_LIMIT = 40
"""Characters of a word that a refusal names."""

YEARS = range(1900, 2200)
"""Others are no years but typing errors."""

Reader = Callable[[re.Match[str]], Fact | None]
"""None: it only looked like it."""


def number(word: str) -> float:
    """`3`, `1,5`, `drei`."""
    return NUMBERS.get(word) or float(word.replace(",", "."))


def span(told: re.Match[str]) -> Span:
    """A part of a day is told in its minutes."""
    unit, count = UNITS[told[2]], number(told[1])
    days = min(count * unit.days, MOST_DAYS)
    return Span(int(days), min(count * unit.minutes, MOST_DAYS * 24 * 60) + days % 1 * 24 * 60)


def months(told: re.Match[str]) -> Day:
    """The same day of a later month, or its last."""
    count = int(min(number(told[1]), MOST_DAYS // 30))
    return Day(lambda today: [month_on(today, count, today.day)])


def clock(told: re.Match[str]) -> Clock | None:
    """`um 9`, `9:30`, `9.30 Uhr`, `9 Uhr 30`, `5pm`, `9:30h`; by itself a number is none."""
    lead, hour, sign, minute, unit, more = told.groups()
    if not (lead or unit or sign == ":") or (unit == "h" and sign != ":"):
        return None
    half = (unit or "").replace(".", "")
    return shown(int(number(hour)), int(minute or more or 0), half if half in ("am", "pm") else "")


def shown(hour: int, minute: int, half: str = "", bare: bool = False) -> Clock | None:
    """None for what no clock shows."""
    if half and not 1 <= hour <= 12:
        return None
    minutes = (hour % 12 + 12 * (half == "pm") if half else hour) * 60 + minute
    return Clock(minutes, bare) if minute < 60 and minutes <= 24 * 60 else None


def half_to(told: re.Match[str]) -> Clock | None:
    """`halb neun` is 8:30."""
    return shown(int(number(told[1])) - 1, 30) if number(told[1]) else None


def bare(told: re.Match[str]) -> Clock | None:
    """`9` or `9.30`."""
    return shown(int(told[1]), int(told[2] or 0), bare=True)


def dated(told: re.Match[str]) -> Day | None:
    """Of groups `day`, `month`, `year`: without a year the next one that has the day; None if none ever has."""
    day, month = int(told["day"]), MONTHS.get(told["month"]) or int(told["month"])
    year = int(told["year"]) + 2000 * (len(told["year"]) == 2) if told["year"] else None
    if not (1 <= month <= 12 and year in (None, *YEARS) and 1 <= day <= monthrange(year or 2000, month)[1]):
        return None
    return Day(lambda today: [date(y, month, day) for y in years(today, year) if day <= monthrange(y, month)[1]])


def years(today: date, told: int | None) -> Iterable[int]:
    """Untold: this one and as many as a 29th of February may take."""
    return range(today.year, today.year + 9) if told is None else (told,)


def weekday(later: bool) -> Reader:
    """Not today, or perhaps today."""
    return lambda told: Weekday(WEEKDAYS[told[1]], later)


def known(fact: Fact) -> Reader:
    """The words mean one thing."""
    return lambda _: fact


def any_of(words: Iterable[str]) -> str:
    """Longer ones first."""
    return "|".join(sorted(words, key=len, reverse=True))


COUNT = rf"([0-9]{{1,9}}(?:[.,][0-9]{{1,2}})?|(?:{any_of(NUMBERS)})(?= ))"
HOUR = rf"([0-9]{{1,2}}|{any_of(NUMBERS)})"
UNIT = rf"({any_of(UNITS)})\.?"
MONTHS_UNIT = r"(?:monaten|monate|monat|months|month)"
DURING = r"(?:in |um |for |für )?"
NEXT = r"(?:nächste|naechste|kommende)[nmrs]?|next|coming"
WEEKDAY = rf"({any_of(WEEKDAYS)})\.?"
GERMAN_DAY = r"(?:\w+tag|mo|di|mi|mittwoch|do|fr|sa|so|sonnabend)\b"
CLOCK_UNIT = rf"(uhr|o['’]?clock|[ap]m(?! (?:{GERMAN_DAY}|[0-9]))|[ap]\.m\.|h)?"
CLOCK_REST = r"(?:(?<=[0-9] uhr) ([0-9]{2})(?![.:]))?"
DAY = r"(?P<day>[0-9]{1,2})"
MONTH = rf"(?P<month>{any_of(MONTHS)})\.?"
YEAR = r"(?:,? (?P<year>[0-9]{4}))?"

ROWS: tuple[tuple[str, Reader], ...] = (
    (rf"vor {COUNT} ?(?:{UNIT}|{MONTHS_UNIT})|{COUNT} ?(?:{UNIT}|{MONTHS_UNIT}) ago", known(Past())),
    (r"(?:letzte[nmrs]?|vorige[nmrs]?|vergangene[nmrs]?|last) \w+", known(Past())),
    (r"vorgestern|gestern|yesterday|jetzt|sofort|now", known(Past())),
    (rf"{DURING}(?:half an hour|half hour|(?:einer? )?halben? stunde)", known(Span(minutes=30))),
    (rf"{DURING}(?:einer? )?viertelstunde|{DURING}(?:a )?quarter of an hour", known(Span(minutes=15))),
    (rf"{DURING}(?:(?:anderthalb|eineinhalb) stunden|an hour and a half)", known(Span(minutes=90))),
    (rf"{DURING}{COUNT} ?{MONTHS_UNIT}", months),
    (rf"{DURING}{COUNT} ?{UNIT}(?: from now)?", span),
    (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", dated),
    (rf"(um |at |gegen |@ ?)?{HOUR}(?:([:.])([0-9]{{2}}))? ?{CLOCK_UNIT}{CLOCK_REST}", clock),
    (rf"(?:um )?halb {HOUR}(?: uhr)?", half_to),
    (rf"{DAY}\. ?(?P<month>[0-9]{{1,2}})\.(?P<year>[0-9]{{4}}|[0-9]{{2}})", dated),
    (rf"{DAY}\. ?(?P<month>[0-9]{{1,2}})\.?(?: (?P<year>20[0-9]{{2}}))?", dated),
    (rf"{DAY}(?:\.|st|nd|rd|th)? ?(?:of )?{MONTH}{YEAR}", dated),
    (rf"{MONTH} {DAY}(?:\.|st|nd|rd|th)?{YEAR}", dated),
    (r"([0-9]{1,2})(?:\.([0-9]{2}))?", bare),
    (r"heute|today|(?:this|diese[nrs]?)(?= (?:morning|afternoon|evening|morgen|\w+mittag|abend))", known(ahead(0))),
    (r"tomorrow|tmrw|tmr", known(ahead(1))),
    (r"übermorgen|uebermorgen|(?:the )?day after tomorrow", known(ahead(2))),
    (r"ende (?:nächster|naechster|der nächsten|der naechsten) woche|(?:the )?end of next week", known(NEXT_WEEKS_END)),
    (r"ende (?:der|dieser) woche|(?:the )?end of (?:the |this )?week|eow", known(WEEKS_END)),
    (r"ende (?:des|dieses) monats|monatsende|(?:the )?end of (?:the |this )?month|eom", known(MONTHS_END)),
    (rf"(?:anfang |beginning of |start of )?(?:{NEXT}) (?:woche|week)", known(NEXT_WEEK)),
    (rf"(?:anfang |beginning of |start of )?(?:{NEXT}) (?:monats|monat|month)", known(NEXT_MONTH)),
    (rf"(?:anfang |beginning of |start of )?(?:{NEXT}) (?:jahres|jahr|year)", known(NEXT_YEAR)),
    (r"ende des tages|feierabend|(?:the )?end of (?:the )?day|eod", known(Part(17))),
    (rf"(?:{NEXT}) {WEEKDAY}", weekday(later=True)),
    (WEEKDAY, weekday(later=False)),
    (r"wochenende|weekend", known(Weekday(5))),
    (r"morgen", known(Morgen())),
    (r"früh|frueh|morgens|vormittags?|morning", known(Part(9))),
    (r"mittags?|noon|midday", known(Part(12))),
    (r"nachmittags?|afternoon", known(Part(15, late=True))),
    (r"abends?|evening", known(Part(18, late=True))),
    (r"mitternacht|midnight", known(Clock(24 * 60))),
    (r"an|am|on|at|um|by|the|in|de[nmr]|bis|zum|zur|until|till?|ab|from|for|für|gegen|this|diese[nmrs]?|und|and|t(?=[0-9])",
     known(Filler())),
)  # fmt: skip

END = r"(?:(?<=[0-9])(?![0-9:])|(?<=[^\W0-9])(?![^\W0-9])|(?<=\W))"
"""A word ends where letters or digits do: `2h30m` is two."""

GRAMMAR = tuple((re.compile(f"(?:{pattern}){END}"), reader) for pattern, reader in ROWS)
GAP = re.compile(r"[\s,;.!?()]*")
GLUED = re.compile(
    r"(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(?=(?:früh|morgen|vor|mit|nach|abend))"
)


def facts(text: str) -> Iterator[tuple[str, Fact]]:
    """Each with the words that tell it. Raises NotAMoment at the first word that tells nothing."""
    text = GLUED.sub(r"\1 ", " ".join(normalize("NFC", text).lower().split())).replace("tonight", "today evening")
    start = past_gap(text, 0)
    while start < len(text):
        found, fact = first(text, start)
        yield found[0], fact
        start = past_gap(text, found.end())


def past_gap(text: str, start: int) -> int:
    """Where the next word begins."""
    gap = GAP.match(text, start)
    return gap.end() if gap else start


def first(text: str, start: int) -> tuple[re.Match[str], Fact]:
    """What the grammar finds there."""
    for pattern, reader in GRAMMAR:
        found = pattern.match(text, start)
        fact = reader(found) if found else None
        if found and fact:
            return found, fact
    raise NotAMoment(word=shortened(word_at(text, start), WORD_LIMIT))


def word_at(text: str, place: int) -> str:
    """The whole word around it."""
    return text[text.rfind(" ", 0, place) + 1 :].split(" ", 1)[0]
