"""The bot's voice: a catalogue for each language, read from `de.po` and `en.po` at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("de", "en")

FOLDER = Path(__file__).parent


BERLIN = ZoneInfo("Europe/Berlin")

NEAR = {-1: "moment.yesterday", 0: "moment.today", 1: "moment.tomorrow"}
"""Days from today that have a name."""


SHORT_DAY = {"de": "Md"}
"""Else the month has a name: `11/16` is the 11th of a sixteenth month to most who read English."""

PLACES = ("#,##0", "#,##0.0", "#,##0.00")


def at_noon(day: date) -> datetime:
    """As Babel wants a day, in a zone that doesn't matter."""
    return datetime.combine(day, time(12), UTC)


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language; `zone` is the desk's; `texts` are keys and sentences with `{name}` where a value goes."""

    locale: str
    texts: Mapping[str, str]
    zone: ZoneInfo = BERLIN

    def __call__(self, key: str, /, **values: object) -> str:
        """Raises KeyError for a key it lacks, and for a value that the sentence wants and was not given."""
        return self.texts[key].format_map(values)

    def age(self, since: datetime, now: datetime) -> str:
        """Never less than a minute, short below a day: `3 Min.`, `2 Tage`."""
        span = max(now - since, timedelta(minutes=1))
        style: Literal["short", "long"] = "short" if span < timedelta(days=1) else "long"
        return format_timedelta(span, granularity="minute", threshold=1, format=style, locale=self.locale)

    def moment(self, when: datetime, now: datetime) -> str:
        """`heute, 14:30`, `morgen, 9:00`, `Mo., 30. Nov., 9:00`; the year where it is another."""
        there, here = when.astimezone(self.zone), now.astimezone(self.zone)
        clock = format_time(there, "short", tzinfo=self.zone, locale=self.locale)
        days = (there.date() - here.date()).days
        if days in NEAR:
            return self(NEAR[days], clock=clock)
        skeleton = "MMMEd" if there.year == here.year else "yMMMEd"
        return f"{format_skeleton(skeleton, there, tzinfo=self.zone, locale=self.locale)}, {clock}"

    def day(self, day: date, *, short: bool = False) -> str:
        """`Mo., 16. Nov. 2026`; short `16.11.`, `Nov 16`."""
        skeleton = SHORT_DAY.get(self.locale, "MMMd") if short else "yMMMEd"
        return format_skeleton(skeleton, at_noon(day), locale=self.locale)

    def month(self, day: date) -> str:
        """`November 2026`."""
        return format_skeleton("yMMMM", at_noon(day), locale=self.locale)

    def number(self, value: float, places: int = 0) -> str:
        """`1.234,5`, with so many places behind the point."""
        return format_decimal(round(value, places), PLACES[places], locale=self.locale)


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Every language that the bot speaks, and the one for all others."""

    speakers: Mapping[str, Speaker]
    default: Speaker

    def speak(self, locale: str) -> Speaker:
        """`de`, `en`; whoever speaks neither hears the default."""
        return self.speakers.get(locale, self.default)


def catalogues(default: str = "de", zone: ZoneInfo = BERLIN) -> Catalogues:
    """Read from the package's folder; `default` is one of LANGUAGES."""
    speakers = {language: Speaker(language, texts(language), zone) for language in LANGUAGES}
    return Catalogues(speakers, speakers[default])


def texts(language: str) -> dict[str, str]:
    """Key to sentence."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}
