"""Which period a filter's line speaks of, where nobody names one: when its tickets were created."""

from datetime import datetime

from owona_bot.domain.filter_times import Never, bounds
from owona_bot.domain.filter_tree import Filter, Times, View
from owona_bot.domain.metrics_period import Period, last_days

DAYS = 30
"""Today and the days before it."""


def period_of(wanted: Filter, view: View) -> Period:
    """`since:90d until:30d`; a side that is open is the usual period's, and nothing lies ahead."""
    firsts: list[datetime] = []
    lasts: list[datetime] = []
    for term in wanted.terms:
        match term.condition:
            case Times("created", periods) if not term.negated and len(periods) == 1:
                (one,) = periods
                first, last = (None, None) if isinstance(one, Never) else bounds(one, view.now, view.zone)
                firsts += [first] if first else []
                lasts += [last] if last else []
    usual = last_days(DAYS, view.now, view.zone)
    end = min((*lasts, usual.end))
    start = max(firsts, default=min(usual.start, end))
    return Period(min(start, end), end)
