"""Policies: how soon a ticket is to be answered and resolved, by whose hours, and which one holds for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from owona_bot.domain.calendar import ALWAYS, Calendar, next_open
from owona_bot.domain.calendar_wall import Why

BREACH = 100
"""The last stage, in percent of the target."""


class Metric(StrEnum):
    """What is measured: until the first answer, until each next one, until it is resolved."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class Pause(StrEnum):
    """While what a policy's clocks may stand still; `resolved` is the time before a ticket was reopened."""

    WAITING_CUSTOMER = "waiting_customer"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"

    @property
    def why(self) -> Why:
        """As explanations name it."""
        return Why(self.value)


@dataclass(frozen=True, slots=True)
class Policy:
    """`stages` are percents of a target at which is warned, below 100, in order.

    Without a target for a metric there is no such clock. `mail_team` are addresses; `chain` is an escalation's name.
    """

    name: str
    targets: Mapping[Metric, timedelta] = field(hash=False)
    calendar: Calendar = ALWAYS
    pauses: frozenset[Pause] = frozenset()
    stages: tuple[int, ...] = (75, 90)
    mail_team: tuple[str, ...] = ()
    mail_customer: bool = False
    chain: str | None = None

    @property
    def shares(self) -> tuple[int, ...]:
        """Its stages, and the breach."""
        return (*self.stages, BREACH)


PORTAL = Policy("portal", {Metric.RESOLUTION: timedelta(hours=36)})
"""That of the live portal: 36 hours around the clock from creation, whatever happens."""


@dataclass(frozen=True, slots=True)
class Term:
    """Since when a policy holds for a ticket; None: none does, it has no clocks."""

    since: datetime
    policy: Policy | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A policy and whom it is for; None means any."""

    policy: Policy
    tiers: frozenset[str] | None = None
    priorities: frozenset[str] | None = None
    categories: frozenset[str] | None = None

    def fits(self, priority: str, category: str, tier: str | None) -> bool:
        """A customer without a subscription has no tier, and fits where none is named."""
        pairs = ((self.tiers, tier), (self.priorities, priority), (self.categories, category))
        return all(wanted is None or has in wanted for wanted, has in pairs)


Choices: TypeAlias = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SlaRules:
    """The first choice that fits a ticket holds. `alert_hours` is when alerts may be posted, None: at any time.

    `calendars` are all that the file names.
    """

    choices: Choices = (Choice(PORTAL),)
    alert_hours: Calendar | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict, hash=False)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """In the file's order."""
        return tuple(choice.policy for choice in self.choices)

    def pick(self, priority: str, category: str, tier: str | None) -> Policy | None:
        """None where none fits."""
        return next((choice.policy for choice in self.choices if choice.fits(priority, category, tier)), None)

    def named(self, name: str) -> Policy | None:
        """Names are unique."""
        return next((policy for policy in self.policies if policy.name == name), None)

    def alert_wait(self, now: datetime, *, urgent: bool) -> timedelta:
        """How long until an alert may be posted; an urgent ticket's may at once."""
        if urgent or self.alert_hours is None:
            return timedelta(0)
        return (next_open(self.alert_hours, now) or now) - now
