"""Report: what the desk did in a period, or how it stands at a hand-over, as data for Slack and for paper."""

from datetime import datetime
from zoneinfo import ZoneInfo

from owona_bot.database import on_call
from owona_bot.database.engine import Database
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.on_call import shifts, stints
from owona_bot.domain.report import Asked, Report, ReportKind
from owona_bot.domain.report_period import DAY, period_for


async def period_of(
    db: Database, kind: ReportKind, now: datetime, zone: ZoneInfo, hours: Calendar | None = None
) -> Period:
    """The last whole day (on which the desk was open at all, by `hours`), week or month; else since the last shift."""
    if kind is not ReportKind.HANDOVER:
        return period_for(kind, now, zone, hours)
    async with db.read() as connection:
        roster = await on_call.roster(connection, now - 2 * DAY)
    begun = [one.starts for one in stints(shifts(roster, now - 2 * DAY, now))]
    return period_for(kind, now, zone, hours, begun)


async def make_report(db: Database, asked: Asked) -> Report:
    """As it is at `asked.now`. Raises as `filters.parse` does."""
    return Report(asked.kind, asked.period.start, asked.period.end, asked.now, asked.zone.key, asked.filter)
