"""The desk's figures, each defined once: Slack, reports, exports and `/metrics` read them from here.

`portal` is what the portal's page would say by its definition, over all tickets instead of its newest hundred;
`honest` is what is meant by the name: answers by people, times that we noted ourselves, deadlines of our own clocks.
See docs/decisions/0029-metrics.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from owona_bot.domain.metrics_period import Period


class Definition(StrEnum):
    """Whose definition a value follows."""

    PORTAL = "portal"
    HONEST = "honest"


class Dimension(StrEnum):
    """What tickets are told apart by. AGENT is who holds a ticket now, a key of "" nobody."""

    AGENT = "agent"
    CATEGORY = "category"
    PRIORITY = "priority"
    CHANNEL = "channel"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure by both definitions; None: there is nothing to say it of."""

    portal: float | None
    honest: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `count` durations; None of no durations."""

    count: int = 0
    median: float | None = None
    p90: float | None = None
    mean: float | None = None


NOTHING = Spread()


@dataclass(frozen=True, slots=True)
class Stock:
    """As things stand at `Figures.as_of`, whatever the period.

    `oldest_unassigned` is the age in hours of the oldest open ticket that nobody of the team holds. `by_status` and
    `by_priority` (of open ones) have every status and priority. `breached`: by the portal open for 36 hours, honest a
    clock of ours is over its due.
    """

    total: int
    open: int
    by_status: Mapping[str, int]
    by_priority: Mapping[str, int]
    unassigned: int
    oldest_unassigned: float | None
    snoozed: int
    breached: Pair


@dataclass(frozen=True, slots=True)
class Day:
    """A step of the series, a day of the desk unless the period is very long.

    `open` and `at_risk` are as of its end. `resolved` counts tickets that were ended, by the portal those that are done
    and were last touched then. `merged` ones were ended by going on in another, and are no part of `resolved`.
    """

    start: datetime
    date: date
    created: int
    resolved: Pair
    reopened: int
    merged: int
    open: Pair
    at_risk: Pair


@dataclass(frozen=True, slots=True)
class Promises:
    """Of one kind of clock (`first_response`, `next_response`, `resolution`), whose deadline lay in the period."""

    metric: str
    met: int
    breached: int

    @property
    def share(self) -> float | None:
        """Percent that were kept."""
        return percent(self.met, self.met + self.breached)


@dataclass(frozen=True, slots=True)
class Group:
    """What there was of one agent, category …; `key` is an address or a value, `name` what a person is called or "".

    `first_response` in minutes and `resolution` in hours are the honest ones; `met` and `breached` are clocks.
    """

    key: str
    name: str
    created: int
    resolved: int
    reopened: int
    open: int
    first_response: Spread
    resolution: Spread
    met: int
    breached: int


@dataclass(frozen=True, slots=True)
class Mail:
    """Mail of the period; `dead` are letters that were given up, `quarantined` waits for a person or did."""

    received: int
    sent: int
    bounced: int
    quarantined: int
    dead: int


@dataclass(frozen=True, slots=True)
class Risk:
    """Of the portal's open tickets of a priority; `aged` are those of 36 hours, `mean_age` is in hours."""

    priority: str
    count: int
    aged: int
    mean_age: float


@dataclass(frozen=True, slots=True)
class Load:
    """Of one `assigned_agent` as it stands in the table, `unassigned` for none."""

    agent: str
    active: int
    waiting: int

    @property
    def backlog(self) -> int:
        """Both."""
        return self.active + self.waiting


@dataclass(frozen=True, slots=True)
class PortalDay:
    """A day of the portal's backlog series."""

    date: date
    open: int
    created: int
    resolved: int
    sla_risk: int


@dataclass(frozen=True, slots=True)
class Known:
    """An article that plans named, and how often."""

    id: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A ticket whose newest plan has something left to do."""

    number: int
    agent: str
    tags: tuple[str, ...]
    open_actions: int


@dataclass(frozen=True, slots=True)
class Portal:
    """What the portal's page shows of its newest hundred tickets, figure by figure."""

    total: int
    open: int
    investigating: int
    waiting: int
    resolved: int
    escalated: int
    breached: int
    resolution: float | None
    first_response: float | None
    human_first_response: float | None
    backlog: tuple[PortalDay, ...]
    risk: tuple[Risk, ...]
    load: tuple[Load, ...]
    knowledge: tuple[Known, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one snapshot; `filter` is the canonical line, `as_of` when it was taken.

    `first_response` (minutes, of tickets made in the period) and `resolution` (hours, of those ended in it) pair the
    portal's median and mean with the honest spread. `hours[weekday][hour]`, Monday first, counts new tickets.
    """

    period: Period
    zone: str
    as_of: datetime
    filter: str
    stock: Stock
    days: tuple[Day, ...]
    created: int
    resolved: Pair
    reopened: int
    merged: int
    escalated: Pair
    first_response: Spread
    portal_first_response: Spread
    resolution: Spread
    portal_resolution: Spread
    promises: tuple[Promises, ...]
    groups: Mapping[Dimension, tuple[Group, ...]]
    hours: tuple[tuple[int, ...], ...]
    mail: Mail
    portal: Portal

    @property
    def empty(self) -> bool:
        """Nothing happened in the period."""
        return not (self.created or self.resolved.honest or self.resolved.portal or self.reopened)

    @property
    def met(self) -> int:
        """Deadlines that were kept, of all kinds of clocks."""
        return sum(one.met for one in self.promises)

    @property
    def breached(self) -> int:
        """Deadlines that were missed."""
        return sum(one.breached for one in self.promises)

    @property
    def kept(self) -> float | None:
        """Percent of the deadlines."""
        return percent(self.met, self.met + self.breached)

    @property
    def reopen_rate(self) -> float | None:
        """Percent: reopened for each that was resolved."""
        return percent(self.reopened, int(self.resolved.honest or 0))


def percent(part: int, whole: int) -> float | None:
    """One decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
