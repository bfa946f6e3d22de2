"""SLA clocks: a pure fold of a ticket's history and of the policies that held for it.

What a term's policy counted stays counted. From a term's begin on its hours, pauses and target hold: what the old one
left unreached is due when all that was counted reaches the new target, at once if it does already. A stage that was
reached while the clock ran stays reached, and so does a breach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from owona_bot.domain.calendar import TICK, counted, reached
from owona_bot.domain.sla_explain import Segment, explained
from owona_bot.domain.sla_history import (
    Answered,
    Asked,
    Became,
    Fact,
    History,
    Life,
    Slept,
    Stop,
    Went,
    lives,
    moments,
    stands_of,
)
from owona_bot.domain.sla_pieces import Piece, pieces
from owona_bot.domain.sla_policy import BREACH, PORTAL, Choice, Metric, Pause, Policy, SlaRules, Term

__all__ = [
    "BREACH",
    "PORTAL",
    "Answered",
    "Asked",
    "Became",
    "Choice",
    "Clock",
    "Fact",
    "History",
    "Metric",
    "Pause",
    "Policy",
    "Segment",
    "SlaRules",
    "Slept",
    "State",
    "Term",
    "Went",
    "clocks_of",
    "explained",
]


class State(StrEnum):
    """Those that `sla_clocks.state` takes; one that is past its due still runs."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Clock:
    """`policy` is the last that had a target for it; `counted` is how much of `target` has passed.

    `stages` are the moments of `policy.shares` (75, 90, 100 %) as far as they are known: while it is paused those to
    come are not, nor what lies beyond ten years. `due_at` is that of 100. `late`: it was met after its due.
    """

    metric: Metric
    round: int
    policy: Policy
    state: State
    started_at: datetime
    due_at: datetime | None
    stages: tuple[datetime, ...]
    stopped_at: datetime | None
    late: bool
    counted: timedelta
    pieces: tuple[Piece, ...] = field(repr=False)

    @property
    def target(self) -> timedelta:
        """How much time there is."""
        return self.policy.targets[self.metric]

    def breached(self, now: datetime) -> bool:
        """Whether it runs, or stands still, beyond its due, or was met too late."""
        open_still = self.state in (State.RUNNING, State.PAUSED)
        return self.late or (open_still and self.due_at is not None and self.due_at <= now)

    def segments(self) -> list[Segment]:
        """From its start until it stopped, or the `now` of its fold; what counted sums to `counted`."""
        return explained(self.pieces)


@dataclass(slots=True)
class Fold:
    """How far a clock has come; `stages` are moments by share, `unsure` those reached while it stood.

    `policy` is the one that holds, `last` the last that had a target.
    """

    counted: timedelta = timedelta(0)
    stages: dict[int, datetime] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    policy: Policy | None = None
    last: Policy | None = None


def clocks_of(history: History, terms: Sequence[Term], now: datetime) -> list[Clock]:
    """First response, resolution, then next responses by round; only those that a policy had a target for.

    `now` is never before the last fact: machines' clocks differ, and what has happened has.
    """
    ordered = sorted(terms, key=lambda term: term.since)
    told = moments(history)
    last = max(now, told[-1].stand.since)
    stands = stands_of(told)
    wanted = {metric for term in terms if term.policy for metric in term.policy.targets}
    found = (clock_of(life, pieces(life, stands, ordered, last)) for life in lives(told) if life.metric in wanted)
    return [clock for clock in found if clock is not None]


def clock_of(life: Life, cut: Sequence[Piece]) -> Clock | None:
    """None where no policy had a target while it ran."""
    fold = Fold()
    for piece in cut:
        pass_through(fold, life.metric, piece)
    policy, end = fold.last, cut[-1]
    if policy is None:
        return None
    state = state_of(life, end)
    foresee(fold, policy, life.metric, end, known=state is not State.PAUSED and end.policy is not None)
    due, stopped = fold.stages.get(BREACH), stopped_at(life, cut)
    return Clock(
        metric=life.metric,
        round=life.round,
        policy=policy,
        state=state,
        started_at=life.started_at,
        due_at=due,
        stages=tuple(fold.stages[share] for share in policy.shares if share in fold.stages),
        stopped_at=stopped,
        late=state is State.MET and due is not None and stopped is not None and stopped > due,
        counted=fold.counted,
        pieces=tuple(cut),
    )


def pass_through(fold: Fold, metric: Metric, piece: Piece) -> None:
    """Count a piece, and note the stages that are reached in it."""
    if piece.policy != fold.policy:
        for share in fold.unsure:
            del fold.stages[share]
        fold.unsure.clear()
        fold.policy = piece.policy
    before = set(fold.stages)
    if piece.policy is not None:
        fold.last = piece.policy
        count(fold, piece.policy, metric, piece)
    if piece.stop is None:
        fold.unsure.clear()
    else:
        fold.unsure |= fold.stages.keys() - before


def count(fold: Fold, policy: Policy, metric: Metric, piece: Piece) -> None:
    """A stage that passes at the very end is left to the next piece: another policy may hold then."""
    catch_up(fold, policy)
    passed = counted(policy.calendar, piece.start, piece.end) if piece.pause is None else timedelta(0)
    for share, left in ahead(fold, policy, metric):
        if left <= timedelta(0):
            fold.stages[share] = piece.start
        elif left <= passed:
            found = reached(policy.calendar, piece.start, left)
            if found is not None and found < piece.end:
                fold.stages[share] = found
    fold.counted += passed


def foresee(fold: Fold, policy: Policy, metric: Metric, end: Piece, *, known: bool) -> None:
    """The stages that pass at the end, and where the rest is `known`, those to come if all stays as it is."""
    for share, left in ahead(fold, policy, metric):
        if left <= timedelta(0) and end.policy is not None:
            fold.stages[share] = end.end
        elif known and (found := reached(policy.calendar, end.end, left)):
            fold.stages[share] = found


def ahead(fold: Fold, policy: Policy, metric: Metric) -> list[tuple[int, timedelta]]:
    """The shares that were not reached, and how much is left until each; in whole ticks."""
    target = policy.targets[metric] // TICK
    open_still = (share for share in policy.shares if share not in fold.stages)
    return [(share, target * share // 100 * TICK - fold.counted) for share in open_still]


def catch_up(fold: Fold, policy: Policy) -> None:
    """Who has reached a higher stage, by whatever policy, has reached the lower ones too."""
    for share in policy.shares:
        higher = [moment for other, moment in fold.stages.items() if other > share]
        if share not in fold.stages and higher:
            fold.stages[share] = min(higher)


def state_of(life: Life, end: Piece) -> State:
    """Where it is at the end of its last piece."""
    if life.ended_at is not None:
        return State.MET if life.rests[-1].stop is Stop.MET else State.VOID
    if end.policy is None:
        return State.VOID
    return State.PAUSED if end.pause is not None else State.RUNNING


def stopped_at(life: Life, cut: Sequence[Piece]) -> datetime | None:
    """Since when it stands, for whatever reason."""
    if life.ended_at is not None:
        return life.ended_at
    last = None
    for piece in cut:
        last = (last or piece.start) if piece.policy is None else None
    return last
