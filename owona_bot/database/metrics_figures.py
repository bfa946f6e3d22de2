"""All of the desk's figures at once, from one snapshot."""

from owona_bot.database import index, metrics
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_where import where_of
from owona_bot.database.metrics_asked import Asked
from owona_bot.database.metrics_mail import mail
from owona_bot.database.metrics_page import page_of
from owona_bot.domain.filter_tree import Filter, View
from owona_bot.domain.filters import write
from owona_bot.domain.metrics import Figures, Pair
from owona_bot.domain.metrics_period import Period, edges
from owona_bot.domain.metrics_series import total


async def figures(db: Database, wanted: Filter, period: Period, view: View) -> Figures:
    """Of the tickets that fit `wanted` as they are now, in whichever order."""
    if wanted.terms:
        await index.settle(db)
    async with metrics.snapshot(db) as raw:
        return await _figures(raw, await asked_of(raw, wanted, period, view), wanted)


async def asked_of(raw: Raw, wanted: Filter, period: Period, view: View) -> Asked:
    """The question as SQL."""
    where = await where_of(raw, wanted, view) if wanted.terms else None
    return Asked(where, period, view, edges(period, view.zone))


async def _figures(raw: Raw, asked: Asked, wanted: Filter) -> Figures:
    stock, grouped = await metrics.stock(raw, asked), await metrics.grouped(raw, asked)
    series = await metrics.series(raw, asked)
    days = metrics.days(series, asked, stock.open)
    return Figures(
        period=asked.period,
        zone=str(asked.view.zone),
        as_of=asked.view.now,
        filter=write(Filter(wanted.terms)),
        stock=stock,
        days=days,
        created=sum(day.created for day in days),
        resolved=total([day.resolved for day in days]),
        reopened=sum(day.reopened for day in days),
        merged=sum(day.merged for day in days),
        escalated=Pair(series.escalated, await metrics.escalations(raw, asked)),
        first_response=metrics.spread_of(grouped.overall, "answered"),
        portal_first_response=metrics.spread_of(grouped.overall, "portal_answered"),
        resolution=metrics.spread_of(grouped.overall, "ended"),
        portal_resolution=metrics.spread_of(grouped.overall, "portal_ended"),
        promises=await metrics.promises(raw, asked),
        groups=grouped.groups,
        hours=tuple(map(tuple, series.hours)),
        mail=await mail(raw, asked),
        portal=await page_of(raw, asked),
    )
