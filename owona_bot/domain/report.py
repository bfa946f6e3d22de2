"""A report: what the desk did in a while, or how it stands at a hand-over; data alone, in no language yet.

A value is kept as JSON has it, and a Form says what it is; `report_words` makes words of the two. So one report is read
in German in Slack and in English on paper, and says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from owona_bot.domain.calendar import Calendar
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.people import AgentId

Raw = str | float | None
"""As JSON has it; a whole number is a float too."""


class ReportKind(StrEnum):
    """As table reports knows them."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    HANDOVER = "handover"


class Form(StrEnum):
    """What a value is. None is nobody of an AGENT, nothing known of all others.

    SPAN is minutes, SHARE percent, MOMENT and DAY are ISO 8601, HOUR is of a day, Monday is WEEKDAY 0, TICKET a number.
    """

    TEXT = "text"
    COUNT = "count"
    SPAN = "span"
    SHARE = "share"
    MOMENT = "moment"
    DAY = "day"
    HOUR = "hour"
    WEEKDAY = "weekday"
    TICKET = "ticket"
    AGENT = "agent"
    STATUS = "status"
    PRIORITY = "priority"
    CATEGORY = "category"
    CHANNEL = "channel"
    METRIC = "metric"


class Good(StrEnum):
    """Which way a figure should go."""

    UP = "up"
    DOWN = "down"
    EITHER = "either"


class Shape(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    LINES = "lines"
    STACK = "stack"


@dataclass(frozen=True, slots=True)
class Value:
    """Something that is told."""

    form: Form
    raw: Raw


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: a key of the catalogue, and what stands in it."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what it was in the period before, and what the portal says instead; None of any is not known."""

    key: str
    form: Form
    value: float | None
    before: float | None = None
    good: Good = Good.EITHER
    portal: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is of its heading."""

    key: str
    form: Form


@dataclass(frozen=True, slots=True)
class Table:
    """`total` is a last row of sums, or none; `more` rows are left out."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Raw, ...], ...]
    total: tuple[Raw, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """As many values as the chart has points; None is a gap."""

    key: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`points` are of the form `along`, values of the form `form`."""

    key: str
    shape: Shape
    along: Form
    points: tuple[Raw, ...]
    series: tuple[Series, ...]
    form: Form = Form.COUNT


@dataclass(frozen=True, slots=True)
class Report:
    """From `start` to before `end`, of the tickets that fit `filter`, as it was known at `made_at`, days as in `zone`.

    `cards` are channel and ts of the cards of tickets that are named, by number.
    """

    kind: ReportKind
    start: datetime
    end: datetime
    made_at: datetime
    zone: str
    filter: str = ""
    lines: tuple[Line, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    cards: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Its one line says that there is nothing to tell."""
        return not (self.figures or self.charts or self.tables)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report; `filter` is a line of the filter language, `me` whom it means by `me`. `hours` are the desk's."""

    kind: ReportKind
    period: Period
    now: datetime
    zone: ZoneInfo
    filter: str = ""
    hours: Calendar | None = None
    me: AgentId | None = None


def counts(values: Mapping[str, float | None]) -> dict[str, Value]:
    """For a sentence."""
    return {name: Value(Form.COUNT, value) for name, value in values.items()}
