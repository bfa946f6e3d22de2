"""Conditions on when something happened to a ticket."""

from owona_bot.database.lists_condition import Where
from owona_bot.domain.filter_times import Never, Period, bounds
from owona_bot.domain.filter_tree import View

COLUMNS = {"created": "created_at", "updated": "updated_at", "answered": "answered_at"}


def add_times(where: Where, name: str, periods: frozenset[Period], view: View, *, negated: bool) -> None:
    """In one of the periods, or in none of them; nothing is known of how many tickets that are."""
    column = COLUMNS[name]
    each = [_inside(where, column, period, view) for period in sorted(periods, key=repr)]
    where.add(f"coalesce({' or '.join(each)}, false)", 0.0 if negated else 1.0, negated=negated)
    if not negated and len(periods) == 1:
        _bound(where, column, next(iter(periods)), view)


def _inside(where: Where, column: str, period: Period, view: View) -> str:
    if isinstance(period, Never):
        return f"s.{column} is null"
    first, last = bounds(period, view.now, view.zone)
    sides = [f"s.{column} >= {where.bind(first, 'timestamptz')}"] if first else []
    sides += [f"s.{column} < {where.bind(last, 'timestamptz')}"] if last else []
    return f"({' and '.join(sides)})"


def _bound(where: Where, column: str, period: Period, view: View) -> None:
    """Nobody is answered or updated before the ticket was there."""
    if isinstance(period, Never):
        return
    first, last = bounds(period, view.now, view.zone)
    if first:
        later = ("updated_at",) if column == "created_at" else ()
        for one in (column, *later):
            where.first[one] = max(first, where.first.get(one, first))
    if last:
        earlier = ("created_at",) if column == "updated_at" else ()
        for one in (column, *earlier):
            where.last[one] = min(last, where.last.get(one, last))
