"""A clock's life cut into pieces in which nothing changes: one policy, one standing of the ticket."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.sla_history import Life, Rest, Stand, Stop
from owona_bot.domain.sla_policy import Pause, Policy, Term
from owona_bot.domain.ticket import DONE, Status

Begun = TypeVar("Begun", Stand, Term, Rest)

SINCE = attrgetter("since")


@dataclass(frozen=True, slots=True)
class Piece:
    """`policy` is None where none has a target for it; `pause` is why time does not count whatever the hour.

    `stop`: the clock stands, though time may count on for the day on which it runs again.
    """

    start: datetime
    end: datetime
    policy: Policy | None
    pause: Why | None
    stop: Stop | None


def pieces(life: Life, stands: Sequence[Stand], terms: Sequence[Term], now: datetime) -> list[Piece]:
    """From its start until it stands, or now; without a hole. What changes right now is a last piece without length.

    `stands` and `terms` in order of their begin.
    """
    end = now if life.ended_at is None else life.ended_at
    inner = sorted({at for at in changes(life, stands, terms, end) if at < end or life.ended_at is None})
    cuts = [life.started_at, *inner, end]
    return [piece(life, low, high, stands, terms) for low, high in pairwise(cuts)]


def changes(life: Life, stands: Sequence[Stand], terms: Sequence[Term], end: datetime) -> Iterator[datetime]:
    """After its start, no later than `end`. A long history has many short lives: none looks at all of it."""
    yield from map(SINCE, within(stands, life.started_at, end))
    yield from map(SINCE, within(terms, life.started_at, end))
    yield from map(SINCE, within(life.rests, life.started_at, end))
    yield from (rest.until for rest in life.rests if rest.until is not None and life.started_at < rest.until <= end)


def piece(life: Life, start: datetime, end: datetime, stands: Sequence[Stand], terms: Sequence[Term]) -> Piece:
    """As things stood at its start; `stands` begin no later."""
    term, rest = last_at(terms, start), last_at(life.rests, start)
    policy = term.policy if term and term.policy and life.metric in term.policy.targets else None
    stand = stands[bisect_right(stands, start, key=SINCE) - 1]
    stop = rest.stop if rest and (rest.until is None or start < rest.until) else None
    return Piece(start, end, policy, pause_of(stand, policy) if policy else Why.NO_TARGET, stop)


def within(ones: Sequence[Begun], start: datetime, end: datetime) -> Sequence[Begun]:
    """Those that began after `start` and no later than `end`."""
    return ones[bisect_right(ones, start, key=SINCE) : bisect_right(ones, end, key=SINCE)]


def last_at(ones: Sequence[Begun], moment: datetime) -> Begun | None:
    """The last that had begun."""
    index = bisect_right(ones, moment, key=SINCE)
    return ones[index - 1] if index else None


def pause_of(stand: Stand, policy: Policy) -> Why | None:
    """The first that the policy knows."""
    standing = {
        Pause.RESOLVED: stand.away or stand.status in DONE,
        Pause.WAITING_CUSTOMER: stand.status is Status.WAITING_CUSTOMER and not stand.away,
        Pause.SNOOZED: stand.asleep,
    }
    return next((pause.why for pause, stands in standing.items() if stands and pause in policy.pauses), None)
