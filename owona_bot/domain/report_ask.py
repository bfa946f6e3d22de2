"""What may be said behind `/ticket report`, in German and English."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from owona_bot.domain.filter_dates import read_date
from owona_bot.domain.filter_tokens import bare
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_errors import ReportDayUnknown, ReportGone, UnknownReportWord
from owona_bot.domain.report_schedule import NAME
from owona_bot.domain.team import nearest_of

DIGITS = 9

KINDS: dict[str, ReportKind] = {
    **dict.fromkeys(("daily", "day", "täglich", "taeglich", "tag"), ReportKind.DAILY),
    **dict.fromkeys(("weekly", "week", "wöchentlich", "woechentlich", "woche"), ReportKind.WEEKLY),
    **dict.fromkeys(("monthly", "month", "monatlich", "monat"), ReportKind.MONTHLY),
    **dict.fromkeys(("handover", "übergabe", "uebergabe", "schicht", "shift"), ReportKind.HANDOVER),
}


class Ask(StrEnum):
    """What may follow `/ticket report`; the value is the English word that a button says."""

    FORM = "form"
    MAKE = "make"
    SCHEDULE = "schedule"
    LIST = "list"
    PAUSE = "pause"
    RESUME = "resume"
    RUN = "run"
    DELETE = "delete"


ASKS: dict[str, Ask] = {
    **dict.fromkeys(("schedule", "plan", "plane", "planen"), Ask.SCHEDULE),
    **dict.fromkeys(("list", "liste", "pläne"), Ask.LIST),
    **dict.fromkeys(("pause", "stop", "pausiere", "anhalten"), Ask.PAUSE),
    **dict.fromkeys(("resume", "weiter", "fortsetzen"), Ask.RESUME),
    **dict.fromkeys(("run", "now", "jetzt", "start", "starte"), Ask.RUN),
    **dict.fromkeys(("delete", "remove", "lösche", "löschen", "loesche"), Ask.DELETE),
}

YES = frozenset({"yes", "ja"})

OF_ENTRIES = frozenset({Ask.PAUSE, Ask.RESUME, Ask.RUN, Ask.DELETE})
"""An entry's number follows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said: `kind` and `filter` of a report that is to be made or scheduled, or the `name` of an entry.

    `day` lies in the period that a report is to be of.
    `sure`: the question whether it is to be deleted was answered.
    """

    ask: Ask
    kind: ReportKind | None = None
    filter: str = ""
    name: str = ""
    sure: bool = False
    day: date | None = None


def asked_in(words: str) -> Asked:
    """No words are FORM. Raises UnknownReportWord, ReportDayUnknown, or ReportGone for an entry without a number."""
    word, rest = (*words.split(maxsplit=1), "", "")[:2]
    if not word:
        return Asked(Ask.FORM)
    if kind := KINDS.get(word.casefold()):
        return to_make(kind, rest.strip())
    ask = ASKS.get(word.casefold())
    if ask is None:
        raise UnknownReportWord(word=word, nearest=nearest_of(word, [*KINDS, *ASKS], ReportKind.WEEKLY))
    if ask in OF_ENTRIES:
        return Asked(ask, name=name_in(rest), sure=bool(YES & set(rest.casefold().split())))
    kind_word, filter_ = (*rest.split(maxsplit=1), "", "")[:2]
    kind = KINDS.get(kind_word.casefold())
    return Asked(ask, kind, (filter_ if kind else rest).strip())


def to_make(kind: ReportKind, words: str) -> Asked:
    """A day of it may come first, of a monthly one also its month. Raises ReportDayUnknown for other bare words."""
    word, rest = (*words.split(maxsplit=1), "", "")[:2]
    day = day_in(kind, word)
    asked = Asked(Ask.MAKE, kind, rest.strip() if day else words, day=day)
    if unknown := bare(asked.filter):
        raise ReportDayUnknown(word=unknown)
    return asked


def day_in(kind: ReportKind, word: str) -> date | None:
    """`2026-11-15`, `15.11.2026`; None for what names none."""
    point = read_date(word)
    match point.parts if point else ():
        case (year, month, day):
            return date(year, month, day)
        case (year, month) if kind is ReportKind.MONTHLY:
            return date(year, month, 1)
    return None


def name_in(words: str) -> str:
    """`3`, `#3` or `report-3`. Raises ReportGone."""
    word = (words.split() or ["–"])[0].casefold()
    digits = word.removeprefix(NAME).removeprefix("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > DIGITS:
        raise ReportGone(name=word)
    return f"{NAME}{int(digits)}"
