"""A promise with a receipt: what is to be done, where, in which order, how often tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

MAX_FAILURES = 8
"""Tries that failed for the delivery's own sake; an outage of the other side never counts."""

LONGEST_PAUSE = timedelta(minutes=5)


class Reaction(StrEnum):
    """What a delivery does; `jobs/reactions/` has a file for each."""

    CARD = "card"
    THREAD = "thread"
    OPERATIONS = "operations"


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery before it has an id.

    `target` tells it from others of the same event and reaction; `order_key` is first in, first out;
    `suppressed` is the reason why nothing will be done, or None.
    """

    event: int
    ticket: UUID | None
    reaction: Reaction
    target: str
    order_key: str
    lane: str
    priority: int
    payload: Mapping[str, object] = field(default_factory=dict)
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One that a worker holds on lease.

    `attempt` counts the leases and fences the receipt; `uncertain` says that an earlier attempt may
    have come through; `event_kind`, `actor` and `event_payload` are its event's.
    """

    id: int
    event: int
    ticket: UUID | None
    reaction: Reaction
    target: str
    order_key: str
    lane: str
    payload: Mapping[str, object]
    attempt: int
    failures: int
    uncertain: bool
    event_kind: str
    actor: str
    event_payload: Mapping[str, object]


Receipt = Mapping[str, object]
"""What the other side gave for it: a Slack `channel` and `ts`, a `Message-ID`."""


class Suppressed(Exception):
    """Nothing is to be done any more; the reason is kept with the delivery."""


class Refused(Exception):
    """The other side will never take it as it is: dead at once."""


class Failed(Exception):
    """It did not work and may work later; counts towards MAX_FAILURES."""


class Later(Exception):
    """Not now: the other side is down, busy or the pace is used up. Never counts as a failure.

    `lane`: pause all that goes the same way, not this delivery alone.
    """

    def __init__(self, reason: str, pause: timedelta, *, lane: bool, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.pause = pause
        self.lane = lane
        self.uncertain = uncertain


def backoff(tries: int, random: Callable[[], float]) -> timedelta:
    """1 s, 2 s, 4 s … to five minutes, each between half and the whole of that (`random` gives 0 to 1)."""
    whole = min(timedelta(seconds=2 ** min(tries, 20)) / 2, LONGEST_PAUSE)
    return whole * (0.5 + random() / 2)
