"""What is decided of who of the team gets a ticket, and from what. The same facts give the same decision."""

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
    """Why it is not this one's turn, the first that holds; those from LOAD on are of who could have had it.

    LOAD is more points, OPEN as many on more tickets, IDLE had one later, ALIKE the same in all, with a higher id.
    """

    SKILL = "skill"
    LANGUAGE = "language"
    ABSENT = "absent"
    FULL = "full"
    RELEASED = "released"
    LOAD = "load"
    OPEN = "open"
    IDLE = "idle"
    ALIKE = "alike"
    RETURNING = "returning"


class Because(StrEnum):
    """What it turned on between those who could have it; NOBODY: there is none, OFF: the rule gives nothing away."""

    RETURNING = "returning"
    SUBSTITUTE = "substitute"
    ONLY = "only"
    LOAD = "load"
    OPEN = "open"
    IDLE = "idle"
    ALIKE = "alike"
    NOBODY = "nobody"
    OFF = "off"


class Stuck(StrEnum):
    """Why a ticket is nobody's turn: no team, nobody who can, nobody who is there, nobody who has room.

    RELEASED: who could have it gave it back.
    """

    EMPTY = "empty"
    SKILL = "skill"
    LANGUAGE = "language"
    AWAY = "away"
    FULL = "full"
    RELEASED = "released"


RESTS = timedelta(minutes=30)
"""Until who gave a ticket back may get it again, where their rule has no `relax_after`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of ticket is given away. `skills` are all needed; when it waited `relax_after` they are only wished.

    `relax_language`: then so is the language. `returning`: who had the requester's ticket before goes first.
    None of the last four: any fits. `channels` are where its card stands.
    """

    name: str
    mode: Mode
    skills: frozenset[str] = frozenset()
    relax_after: timedelta | None = None
    relax_language: bool = False
    returning: bool = True
    categories: frozenset[str] | None = None
    priorities: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    channels: frozenset[str] | None = None

    def fits(self, wanted: "Wanted") -> bool:
        """Whether the ticket is of this kind."""
        pairs = (
            (self.categories, wanted.category),
            (self.priorities, wanted.priority),
            (self.languages, wanted.language),
            (self.channels, wanted.channel),
        )
        return all(named is None or has in named for named, has in pairs)

    def relaxes(self, wanted: "Wanted", now: datetime) -> bool:
        """Whether it waits long enough for who can't do it best."""
        wishes = bool(self.skills) or self.relax_language
        return wishes and self.relax_after is not None and now - wanted.since >= self.relax_after

    def returns(self, wanted: "Wanted", now: datetime) -> bool:
        """Whether it waits long enough for who gave it back."""
        return wanted.released_by is not None and now - wanted.since >= (self.relax_after or RESTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ticket that waits for somebody, as far as the rule looks at it.

    `language` None: nobody knows. `since` is when it began to wait for this; `last` is the agent who had this
    requester's ticket before; `released_by` had this one, and gave it back or had it taken away by somebody.
    """

    ticket: UUID
    number: int
    priority: str
    category: str
    language: str | None
    channel: str
    since: datetime
    last: AgentId | None = None
    released_by: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may hold tickets. `open` counts those that they have, but for snoozed ones, `load` weighs them.

    No `languages` are all. `absent` None: they are there; `substitute` stands in for who is away. `idle_since` is when
    they were last given one, None: never; no two have the same.
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
    """On one candidate; None: theirs."""

    agent: AgentId
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class Decision:
    """`agent` None: it waits. `relaxed`: nobody who has the skills could, so none was asked for.

    `verdicts` begin with who has it, then who could have had it, the next first; then all others by id.
    """

    agent: AgentId | None
    because: Because
    relaxed: bool
    verdicts: tuple[Verdict, ...]

    @property
    def stuck(self) -> Stuck | None:
        """Why it waits; None where somebody has it, or the rule gives nothing away."""
        if self.because is not Because.NOBODY:
            return None
        reasons = {verdict.why_not for verdict in self.verdicts}
        return next((stuck for why, stuck in STUCK.items() if why in reasons), Stuck.EMPTY)


STUCK = {
    WhyNot.FULL: Stuck.FULL,
    WhyNot.ABSENT: Stuck.AWAY,
    WhyNot.RELEASED: Stuck.RELEASED,
    WhyNot.LANGUAGE: Stuck.LANGUAGE,
    WhyNot.SKILL: Stuck.SKILL,
}
"""The one who is nearest to having it says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision is made from."""

    wanted: Wanted
    workers: tuple[Worker, ...]
    rule: Rule
    now: datetime
