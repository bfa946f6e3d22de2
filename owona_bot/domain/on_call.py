"""On call: whose shift it is, by the rotas and by what was changed by hand. Pure; nothing is kept of a turn itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.team import Colleague

LONGEST = timedelta(days=31)
"""Of what is changed by hand at once; with a turn's week no shift is longer."""

INSTANT = timedelta(microseconds=1)


class Length(StrEnum):
    """Of a turn."""

    DAY = "day"
    WEEK = "week"


DAYS = {Length.DAY: 1, Length.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Rota:
    """Who takes turns, from `begins` until one that was saved later begins.

    The first of `turns` has it until the first hand-over. `weekday` (Monday is 0) counts for weeks alone; `at` is on
    the wall in `zone`.
    """

    id: int
    turns: tuple[AgentId, ...]
    length: Length
    weekday: int
    at: time
    zone: ZoneInfo
    begins: datetime


@dataclass(frozen=True, slots=True)
class Cover:
    """What holds instead of the rota; `agent` None is nobody. Of two at once the later `id` holds."""

    id: int
    agent: AgentId | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Roster:
    """All that says whose shift it is."""

    rotas: Sequence[Rota] = ()
    covers: Sequence[Cover] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """From `starts` to before `ends`; `agent` None: nobody. `by_hand` is a cover's."""

    agent: AgentId | None
    starts: datetime
    ends: datetime
    by_hand: bool = False


class Lack(StrEnum):
    """Why nobody would answer."""

    NOBODY = "nobody"
    GONE = "gone"
    READER = "reader"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Gap:
    """A time at which nobody would answer; `agent` is whose shift it is."""

    lack: Lack
    agent: AgentId | None
    starts: datetime
    ends: datetime


def shifts(roster: Roster, start: datetime, end: datetime) -> list[Shift]:
    """In order, one after the other without a hole; the first and the last are cut at `start` and `end`."""
    found = [one for shift in eras(roster.rotas, start, end) for one in shift]
    for cover in sorted(roster.covers, key=lambda one: one.id):
        if cover.starts < end and cover.ends > start:
            found = laid_over(found, Shift(cover.agent, max(cover.starts, start), min(cover.ends, end), by_hand=True))
    return found


def laid_over(found: Sequence[Shift], cover: Shift) -> list[Shift]:
    """What the cover leaves of them before and after."""
    before = [replace(one, ends=min(one.ends, cover.starts)) for one in found if one.starts < cover.starts]
    after = [replace(one, starts=max(one.starts, cover.ends)) for one in found if one.ends > cover.ends]
    return [*before, cover, *after]


def eras(rotas: Sequence[Rota], start: datetime, end: datetime) -> Iterator[Iterator[Shift]]:
    """The turns of one rota after the other."""
    begins = sorted({start, *(rota.begins for rota in rotas if start < rota.begins < end)})
    found = [(since, in_force(rotas, since)) for since in begins]
    firsts = [found[0], *(after for before, after in pairwise(found) if before[1] is not after[1])]
    ends = [*(since for since, _ in firsts[1:]), end]
    for (since, rota), until in zip(firsts, ends, strict=True):
        yield turns(rota, since, until) if rota else iter((Shift(None, since, until),))


def in_force(rotas: Sequence[Rota], now: datetime) -> Rota | None:
    """Of those that have begun the one that was saved last."""
    begun = [rota for rota in rotas if rota.begins <= now]
    return max(begun, key=lambda rota: rota.id) if begun else None


def turns(rota: Rota, start: datetime, end: datetime) -> Iterator[Shift]:
    """`start` is not before it begins."""
    number, since = turn_at(rota, start), start
    while since < end:
        until = min(hand_over(rota, number + 1), end)
        if since < until:
            yield Shift(rota.turns[number % len(rota.turns)], since, until)
        number, since = number + 1, max(since, until)


def turn_at(rota: Rota, now: datetime) -> int:
    """How many hand-overs there were."""
    days = (now.astimezone(rota.zone).date() - first_day(rota)).days
    number = max(days // DAYS[rota.length] + 1, 0)
    while hand_over(rota, number + 1) <= now:
        number += 1
    while number and hand_over(rota, number) > now:
        number -= 1
    return number


def hand_over(rota: Rota, number: int) -> datetime:
    """The first is number 1."""
    return on_wall(rota, first_day(rota) + timedelta(days=DAYS[rota.length] * (number - 1)))


def first_day(rota: Rota) -> date:
    """Of the first hand-over after it begins."""
    here = rota.begins.astimezone(rota.zone).date()
    ahead = 0 if rota.length is Length.DAY else (rota.weekday - here.weekday()) % 7
    day = here + timedelta(days=ahead)
    return day if on_wall(rota, day) > rota.begins else day + timedelta(days=DAYS[rota.length])


def on_wall(rota: Rota, day: date) -> datetime:
    """A time that the clocks jump over moves on by as much; of one that comes twice the first is meant (PEP 495)."""
    return datetime.combine(day, rota.at, rota.zone).astimezone(UTC)


def shift_at(roster: Roster, now: datetime) -> Shift:
    """Whole: what one person has without a break until somebody else, cut at LONGEST before and after."""
    found = stints(shifts(roster, now - LONGEST, now + LONGEST))
    return next(one for one in found if one.starts <= now < one.ends)


def holder(roster: Roster, now: datetime) -> AgentId | None:
    """Whose shift it is."""
    return shifts(roster, now, now + INSTANT)[0].agent


def stints(found: Sequence[Shift]) -> list[Shift]:
    """The same with those that follow each other of one person as one: between them is a hand-over."""
    joined: list[Shift] = []
    for one in found:
        if joined and joined[-1].agent == one.agent:
            joined[-1] = replace(joined[-1], ends=one.ends, by_hand=joined[-1].by_hand or one.by_hand)
        else:
            joined.append(one)
    return joined


def gaps(found: Sequence[Shift], team: Mapping[AgentId, Colleague], now: datetime) -> list[Gap]:
    """When nobody would answer from `now` on; what follows each other for one reason is one."""
    joined: list[Gap] = []
    for one in (lacking(shift, team, now) for shift in found if shift.ends > now):
        if one and joined and (joined[-1].lack, joined[-1].agent, joined[-1].ends) == (one.lack, one.agent, one.starts):
            joined[-1] = replace(joined[-1], ends=one.ends)
        elif one:
            joined.append(one)
    return joined


def lacking(shift: Shift, team: Mapping[AgentId, Colleague], now: datetime) -> Gap | None:
    """None: somebody is there all the time, as far as can be known now."""
    starts = max(shift.starts, now)
    if shift.agent is None:
        return Gap(Lack.NOBODY, None, starts, shift.ends)
    colleague = team.get(shift.agent)
    if colleague is None:
        return Gap(Lack.GONE, shift.agent, starts, shift.ends)
    if colleague.role == "reader":
        return Gap(Lack.READER, shift.agent, starts, shift.ends)
    back = shift.ends if colleague.away_until is None else min(colleague.away_until, shift.ends)
    return None if colleague.there(now) or back <= starts else Gap(Lack.AWAY, shift.agent, starts, back)


def serves(agent: Agent | None) -> bool:
    """Whether a shift may be theirs: of the team, and more than a reader."""
    return agent is not None and may(agent, Act.CLAIM)
