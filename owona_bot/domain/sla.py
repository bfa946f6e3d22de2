"""SLA clocks: a pure fold of a ticket's history and of the policies that held for it.

What a term's policy counted stays counted. From a term's begin on its hours, pauses and target hold: what the old one
left unreached is due when all that was counted reaches the new target, at once if it does already. A stage that was
reached while the clock ran stays reached, and so does a breach.
"""

from collections.abc import Iterable, Sequence
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
    """How far a clock has come; `stages` are moments by share, `unsure` those reached while it stood."""

    counted: timedelta = timedelta(0)
    stages: dict[int, datetime] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    policy: Policy | None = None


def clocks_of(history: History, terms: Sequence[Term], now: datetime) -> list[Clock]:
    """First response, resolution, then next responses by round; only those that a policy had a target for.

    `now` is never before the last fact: machines' clocks differ, and what has happened has.
    """
    ordered = sorted(terms, key=lambda term: term.since)
    told = moments(history)
    last = max(now, told[-1].stand.since)
    stands = [moment.stand for moment in told]
    found = (clock_of(life, pieces(life, stands, ordered, last)) for life in lives(history))
    return [clock for clock in found if clock is not None]


def clock_of(life: Life, cut: list[Piece]) -> Clock | None:
    """None where no policy had a target while it ran."""
    fold = Fold()
    for piece in cut:
        if piece.policy is not None:
            pass_through(fold, life.metric, piece, piece.policy)
    if fold.policy is None:
        return None
    end = cut[-1]
    state = state_of(life, end)
    if state is not State.PAUSED and end.policy is not None:
        foresee(fold, life.metric, end)
    stages = tuple(fold.stages[share] for share in fold.policy.shares if share in fold.stages)
    due = fold.stages.get(BREACH)
    stopped = stopped_at(life, cut)
    late = state is State.MET and due is not None and stopped is not None and stopped > due
    return Clock(
        metric=life.metric,
        round=life.round,
        policy=fold.policy,
        state=state,
        started_at=life.started_at,
        due_at=due,
        stages=stages,
        stopped_at=stopped,
        late=late,
        counted=fold.counted,
        pieces=tuple(cut),
    )


def pass_through(fold: Fold, metric: Metric, piece: Piece, policy: Policy) -> None:
    """Count a piece, and note the stages that are reached in it."""
    if policy != fold.policy:
        for share in fold.unsure:
            del fold.stages[share]
        fold.unsure.clear()
        fold.policy = policy
    before = set(fold.stages)
    reach(fold, metric, piece)
    if piece.pause is None:
        fold.counted += counted(policy.calendar, piece.start, piece.end)
    if piece.stop is None:
        fold.unsure.clear()
    else:
        fold.unsure |= fold.stages.keys() - before


def reach(fold: Fold, metric: Metric, piece: Piece) -> None:
    """The stages whose share has passed at its start, or passes in it."""
    policy = piece.policy
    if policy is None:
        return
    for share in policy.shares:
        if share in fold.stages:
            continue
        left = share_of(policy.targets[metric], share) - fold.counted
        if left <= timedelta(0):
            mark(fold, share, piece.start)
        elif piece.pause is None:
            found = reached(policy.calendar, piece.start, left)
            if found is not None and found <= piece.end:
                mark(fold, share, found)


def share_of(target: timedelta, share: int) -> timedelta:
    """In whole ticks."""
    return target // TICK * share // 100 * TICK


def mark(fold: Fold, share: int, at: datetime) -> None:
    """A higher stage that was reached before had this one reached as well."""
    fold.stages[share] = min([at, *(moment for other, moment in fold.stages.items() if other > share)])


def foresee(fold: Fold, metric: Metric, end: Piece) -> None:
    """The stages to come, if all stays as it is at the end."""
    if end.policy is None:
        return
    for share in end.policy.shares:
        if share not in fold.stages:
            left = share_of(end.policy.targets[metric], share) - fold.counted
            found = reached(end.policy.calendar, end.end, left)
            if found is not None:
                mark(fold, share, found)


def state_of(life: Life, end: Piece) -> State:
    """Where it is at the end of its last piece."""
    if life.ended_at is not None:
        return State.MET if life.rests[-1].stop is Stop.MET else State.VOID
    if end.policy is None:
        return State.VOID
    return State.PAUSED if end.pause is not None else State.RUNNING


def stopped_at(life: Life, cut: Iterable[Piece]) -> datetime | None:
    """Since when it stands, for whatever reason."""
    if life.ended_at is not None:
        return life.ended_at
    last = None
    for piece in cut:
        last = (last or piece.start) if piece.policy is None else None
    return last
