"""Times of one filter that leave nothing between them: `since:2026-12 until:2026-11` fits no ticket, whenever asked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from itertools import combinations

from owona_bot.domain.filter_times import Ago, Bounds, Calendar, Moving, Never, Period, Point, Side, Unit, bounds
from owona_bot.domain.filter_tree import Term, Times

SOME_DAY = datetime(2026, 7, 1, 12, tzinfo=UTC)
"""Points of one scale stand to each other on each day as they do on any other."""

IN_HOURS = frozenset({Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK})


class Scale(Enum):
    """What points have in common that can be compared without knowing the day."""

    CALENDAR = auto()
    HOURS = auto()
    MONTHS = auto()
    DAYS = auto()


def apart(terms: Sequence[Term]) -> tuple[int, int] | None:
    """The places of the first two terms of which no ticket can fulfil both; None also where the day decides."""
    spans = [(at, *span) for at, term in enumerate(terms) if (span := span_of(term))]
    for (first, *same, one), (second, *as_well, other) in combinations(spans, 2):
        if same == as_well and not overlap(one, other):
            return first, second
    return None


def span_of(term: Term) -> tuple[str, Scale, Bounds] | None:
    """The field, the scale and the bounds of a term that asks for one stretch of time, if it has one scale."""
    if term.negated or not isinstance(term.condition, Times) or len(term.condition.periods) != 1:
        return None
    (period,) = term.condition.periods
    scale = scale_of(period)
    if scale is None or isinstance(period, Never):
        return None
    return term.condition.field, scale, bounds(period, SOME_DAY, UTC)


def scale_of(period: Period) -> Scale | None:
    """None where its two ends have different ones."""
    match period:
        case Never():
            return None
        case Side(_, point):
            return of_point(point)
    first, last = of_point(period.first), of_point(period.last)
    return first if first is last else None


def of_point(point: Point) -> Scale | None:
    """None of what may lie before or behind the others: this week begins before this month, or in it."""
    match point:
        case Calendar():
            return Scale.CALENDAR
        case Ago(_, unit):
            return Scale.HOURS if unit in IN_HOURS else Scale.MONTHS
        case Moving.TODAY | Moving.YESTERDAY:
            return Scale.DAYS
    return None


def overlap(one: Bounds, other: Bounds) -> bool:
    """Whether a moment lies in both."""
    begin = max((first for first, _ in (one, other) if first), default=None)
    end = min((last for _, last in (one, other) if last), default=None)
    return begin is None or end is None or begin < end
