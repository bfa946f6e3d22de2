"""How the operator's file lets tickets be given away: the rules, how much each ticket weighs, who counts as there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from owona_bot.domain.assignment import Mode, Rule, Wanted
from owona_bot.domain.calendar import ALWAYS, Calendar
from owona_bot.domain.ticket import Priority

ONE = 100
"""A point, and a factor that changes nothing: all is counted in hundredths."""

CAP = 12
"""Open tickets of who has no cap of their own, where the file says nothing."""

DEFAULT = "default"
"""The name of the rule where none of the file's fits."""


class Signal(StrEnum):
    """What of Slack can count as not being there."""

    AWAY = "away"
    DND = "dnd"
    STATUS = "status"


class Tell(StrEnum):
    """Where an agent is told of a ticket that was given to them."""

    THREAD = "thread"
    DIRECT = "direct"


NOTHING = Rule(DEFAULT, Mode.OFF)
"""Is given away while the file says nothing of it."""

STATUS_WORDS = (":palm_tree:", ":face_with_thermometer:", "urlaub", "krank", "vacation", "out sick", "out of office")
"""As Slack's own suggestions have it, in both languages."""


@dataclass(frozen=True, slots=True)
class Weights:
    """In hundredths: points by priority, factors for what is older than `older_after` or waits for the customer."""

    points: Mapping[str, int] = field(
        default_factory=lambda: {Priority.URGENT: 400, Priority.HIGH: 200, Priority.NORMAL: ONE, Priority.LOW: ONE},
        hash=False,
    )
    older_after: timedelta | None = None
    older_times: int = ONE
    waiting_times: int = ONE

    def of(self, priority: str, age: timedelta, *, waiting: bool) -> int:
        """What a ticket weighs; a priority that is none of ours is a normal one."""
        points = self.points.get(priority, self.points[Priority.NORMAL])
        older = self.older_after is not None and age >= self.older_after
        return points * (self.older_times if older else ONE) * (self.waiting_times if waiting else ONE) // ONE**2


@dataclass(frozen=True, slots=True)
class AssignRules:
    """The first rule that fits a ticket holds, `otherwise` where none does.

    `cap` and `hours` are those of who has none of their own, `hours` None: around the clock. `calendars` can be named
    in an agent's hours. `presence` is what of Slack counts, `status_words` in lower case mean absence there.
    """

    rules: tuple[Rule, ...] = ()
    otherwise: Rule = NOTHING
    cap: int = CAP
    hours: Calendar | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=lambda: {ALWAYS.name: ALWAYS}, hash=False)
    weights: Weights = field(default_factory=Weights)
    presence: frozenset[Signal] = frozenset()
    status_words: tuple[str, ...] = STATUS_WORDS
    tell: frozenset[Tell] = frozenset(Tell)

    @property
    def off(self) -> bool:
        """Whether nothing is ever given away."""
        return all(rule.mode is Mode.OFF for rule in (*self.rules, self.otherwise))

    def pick(self, wanted: Wanted) -> Rule:
        """The one that holds."""
        return next((rule for rule in self.rules if rule.fits(wanted)), self.otherwise)
