"""Metrics: the desk's figures of a period, for whoever shows them."""

from owona_bot.database import metrics, metrics_figures
from owona_bot.database.engine import Database
from owona_bot.domain.filter_tree import Filter, View
from owona_bot.domain.filters import parse
from owona_bot.domain.metrics import Figures, Stock
from owona_bot.domain.metrics_period import Period, last_days


async def figures(db: Database, period: Period, line: str, view: View) -> Figures:
    """All of one snapshot, of the tickets that fit `line` as they are now. Raises as `filters.parse` does."""
    return await metrics_figures.figures(db, parse(line), period, view)


async def stock_of(db: Database, view: View) -> Stock:
    """As things stand, of all tickets."""
    today = last_days(1, view.now, view.zone)
    async with metrics.snapshot(db) as raw:
        return await metrics.stock(raw, await metrics_figures.asked_of(raw, Filter(), today, view))
