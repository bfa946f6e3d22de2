"""A ticket's history, as far as it moves clocks, and what clocks that makes: from when to when each of them ran."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from owona_bot.domain.sla_policy import Metric
from owona_bot.domain.ticket import DONE, Status


@dataclass(frozen=True, slots=True)
class Became:
    """It had this status from then on."""

    at: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class Slept:
    """It was put to sleep, or woke."""

    at: datetime
    asleep: bool


@dataclass(frozen=True, slots=True)
class Went:
    """It went on in another ticket, or came back."""

    at: datetime
    away: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The customer wrote: a person's words, neither their absence note nor what the ticket began with."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A person of the team wrote to the customer: public, not automatic, neither copied nor split off."""

    at: datetime


Fact: TypeAlias = Became | Slept | Went | Asked | Answered


@dataclass(frozen=True, slots=True)
class History:
    """`facts` in the order in which they happened, all moments in UTC; it began awake, as `status`."""

    created_at: datetime
    facts: tuple[Fact, ...] = ()
    status: Status = Status.NEW


@dataclass(frozen=True, slots=True)
class Stand:
    """How the ticket stood from a moment on."""

    since: datetime
    status: Status
    asleep: bool = False
    away: bool = False

    @property
    def stopped(self) -> "Stop | None":
        """Whether no clock runs."""
        if self.away:
            return Stop.VOID
        return Stop.MET if self.status in DONE else None


class Stop(StrEnum):
    """What ended a clock: what was to be done was, or it is no longer to be done."""

    MET = "met"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Rest:
    """A clock stood; `until` is None for one that stands for good, or still."""

    since: datetime
    until: datetime | None
    stop: Stop


@dataclass(frozen=True, slots=True)
class Life:
    """Of one clock; `round` counts from 1. `rests` don't overlap, only the last may be open."""

    metric: Metric
    round: int
    started_at: datetime
    rests: tuple[Rest, ...] = ()

    @property
    def ended_at(self) -> datetime | None:
        """Since when it stands."""
        return self.rests[-1].since if self.rests and self.rests[-1].until is None else None


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything of one moment: how the ticket stood after it, and who wrote, in order."""

    stand: Stand
    said: tuple[Fact, ...] = ()


def moments(history: History) -> list[Moment]:
    """The first is the creation: what is dated before happened then."""
    born = history.created_at
    stand = Stand(born, history.status)
    facts = sorted(history.facts, key=lambda fact: max(fact.at, born))
    found = [] if facts and facts[0].at <= born else [Moment(stand)]
    for at, group in groupby(facts, key=lambda fact: max(fact.at, born)):
        now = tuple(group)
        for fact in now:
            stand = after(stand, fact)
        stand = replace(stand, since=at)
        found.append(Moment(stand, tuple(fact for fact in now if isinstance(fact, Asked | Answered))))
    return found


def stands_of(told: Sequence[Moment]) -> list[Stand]:
    """Those that differ from the one before: of most words there is none."""
    alike = groupby((moment.stand for moment in told), key=attrgetter("status", "asleep", "away"))
    return [next(stands) for _, stands in alike]


def after(stand: Stand, fact: Fact) -> Stand:
    """What the fact changes; words change nothing."""
    match fact:
        case Became():
            return replace(stand, status=fact.status)
        case Slept():
            return replace(stand, asleep=fact.asleep)
        case Went():
            return replace(stand, away=fact.away)
    return stand


@dataclass(slots=True)
class Running:
    """A life that is being told; `over` for good."""

    metric: Metric
    round: int
    started_at: datetime
    rests: list[Rest] = field(default_factory=list)
    over: bool = False

    def turn(self, at: datetime, stop: Stop | None) -> None:
        """It stands from then on, or runs again; what was met stays so while it stands."""
        last = self.rests[-1] if self.rests and self.rests[-1].until is None else None
        if self.over or (last and last.stop is stop) or (last and last.stop is Stop.MET and stop):
            return
        if last:
            self.rests[-1] = replace(last, until=at)
        if stop:
            self.rests.append(Rest(at, None, stop))

    def end(self, at: datetime) -> None:
        """Met, for good."""
        self.turn(at, Stop.MET)
        self.over = True

    def told(self) -> Life:
        """A copy: what happens later is not in it."""
        return Life(self.metric, self.round, self.started_at, tuple(self.rests))


def lives(told: Sequence[Moment]) -> list[Life]:
    """Of the first response, of the resolution, then of each next response; `told` begins with the creation."""
    born = told[0].stand.since
    first, resolution = (Running(metric, 1, born) for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION))
    rounds: list[Running] = []
    waits = False
    for moment in told:
        at, stop = moment.stand.since, moment.stand.stopped
        for clock in (first, resolution, *rounds[-1:]):
            clock.turn(at, stop)
            clock.over = clock.over or (stop is Stop.MET and clock is not resolution)
        if stop is None and waits:
            waits = opened(rounds, at)
        for fact in moment.said:
            if isinstance(fact, Answered):
                waits = answered(first, rounds, at)
            elif first.over:
                waits = True if stop else opened(rounds, at)
    return [clock.told() for clock in (first, resolution, *rounds)]


def opened(rounds: list[Running], at: datetime) -> bool:
    """The next round, unless one runs; nobody waits for one then."""
    if not rounds or rounds[-1].over:
        rounds.append(Running(Metric.NEXT_RESPONSE, len(rounds) + 1, at))
    return False


def answered(first: Running, rounds: list[Running], at: datetime) -> bool:
    """Whatever waits for an answer has it; nobody waits for one then."""
    for clock in (first, *rounds[-1:]):
        clock.end(at)
    return False
