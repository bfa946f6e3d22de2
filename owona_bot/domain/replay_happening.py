"""What happens in a replay, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from heapq import heappop
from typing import TypeAlias

from owona_bot.domain.assignment import Decision, Facts, Rule, Wanted
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_bench import Queues, Seat
from owona_bot.domain.replay_record import Recorded, Standing


class Fate(StrEnum):
    """GIVEN to somebody; LEFT to people by a rule that is off; OVER before it was anybody's turn; still WAITING."""

    GIVEN = "given"
    LEFT = "left"
    OVER = "over"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would have become of a ticket; `agent` is who would have got it, or where it was LEFT who really had it.

    `facts` and `decision` are None where none was made. They have all candidates of a ticket that is watched or waits,
    else only those whom it turned on.
    """

    ticket: Recorded
    at: datetime
    fate: Fate
    rule: str
    agent: AgentId | None = None
    facts: Facts | None = None
    decision: Decision | None = None


Verdicts: TypeAlias = tuple[Facts, Decision]


@dataclass(slots=True, eq=False)
class Holding:
    """A ticket that somebody has, and what it counts for them now."""

    ticket: Recorded
    agent: AgentId
    standing: Standing = Standing.WORK
    open: int = 0
    load: int = 0
    over: bool = False


@dataclass(slots=True, eq=False)
class Line:
    """Tickets that the same people can have: while the first is nobody's turn, no other is.

    `groups` are of whose craft it is; where skills are only wished, of those who have them, and then of all.
    """

    rule: Rule
    groups: tuple[Queues, ...]
    waiters: "list[Urgent]" = field(default_factory=list)

    @property
    def moves(self) -> bool:
        """Whether somebody is there and has room."""
        return any(self.groups[-1])

    def head(self) -> "Urgent | None":
        """The first that stands here still."""
        while self.waiters and not self.waiters[0][3].stands(self):
            heappop(self.waiters)
        return self.waiters[0] if self.waiters else None


@dataclass(slots=True, eq=False)
class Waiter:
    """A ticket that nobody has yet."""

    ticket: Recorded
    wanted: Wanted
    rule: Rule
    line: Line | None = None
    waits: bool = True

    def stands(self, line: Line) -> bool:
        """There, and not in another since, nor gone."""
        return self.waits and self.line is line


Urgent: TypeAlias = tuple[int, datetime, int, Waiter]
"""In the order in which somebody is looked for."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody had it, whatever the rule says."""

    ticket: Recorded


@dataclass(frozen=True, slots=True)
class Moved:
    """From now on there is something else to do for it; None: it only grew older."""

    holding: Holding
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Ended:
    """It is done, or let go for good."""

    holding: Holding


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours begin or end, and will again."""

    seats: list[Seat]
    following: Iterator[datetime] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """It has waited long enough for who can do it best."""

    waiter: Waiter


@dataclass(frozen=True, slots=True)
class Vanished:
    """It was done though nobody ever had it."""

    waiter: Waiter


Happening: TypeAlias = Taken | Moved | Ended | Shift | Relaxed | Vanished
