"""What a person types of when they work: `mo-fr 9-17, sa 10-14`, `mon-fri 9am-5pm`, a calendar's name, `immer`."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from unicodedata import normalize
from zoneinfo import available_timezones

from owona_bot.domain.calendar import ALWAYS, Week
from owona_bot.domain.calendar_wall import Hours
from owona_bot.domain.moment_words import WEEKDAYS
from owona_bot.domain.sla_calendars import LEFT_OUT
from owona_bot.domain.team_errors import (
    HoursDaysMissing,
    HoursEmpty,
    HoursNight,
    HoursOverlap,
    HoursTimesMissing,
    HoursWord,
)
from owona_bot.domain.text import shortened
from owona_bot.domain.working_hours import WorkingHours, own_hours, shown

FIELD = "hours"

LONGEST_TEXT = 300

WORD_LIMIT = 40
"""Characters of a word that a refusal names."""

LONGEST_NIGHT = 14 * 60
"""Who types 9-5 means the afternoon."""

NOON = 12 * 60

MIDNIGHT = 24 * 60

AROUND_THE_CLOCK = frozenset({"always", "immer", "24/7", "rund um die uhr", "around the clock"})

STANDARD_WORDS = frozenset({"", "-", "–", "—", "standard", "default", "none", "keine", "wie alle", "like all"})
"""As the file has it. Telephones make a dash of two hyphens."""

GROUPS = {
    r"täglich|taeglich|daily|every ?day|jeden tag": tuple(range(7)),
    r"werktags|weekdays|wochentags": tuple(range(5)),
    r"am wochenende|wochenende|weekends?": (5, 6),
}

WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))

TO = r"\s*(?:-|–|—|\bbis\b|\bto\b|\buntil\b|\btill?\b|\bthrough\b)\s*"

TIME = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s?([ap]m\b)?(?:\s?(?:uhr|h)\b)?"

DAYS = re.compile(rf"({WEEKDAY})s?\b\.?(?:{TO}({WEEKDAY})s?\b\.?)?")

SPAN = re.compile(rf"{TIME}{TO}{TIME}(?![\w:])")

CLOSED = re.compile(r"(?:frei|off|closed|geschlossen|nicht)\b")

ZONE = re.compile(r"utc\b|[a-z]+(?:/[a-z0-9_+-]+)+")

FILLER = re.compile(r"(?:und|and|von|from|jeweils|each|on|am|an)\b|[\s,;.:&+/|()]+")


@dataclass(slots=True)
class Told:
    """What was read so far. `days` are those that the next hours are for, `named` is how they were typed."""

    zone: str
    days: list[int] = field(default_factory=list)
    named: str = ""
    timed: bool = True
    week: list[list[tuple[int, int]]] = field(default_factory=lambda: [[] for _ in range(7)])

    def on(self, days: Collection[int], word: str) -> None:
        """Days after hours begin anew."""
        self.days = [*([] if self.timed else self.days), *days]
        self.named, self.timed = word, False

    def hours(self, start: int, end: int, word: str) -> None:
        """Of all days that wait for some; over midnight the rest is the next day's."""
        if not self.days:
            raise HoursDaysMissing(FIELD, word=word)
        self.timed = True
        for day in self.days:
            self.add(day, start, end if end > start else MIDNIGHT, word)
            if 0 < end < start:
                self.add((day + 1) % 7, 0, end, word)

    def add(self, day: int, start: int, end: int, word: str) -> None:
        """Raises HoursOverlap."""
        if any(start < other_end and other_start < end for other_start, other_end in self.week[day]):
            raise HoursOverlap(FIELD, word=word)
        self.week[day].append((start, end))


def hours_in(text: str, calendars: Collection[str], zone: str) -> WorkingHours | None:
    """`calendars` are the names that the file has, `zone` where hours are meant. None: as the file has it.

    Raises HoursWord, HoursDaysMissing, HoursTimesMissing, HoursEmpty, HoursNight or HoursOverlap.
    """
    said = " ".join(normalize("NFC", text).split())
    named = next((name for name in calendars if name.casefold() == said.casefold()), None)
    if named is None and said.casefold() in STANDARD_WORDS:
        return None
    if named is None and said.casefold() in AROUND_THE_CLOCK:
        named = ALWAYS.name
    return {"calendar": named} if named is not None else own(said.lower(), zone)


def own(said: str, zone: str) -> WorkingHours:
    """Of nobody else's and no calendar: `said` is in small letters. Raises as `hours_in` does."""
    if len(said) > LONGEST_TEXT:
        raise HoursWord(FIELD, word=shortened(said, WORD_LIMIT))
    told, at = Told(zone), 0
    while at < len(said):
        at = read(said, at, told)
    if not told.timed or not any(told.week):
        raise HoursTimesMissing(FIELD, word=shortened(told.named or said, WORD_LIMIT))
    mon, tue, wed, thu, fri, sat, sun = (joined(day) for day in told.week)
    week: Week = (mon, tue, wed, thu, fri, sat, sun)
    return own_hours(week, told.zone)


def read(said: str, at: int, told: Told) -> int:
    """Where the next word begins. Raises HoursWord where nothing is known that begins so."""
    for pattern, reader in READERS:
        found = pattern.match(said, at)
        if found:
            reader(found, told)
            return found.end()
    raise unread(said, at)


def unread(said: str, at: int) -> HoursWord:
    """Names the whole word."""
    return HoursWord(FIELD, word=shortened(said[said.rfind(" ", 0, at) + 1 :].split(" ", 1)[0], WORD_LIMIT))


def read_days(found: re.Match[str], told: Told) -> None:
    """`fr-mo` goes over Sunday."""
    first, last = WEEKDAYS[found[1]], WEEKDAYS[found[2] or found[1]]
    told.on([(first + more) % 7 for more in range((last - first) % 7 + 1)], found[0])


def read_span(found: re.Match[str], told: Told) -> None:
    """Raises HoursEmpty, HoursNight, or HoursWord for what no clock shows."""
    word = found[0].strip()
    start, end = minute(word, *found.group(1, 2, 3)), minute(word, *found.group(4, 5, 6))
    if start == end:
        raise HoursEmpty(FIELD, word=word)
    if start == MIDNIGHT:
        raise HoursWord(FIELD, word=word)
    if end < start and end - start + MIDNIGHT > LONGEST_NIGHT:
        raise HoursNight(FIELD, word=word, instead=f"{shown(start)}-{shown(min(end + NOON, MIDNIGHT))}")
    told.hours(start, end, word)


def minute(word: str, hour: str, minutes: str | None, half: str | None) -> int:
    """Of the day. Raises HoursWord, which names the `word` that it is of."""
    told, past = int(hour), int(minutes or 0)
    if past > 59 or told * 60 + past > MIDNIGHT or (half and not 1 <= told <= 12):
        raise HoursWord(FIELD, word=word)
    return (told % 12 + 12 * (half == "pm") if half else told) * 60 + past


def read_closed(found: re.Match[str], told: Told) -> None:
    """Days that were named have no hours."""
    if not told.days or told.timed:
        raise HoursDaysMissing(FIELD, word=found[0])
    told.timed = True


def read_zone(found: re.Match[str], told: Told) -> None:
    """Raises HoursWord for one that there isn't."""
    zones = {zone.casefold(): zone for zone in available_timezones() - LEFT_OUT}
    if found[0] not in zones:
        raise unread(found.string, found.start())
    told.zone = zones[found[0]]


def read_nothing(found: re.Match[str], told: Told) -> None:
    """Fillers and gaps."""


def joined(hours: list[tuple[int, int]]) -> Hours:
    """In order; those that meet are one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(hours):
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def read_group(days: tuple[int, ...]) -> Callable[[re.Match[str], Told], None]:
    """Several days by one word."""
    return lambda found, told: told.on(days, found[0])


READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Told], None]], ...] = (
    *((re.compile(rf"(?:{words})\b"), read_group(days)) for words, days in GROUPS.items()),
    (ZONE, read_zone),
    (DAYS, read_days),
    (SPAN, read_span),
    (CLOSED, read_closed),
    (FILLER, read_nothing),
)
