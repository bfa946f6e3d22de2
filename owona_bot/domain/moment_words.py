"""What words can say about a time, and the words for numbers, days, months and units, German and English."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 1_000

Days = Callable[[date], Sequence[date]]
"""The days that are meant, earliest first, seen from today; the first that lies ahead counts."""


@dataclass(frozen=True, slots=True)
class Day:
    """`hour` is when its moment is if no clock is told."""

    days: Days
    hour: int = 9


@dataclass(frozen=True, slots=True)
class Weekday:
    """Monday is 0; `later`: not today."""

    number: int
    later: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes since midnight, up to 24:00; `bare` without a word that tells it from other numbers."""

    minutes: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Of the day, from `hour` on; in a `late` one 8 o'clock is 20:00."""

    hour: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Morgen:
    """Tomorrow, or the morning of the day that was told before it."""


@dataclass(frozen=True, slots=True)
class Span:
    """From now on."""

    days: int = 0
    minutes: float = 0

    def after(self, other: "Span") -> "Span":
        """Both; a sum that is too far anyway is cut, so that no date overflows."""
        days = min(self.days + other.days, MOST_DAYS)
        return Span(days, min(self.minutes + other.minutes, MOST_DAYS * 24 * 60))


@dataclass(frozen=True, slots=True)
class Past:
    """Gone, whatever else is told."""


@dataclass(frozen=True, slots=True)
class Filler:
    """Tells nothing by itself: `on`, `um`."""


Fact = Day | Weekday | Clock | Part | Morgen | Span | Past | Filler


def by_word(*lines: str, first: int = 0) -> dict[str, int]:
    """The words of a line to its number."""
    return {word: number for number, line in enumerate(lines, first) for word in line.split()}


WEEKDAYS = by_word(
    "montag monday mon mo",
    "dienstag tuesday tues tue di",
    "mittwoch wednesday wed mi",
    "donnerstag thursday thurs thur thu do",
    "freitag friday fri fr",
    "samstag sonnabend saturday sat sa",
    "sonntag sunday sun so",
)
MONTHS = by_word(
    "januar january jänner jan",
    "februar february feber feb",
    "märz maerz march mär mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
    first=1,
)
NUMBERS = by_word(
    "a an one ein eins eine einem einen einer",
    "two zwei zwo",
    "three drei",
    "four vier",
    "five fünf fuenf",
    "six sechs",
    "seven sieben",
    "eight acht",
    "nine neun",
    "ten zehn",
    "eleven elf",
    "twelve zwölf zwoelf",
    first=1,
)
UNIT_WORDS = by_word(
    "minuten minutes minute mins min m",
    "stunden stunde hours hour std hrs hr h",
    "tagen tage tag days day d",
    "wochen woche weeks week wks wk w",
)
SPANS = (Span(minutes=1), Span(minutes=60), Span(days=1), Span(days=7))
UNITS: Mapping[str, Span] = {word: SPANS[place] for word, place in UNIT_WORDS.items()}


def month_on(today: date, months: int, day: int) -> date:
    """Day `day` of the month so many on, or that month's last."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def in_week(today: date, weeks: int, weekday: int = 0) -> date:
    """A day of the week so many after this one."""
    return today + timedelta(days=weeks * 7 + weekday - today.weekday())


def ahead(days: int) -> Day:
    """So many days from today."""
    return Day(lambda today: [today + timedelta(days=days)])


NEXT_WEEK = Day(lambda today: [in_week(today, 1, weekday) for weekday in range(7)])
NEXT_MONTH = Day(lambda today: [month_on(today, 1, 1)])
NEXT_YEAR = Day(lambda today: [date(today.year + 1, 1, 1)])
WEEKS_END = Day(lambda today: [in_week(today, 0, 4), in_week(today, 1, 4)], 17)
NEXT_WEEKS_END = Day(lambda today: [in_week(today, 1, 4)], 17)
MONTHS_END = Day(lambda today: [month_on(today, 0, 31), month_on(today, 1, 31)], 17)
