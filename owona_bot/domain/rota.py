"""A rota as a lead types it, and what can't stay as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from itertools import pairwise
from json import dumps, loads
from re import split
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from owona_bot.domain.assignee import MENTION, Mention, Team, mentioned, named
from owona_bot.domain.on_call import LONGEST, Gap, Length, Rota, Shift, serves
from owona_bot.domain.on_call_errors import (
    CannotServe,
    CoverEndsFirst,
    CoverPast,
    CoverTooLong,
    RotaBeginsPast,
    RotaEmpty,
    RotaTooFar,
    RotaTooMany,
    RotaTwice,
)
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.team_errors import ClockMissing, ZoneUnknown
from owona_bot.domain.verbs import Verb

TURNS, ZONE, AT, BEGINS, ENDS = "turns", "zone", "at", "begins", "ends"
"""The form's fields that a refusal names."""

MOST = 30
"""Turns until it begins again."""

AHEAD = timedelta(days=366)

BETWEEN = r"[\n,;]+"


@dataclass(frozen=True, slots=True)
class Typed:
    """As it stands in the form, unchecked; `begins` in seconds of the epoch, None is at once."""

    turns: str
    length: str
    weekday: str
    at: str
    zone: str
    begins: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rota before it has an id; `begins` None is at once."""

    turns: tuple[AgentId, ...]
    length: Length
    weekday: int
    at: time
    zone: ZoneInfo
    begins: datetime | None

    def as_rota(self, id_: int, now: datetime) -> Rota:
        """Saved at `now`; what has begun can't be changed."""
        begins = max(self.begins or now, now).replace(microsecond=0)
        return Rota(id_, self.turns, self.length, self.weekday, self.at, self.zone, begins)


@dataclass(frozen=True, slots=True)
class Newest:
    """The rota that was saved last, by whom (a name) and when."""

    rota: Rota
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form begins with: the newest rota, and whoever may have shifts."""

    newest: Newest | None
    team: Sequence[Agent]

    @property
    def seen(self) -> int:
        """Which rota was there; 0 for none."""
        return self.newest.rota.id if self.newest else 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be; `changed` is what another lead saved since the form was opened."""

    wanted: Wanted
    coming: Sequence[Shift]
    gaps: Sequence[Gap]
    changed: Newest | None
    seen: int
    names: Mapping[AgentId, str]


def wanted_of(typed: Typed, team: Team, now: datetime) -> Wanted:
    """Raises the FieldError of what can't stay as it is, or what `named` raises of a name."""
    return Wanted(
        turns_in(typed.turns, team),
        Length(typed.length),
        int(typed.weekday),
        clock_in(typed.at),
        zone_in(typed.zone),
        begins_in(typed.begins, now),
    )


def written(wanted: Wanted, seen: int) -> str:
    """For the preview to bring back; `seen` is the newest rota's id, 0 for none."""
    begins = wanted.begins.isoformat() if wanted.begins else None
    turns, at = list(wanted.turns), wanted.at.isoformat()
    return dumps([seen, turns, wanted.length.value, wanted.weekday, at, wanted.zone.key, begins])


def remembered(memo: str) -> tuple[Wanted, int]:
    """What was looked at, and which rota was there then."""
    seen, turns, length, weekday, at, zone, begins = loads(memo)
    people = tuple(AgentId(one) for one in turns)
    since = datetime.fromisoformat(begins) if begins else None
    wanted = Wanted(people, Length(length), weekday, time.fromisoformat(at), ZoneInfo(zone), since)
    return wanted, seen


def turns_in(text: str, team: Team) -> tuple[AgentId, ...]:
    """One name a line, in order; after the last comes the first again."""
    words = [word.strip() for word in split(BETWEEN, text) if word.strip()]
    if not words:
        raise RotaEmpty(TURNS)
    if len(words) > MOST:
        raise RotaTooMany(TURNS, limit=MOST)
    people = [person_in(word, team) for word in words]
    check_neighbours(people)
    return tuple(one.id for one in people)


def person_in(word: str, team: Team) -> Agent:
    """A name, an address or its begin, or a mention. Raises CannotServe, or as `named` and `mentioned` do."""
    mention = MENTION.fullmatch(word)
    found = (
        mentioned(Mention(mention[1], mention[2] or ""), team)
        if mention
        else named(word.removeprefix("@"), team, Verb.ONCALL)
    )
    if not serves(found):
        raise CannotServe(TURNS, agent=found.name, role=found.role)
    return found


def check_neighbours(people: Sequence[Agent]) -> None:
    """Raises RotaTwice for one who would have to hand over to themselves; who is alone never hands over."""
    twice = next((one for one, after in pairwise([*people, people[0]]) if one.id == after.id), None)
    if len(people) > 1 and twice is not None:
        raise RotaTwice(TURNS, agent=twice.name)


def clock_in(text: str) -> time:
    """Raises ClockMissing."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ClockMissing(AT) from None


def zone_in(text: str) -> ZoneInfo:
    """Raises ZoneUnknown with the nearest that there is."""
    word = text.strip()
    try:
        return ZoneInfo(word)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(word, sorted(available_timezones()), n=1, cutoff=0.6)
        raise ZoneUnknown(ZONE, word=word, nearest=near[0] if near else "Europe/Berlin") from None


def begins_in(seconds: int | None, now: datetime) -> datetime | None:
    """Raises RotaBeginsPast or RotaTooFar."""
    if seconds is None:
        return None
    begins = datetime.fromtimestamp(seconds, UTC)
    if begins < now - timedelta(minutes=1):
        raise RotaBeginsPast(BEGINS)
    if begins - now > AHEAD:
        raise RotaTooFar(BEGINS)
    return begins


def check_cover(starts: datetime, ends: datetime, now: datetime) -> None:
    """Of a single shift. Raises CoverEndsFirst, CoverPast or CoverTooLong."""
    if ends <= starts:
        raise CoverEndsFirst(ENDS)
    if ends <= now:
        raise CoverPast(ENDS)
    if ends - starts > LONGEST:
        raise CoverTooLong(ENDS, days=LONGEST.days)
