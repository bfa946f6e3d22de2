"""What a report that comes by itself tells: all since the one before, and what of it nobody was there to tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from owona_bot.domain.metrics_period import Period, day_of, whole_days
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_period import DAY, period_for
from owona_bot.domain.schedule import After

LONGEST = 14 * DAY
"""That one of a day reaches back; what is older is said to be told nowhere."""

MADE_UP = frozenset({ReportKind.WEEKLY, ReportKind.MONTHLY})
"""Kinds of which a missed one is made all the same, if it is the newest: a day's is in the next one anyway."""

FARTHEST = timedelta(days=800)
"""No cron line leaves more between two slots, but for a 29th of February."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When it is due; of its entry the slot `before`, how many were `missed`, and until when it was `told`."""

    due: datetime
    before: datetime | None = None
    missed: int = 0
    told: datetime | None = None


def slot_before(moment: datetime, after: After) -> datetime | None:
    """The last one of a timetable before `moment`, in UTC; None where it has none."""
    back = timedelta(minutes=1)
    while (found := after(moment - back)) is None or found >= moment:
        back *= 2
        if back > FARTHEST:
            return None
    while (following := after(found)) is not None and following < moment:
        found = following
    return found


def days_since(slot: Slot, zone: tzinfo) -> Period | None:
    """Of one of days: those since it was told last, else since the slot before; None where no day lies between.

    So Monday's tells the weekend, and after an outage all that it left out.
    """
    today = day_of(slot.due, zone)
    for moment in (slot.told, slot.before):
        first = day_of(moment, zone) if moment else today
        if today - LONGEST <= first < today:
            return whole_days(first, (today - first).days, zone)
    return None


def made_up_for(kind: ReportKind, slot: Slot, zone: tzinfo) -> Period | None:
    """The week or the month of the slot before, if nobody was there for it and it was not told since."""
    if kind not in MADE_UP or not slot.missed or slot.before is None:
        return None
    period, now = period_for(kind, slot.before, zone), period_for(kind, slot.due, zone)
    told = slot.told is not None and slot.told >= period.end
    return None if told or period.end > now.start else period
