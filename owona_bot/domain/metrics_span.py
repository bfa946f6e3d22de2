"""Which period a filter's line speaks of, where nobody names one beside it: when its tickets were created."""

from datetime import datetime, timedelta

from owona_bot.domain.filter_ranges import Compare
from owona_bot.domain.filter_times import SPANS, Ago, Never, Side, Unit, Within, bounds, midnight
from owona_bot.domain.filter_tree import Filter, Term, Times, View
from owona_bot.domain.metrics_period import Period, day_of, last_days

DAYS = 30
"""Today, or the last day that is meant, and the days before it."""

IN_DAYS = (Unit.DAY, Unit.WEEK)


def meant(wanted: Filter, view: View) -> tuple[Filter, Period]:
    """The tickets and the period, as in `/ticket stats`: what names the period leaves out no ticket that is older."""
    spans = [span for term in wanted.terms if (span := span_of(term))]
    return Filter(tuple(term for term in wanted.terms if span_of(term) is None), wanted.sort), period_of(spans, view)


def span_of(term: Term) -> Side | Within | None:
    """None of a term that names no one period."""
    match term.condition:
        case Times("created", periods) if not term.negated and len(periods) == 1:
            (one,) = periods
            return None if isinstance(one, Never) else one
    return None


def period_of(spans: list[Side | Within], view: View) -> Period:
    """`since:90d until:30d`; without `since:` the 30 days to its end are meant, and nothing lies ahead."""
    sides = [bounds(one, view.now, view.zone) for one in spans]
    end = min((*(last for _, last in sides if last), last_days(1, view.now, view.zone).end))
    usual = midnight(day_of(end - datetime.resolution, view.zone) - timedelta(days=DAYS - 1), view.zone)
    firsts = [begin(one, first, view) for one, (first, _) in zip(spans, sides, strict=True) if first]
    return Period(min(max(firsts, default=usual), end), end)


def begin(span: Side | Within, first: datetime, view: View) -> datetime:
    """`since:7d` is today and the six days before, as whole days."""
    match span:
        case Side(Compare.SINCE, Ago(count, unit)) if count and unit in IN_DAYS:
            return last_days(count * SPANS[unit].days, view.now, view.zone).start
    return first
