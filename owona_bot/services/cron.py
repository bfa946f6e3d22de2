"""When a cron line means: apscheduler finds the day and the minute on a wall without summer time, zones stand here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from owona_bot.domain.cron import Cron, read
from owona_bot.domain.schedule import After

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""By apscheduler's number, which is Python's."""

ALL = "*"

WIDEST = timedelta(hours=3)
"""No clock is set by more where people live."""

TICK = timedelta(minutes=1)


def timetable(cron: str, zone: str) -> After:
    """Raises what `domain.cron.read` does, or ZoneInfoNotFoundError."""
    line = read(cron)
    return Timetable(line, ZoneInfo(zone), triggers(line)).after


@dataclass(frozen=True, slots=True)
class Timetable:
    """A line on the wall's clock of a zone.

    In the night in which clocks are set forward a time that is left out is meant as much later as they jump: 2:30 is
    3:30. In the one in which they are set back, a time that comes twice is meant once, the first; but a line for each
    hour (`*`) goes on each hour that passes.
    """

    cron: Cron
    zone: ZoneInfo
    triggers: Sequence[CronTrigger]

    def after(self, moment: datetime) -> datetime | None:
        """The first one after `moment`, in UTC."""
        if self._calm(moment):
            found = self._found(moment)
            if found is None or self._calm(found):
                return found
            moment = max(moment, found - WIDEST)
        return self._stepped(moment) or self.after(moment + 2 * WIDEST)

    def _found(self, moment: datetime) -> datetime | None:
        """By the wall alone; right unless the clocks are set about then."""
        wall = moment.astimezone(self.zone).replace(tzinfo=UTC, second=0, microsecond=0)
        found = [trigger.get_next_fire_time(None, wall + TICK) for trigger in self.triggers]
        first = min((one for one in found if one is not None), default=None)
        return first.replace(tzinfo=self.zone).astimezone(UTC) if first else None

    def _calm(self, moment: datetime) -> bool:
        """Nobody sets the clocks about then."""
        return self._offset(moment - WIDEST) == self._offset(moment + WIDEST)

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self.zone).utcoffset() or timedelta()

    def _stepped(self, moment: datetime) -> datetime | None:
        """Minute by minute through such a night."""
        minute = moment.replace(second=0, microsecond=0)
        steps = (minute + n * TICK for n in range(1, 2 * WIDEST // TICK + 1))
        return next((one for one in steps if self._means(one)), None)

    def _means(self, moment: datetime) -> bool:
        """Whether the line means this minute of UTC; PEP 495: what is jumped over has the offset before the jump."""
        there = moment.astimezone(self.zone)
        wall = there.replace(tzinfo=None)
        if self.cron.means(wall) and (there.fold == 0 or self.cron.hourly):
            return True
        jumped = (moment + self._offset(moment - WIDEST)).replace(tzinfo=None)
        is_left_out = jumped != wall and jumped.replace(tzinfo=self.zone).astimezone(UTC) == moment
        return is_left_out and self.cron.means(jumped)


def triggers(cron: Cron) -> list[CronTrigger]:
    """crontab(5): with both the day and the weekday narrowed either is enough; the library wants both.

    They count on a clock that is never set: fed with a zone the library sticks in the hour that comes twice.
    """
    days, weekdays = "last" if cron.last else listed(cron.days), ",".join(NAMES[day] for day in cron.weekdays)
    ways = [(days, ALL), (ALL, weekdays)] if cron.either else [(days, weekdays)]
    return [
        CronTrigger(
            month=listed(cron.months),
            day=day,
            day_of_week=weekday,
            hour=listed(cron.hours),
            minute=listed(cron.minutes),
            timezone=UTC,
        )
        for day, weekday in ways
    ]


def listed(numbers: Iterable[int]) -> str:
    """As the library reads them."""
    return ",".join(map(str, numbers))
