"""What a report is about: whole days, weeks and months as they are where the desk lives, or since the last shift."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from owona_bot.domain.calendar import Calendar, counted
from owona_bot.domain.metrics_period import Period, day_of, month_of, week_of, whole_days
from owona_bot.domain.metrics_period import before as before_it
from owona_bot.domain.report import ReportKind

DAY = timedelta(days=1)

NO_SHIFT = timedelta(hours=8)
"""How long the last shift was where nothing says."""

JUST_NOW = timedelta(hours=1)
"""A shift that is younger has only just begun: what there is to hand over happened in the one before."""

LOOKED_BACK = 14
"""Days; a desk that was closed for longer hears of yesterday."""

TREND = 14
"""Days."""


def period_for(
    kind: ReportKind, now: datetime, zone: tzinfo, hours: Calendar | None = None, shifts: Iterable[datetime] = ()
) -> Period:
    """The last whole one before `now`; at a hand-over until `now`. Of days the last working one, and closed ones since.

    `hours` are when the desk works, None for every day. `shifts` are when some of them began.
    """
    today = now.astimezone(zone).date()
    match kind:
        case ReportKind.DAILY:
            first = working_day(today, zone, hours)
            return whole_days(first, (today - first).days, zone)
        case ReportKind.WEEKLY:
            return week_of(today - 7 * DAY, zone)
        case ReportKind.MONTHLY:
            return month_of(today.replace(day=1) - DAY, zone)
        case ReportKind.HANDOVER:
            return Period(last_shift(shifts, now), now)


def before(kind: ReportKind, period: Period, zone: tzinfo, hours: Calendar | None = None) -> Period:
    """The one that it is compared with: of a day the working day before it, of several the same weekdays before."""
    if kind is not ReportKind.DAILY:
        return before_it(period, zone)
    first, end = day_of(period.start, zone), day_of(period.end, zone)
    count = (end - first).days
    if count == 1:
        return whole_days(working_day(first, zone, hours), 1, zone)
    weeks = -(-count // 7)
    return whole_days(first - 7 * weeks * DAY, count, zone)


def trend(kind: ReportKind, period: Period, zone: tzinfo) -> Period:
    """Whose days are drawn: one day alone is no picture."""
    if kind is not ReportKind.DAILY:
        return period
    return whole_days(day_of(period.end, zone) - TREND * DAY, TREND, zone)


def working_day(today: date, zone: tzinfo, hours: Calendar | None) -> date:
    """The last one before `today` on which the desk was open at all."""
    for ago in range(1, LOOKED_BACK + 1) if hours else ():
        day = whole_days(today - ago * DAY, 1, zone)
        if hours and counted(hours, day.start, day.end):
            return today - ago * DAY
    return today - DAY


def last_shift(shifts: Iterable[datetime], now: datetime) -> datetime:
    """When it began, if that was within a day."""
    begun = [start for start in shifts if now - DAY <= start <= now - JUST_NOW]
    return max(begun, default=now - NO_SHIFT)
