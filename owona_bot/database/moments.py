"""Moments that customers wrote past the site: `infinity`, BC and the year 12000 are none that Python has."""

from datetime import datetime

from sqlalchemy import ColumnClause, ColumnElement, Function, func, literal_column

FIRST: ColumnClause[datetime] = literal_column("timestamptz '1900-01-01 UTC'")
LAST: ColumnClause[datetime] = literal_column("timestamptz '2700-01-01 UTC'")
"""As the index has it: one such ticket must not stop what is read with it."""


def in_calendar(moment: ColumnElement[datetime]) -> Function[datetime]:
    """The nearest that every calendar and zone knows; not for what may be null."""
    return func.least(func.greatest(moment, FIRST), LAST)
