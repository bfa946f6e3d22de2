"""Which period a filter's line speaks of, where nobody names one: when its tickets were created."""

from datetime import datetime, timedelta

from owona_bot.domain.filter_times import Never, bounds, midnight
from owona_bot.domain.filter_tree import Filter, Times, View
from owona_bot.domain.metrics_period import Period, day_of, last_days

DAYS = 30
"""Today, or the last day that is meant, and the days before it."""


def period_of(wanted: Filter, view: View) -> Period:
    """`since:90d until:30d`; without `since:` the 30 days to its end are meant, and nothing lies ahead."""
    firsts: list[datetime] = []
    lasts: list[datetime] = []
    for term in wanted.terms:
        match term.condition:
            case Times("created", periods) if not term.negated and len(periods) == 1:
                (one,) = periods
                first, last = (None, None) if isinstance(one, Never) else bounds(one, view.now, view.zone)
                firsts += [first] if first else []
                lasts += [last] if last else []
    end = min((*lasts, last_days(1, view.now, view.zone).end))
    usual = day_of(end - datetime.resolution, view.zone) - timedelta(days=DAYS - 1)
    return Period(min(max(firsts, default=midnight(usual, view.zone)), end), end)
