"""Whose turn it is: who of the team gets a ticket, and why. The same facts give the same decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.people import AgentId


class Mode(StrEnum):
    """By load, in turn, or not at all."""

    LOAD = "load"
    ROUND_ROBIN = "round_robin"
    OFF = "off"


class Absent(StrEnum):
    """Why somebody takes nothing now."""

    AWAY = "away"
    OFF_HOURS = "off_hours"
    SLACK_AWAY = "slack_away"
    DND = "dnd"
    STATUS = "status"


class WhyNot(StrEnum):
    """Why it is not this one's turn; the last three are of those who could have had it."""

    ABSENT = "absent"
    SKILL = "skill"
    LANGUAGE = "language"
    FULL = "full"
    LOAD = "load"
    IDLE = "idle"
    RETURNING = "returning"


class Because(StrEnum):
    """What it turned on between those who could have it; NOBODY: there is none."""

    RETURNING = "returning"
    SUBSTITUTE = "substitute"
    ONLY = "only"
    LOAD = "load"
    IDLE = "idle"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of ticket is given away. `skills` are all needed, but none `relax_after` it began to wait.

    None of the last four: any fits. `channel` is where its card stands.
    """

    name: str
    mode: Mode
    skills: frozenset[str] = frozenset()
    relax_after: timedelta | None = None
    categories: frozenset[str] | None = None
    priorities: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    channels: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ticket that waits for somebody, as far as the rule looks at it.

    `language` None: nobody knows. `since` is when it began to wait for this; `last` is the agent who had this
    requester's ticket before.
    """

    ticket: UUID
    number: int
    priority: str
    category: str
    language: str | None
    channel: str
    since: datetime
    last: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may hold tickets. `open` counts those that they have, but for snoozed ones, `load` weighs them.

    No `languages` are all. `absent` None: they are there; `substitute` stands in for who is away. `idle_since` is when
    they were last given one.
    """

    agent: AgentId
    skills: frozenset[str]
    languages: frozenset[str]
    cap: int
    open: int
    load: int
    absent: Absent | None = None
    substitute: AgentId | None = None
    idle_since: datetime | None = None

    @property
    def free(self) -> int:
        """How many more they take."""
        return max(self.cap - self.open, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one candidate; None: theirs."""

    agent: AgentId
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class Decision:
    """`agent` None: it waits. `relaxed`: no skill was asked for any more."""

    agent: AgentId | None
    because: Because
    relaxed: bool
    verdicts: Sequence[Verdict]
