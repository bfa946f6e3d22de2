"""A clock's life cut into pieces in which nothing changes: one policy, one standing of the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.sla_history import Life, Stand, Stop
from owona_bot.domain.sla_policy import Pause, Policy, Term
from owona_bot.domain.ticket import DONE, Status


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
    """From its start until it stands, or now; without a hole. What changes right now is a last piece without length."""
    end = now if life.ended_at is None else life.ended_at
    moments = {stand.since for stand in stands} | {term.since for term in terms}
    moments |= {moment for rest in life.rests for moment in (rest.since, rest.until) if moment is not None}
    inner = sorted(moment for moment in moments if life.started_at < moment < end)
    inner += [end] if life.ended_at is None and end in moments and end > life.started_at else []
    cuts = [life.started_at, *inner, end]
    return [piece(life, low, high, stands, terms) for low, high in pairwise(cuts)]


def piece(life: Life, start: datetime, end: datetime, stands: Sequence[Stand], terms: Sequence[Term]) -> Piece:
    """As things stood at its start."""
    policy = policy_at(terms, start)
    if policy is not None and life.metric not in policy.targets:
        policy = None
    stand = next(stand for stand in reversed(stands) if stand.since <= start)
    rest = next((r.stop for r in life.rests if r.since <= start and (r.until is None or start < r.until)), None)
    return Piece(start, end, policy, pause_of(stand, policy) if policy else Why.NO_TARGET, rest)


def policy_at(terms: Sequence[Term], moment: datetime) -> Policy | None:
    """Of the last term that had begun."""
    return next((term.policy for term in reversed(terms) if term.since <= moment), None)


def pause_of(stand: Stand, policy: Policy) -> Why | None:
    """The first that the policy knows."""
    standing = {
        Pause.RESOLVED: stand.away or stand.status in DONE,
        Pause.WAITING_CUSTOMER: stand.status is Status.WAITING_CUSTOMER and not stand.away,
        Pause.SNOOZED: stand.asleep,
    }
    return next((pause.why for pause, stands in standing.items() if stands and pause in policy.pauses), None)
