"""A deadline as people see it: on the card, in an alert while something can be done, and when nothing is left to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from owona_bot.domain.errors import StaleButton
from owona_bot.domain.sla import BREACH, Clock, Metric, Policy, State
from owona_bot.domain.ticket import DONE, Ticket

APART = timedelta(minutes=1)
"""How far the clocks of two machines may differ before a stage that one of them told counts as taken back."""


class Tone(StrEnum):
    """How much a deadline presses."""

    CALM = "calm"
    RISK = "risk"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Stage:
    """Of one clock of a ticket: `share` percent of its time are over."""

    metric: Metric
    round: int
    share: int

    @classmethod
    def read(cls, text: str) -> "Stage":
        """As `ref` wrote it."""
        metric, round_, share = text.split(":")
        return cls(Metric(metric), int(round_), int(share))

    @property
    def ref(self) -> str:
        """By which its alert is known."""
        return f"{self.metric}:{self.round}:{self.share}"


@dataclass(frozen=True, slots=True)
class Memo:
    """What a button keeps of a clock: its ticket's number, what was promised, and which time."""

    number: int
    metric: Metric
    round: int

    @classmethod
    def read(cls, text: str) -> "Memo":
        """As `written` left it. Raises StaleButton for what is none."""
        match text.split():
            case [number, metric, round_] if number.isdecimal() and round_.isdecimal() and metric in set(Metric):
                return cls(int(number), Metric(metric), int(round_))
        raise StaleButton

    @property
    def written(self) -> str:
        """`1001 first_response 1`."""
        return f"{self.number} {self.metric} {self.round}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Of one clock that runs: what was promised, until when."""

    metric: Metric
    due: datetime
    tone: Tone


@dataclass(frozen=True, slots=True)
class Alert:
    """`link` is to the ticket's card, None while that stands nowhere; `calls` its holder, else it only names them.

    `memo` is of the clock where its further warnings can be muted; `muted_by` is who did that.
    """

    ticket: Ticket
    deadline: Deadline
    link: str | None = None
    calls: bool = False
    memo: Memo | None = None
    muted_by: str | None = None


class Over(StrEnum):
    """Why an alert is not told, or has nothing to press any more, as the ledger keeps it."""

    GONE = "the ticket is gone"
    MERGED = "the ticket goes on in another"
    DONE = "the ticket is done"
    ANSWERED = "it was answered"
    BEYOND = "a later stage was reached"
    VOID = "the deadline does not hold any more"
    PAUSED = "the clock stands still"
    MUTED = "its warnings are muted"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an alert; `ticket` None is one that is gone.

    `stopped` is when what was promised was kept, None where it was not.
    """

    number: int
    ticket: Ticket | None
    metric: Metric
    why: Over
    due: datetime | None = None
    stopped: datetime | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """More alerts at once than anybody reads: how many of each, and those that press most."""

    late: int
    risk: int
    first: tuple[Alert, ...]


def stage_in(payload: Mapping[str, object]) -> Stage:
    """Of an event about a deadline."""
    return Stage(Metric(str(payload["metric"])), int(str(payload["round"])), int(str(payload["stage"])))


def next_deadline(clocks: Sequence[Clock], now: datetime) -> Deadline | None:
    """What is due first, or has been longest; None where no clock runs."""
    running = [clock for clock in clocks if clock.state is State.RUNNING and clock.due_at is not None]
    found = [deadline for clock in running if (deadline := deadline_of(clock, now))]
    return min(found, key=attrgetter("due"), default=None)


def deadline_of(clock: Clock, now: datetime) -> Deadline | None:
    """None while nobody knows when it is due."""
    if clock.due_at is None:
        return None
    return Deadline(clock.metric, clock.due_at, tone_of(clock, clock.due_at, now))


def tone_of(clock: Clock, due: datetime, now: datetime) -> Tone:
    """At risk from the first stage on."""
    if due <= now:
        return Tone.LATE
    return Tone.RISK if reached(clock, now) else Tone.CALM


def reached(clock: Clock, now: datetime) -> list[int]:
    """Shares of its time that are over."""
    pairs = zip(clock.policy.shares, clock.stages, strict=False)  # of a paused one the rest is unknown
    return [share for share, moment in pairs if moment <= now]


def policy_of(clock: Clock, stage: Stage) -> Policy:
    """The one that held when the stage passed: its breach may have raised the priority, and so changed the policy."""
    moment = next(
        (at for share, at in zip(clock.policy.shares, clock.stages, strict=False) if share == stage.share), None
    )
    if moment is None:
        return clock.policy
    held = [piece.policy for piece in clock.pieces if piece.policy is not None and piece.start < moment]
    return held[-1] if held else clock.policy


def over(ticket: Ticket | None, clock: Clock | None, stage: Stage, now: datetime) -> Over | None:
    """Why nothing is left to be done about that stage, or None."""
    if ticket is None:
        return Over.GONE
    if ticket.merged_into is not None:
        return Over.MERGED
    return Over.DONE if ticket.status in DONE else past(clock, stage, now)


def past(clock: Clock | None, stage: Stage, now: datetime) -> Over | None:
    """The same of the clock alone."""
    if clock is None or clock.state is State.VOID:
        return Over.VOID
    if clock.state is not State.RUNNING:
        return Over.ANSWERED if clock.state is State.MET else Over.PAUSED
    if max(reached(clock, now), default=0) > stage.share:
        return Over.BEYOND
    return None if stage.share in reached(clock, now + APART) else Over.VOID


def mutable(clock: Clock, stage: Stage) -> bool:
    """Whether another warning would come before the breach."""
    return any(share > stage.share for share in clock.policy.stages)


def is_muted(stage: Stage, muted: Collection[tuple[Metric, int]]) -> bool:
    """A breach never is."""
    return stage.share < BREACH and (stage.metric, stage.round) in muted
