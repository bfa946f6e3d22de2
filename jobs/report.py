"""Report: what entries of the schedule with the job `report` do, and runs that somebody asked for once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from owona_bot.desk import Desk
from owona_bot.domain.metrics_period import Period, days_of
from owona_bot.domain.report import Asked, ReportKind
from owona_bot.domain.report_privacy import without_addresses
from owona_bot.domain.report_schedule import Order, from_json, period_with
from owona_bot.domain.report_slots import Slot, days_since, made_up_for
from owona_bot.domain.schedule import Forecast, Run
from owona_bot.services.report import make_report, period_of
from owona_bot.services.report_made import is_made, keep_report, slot_of
from owona_bot.services.report_readers import is_read


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Of the period before the moment at which it was due, however late it is run; a day's of all since the last."""

    desk: Desk

    @property
    def days(self) -> None:
        """It waits for no ticket."""

    async def look(self, _most: int) -> Forecast:
        """It changes no ticket."""
        return Forecast(rows={"reports": 1})

    async def do(self, run: Run) -> Mapping[str, int]:
        """Made and kept in one transaction, and once for each run; not at all where nobody is left who may read it."""
        if await is_made(self.desk.db, run):
            return {"reports": 1}
        order = from_json(run.spec)
        if not await is_read(self.desk.db, run, order):
            return {"reports": 0}
        slot = await slot_of(self.desk.db, run)
        asked = Asked(
            kind=order.kind,
            period=await self._period(order, slot),
            now=self.desk.clock(),
            zone=self.desk.zone,
            filter=order.filter,
            hours=self.desk.assignment.hours,
            me=order.by,
        )
        report = without_addresses(await make_report(self.desk.db, asked))
        kept = await keep_report(self.desk.db, run, order, report, self._made_up(order, slot))
        return {"reports": int(kept)}

    async def _period(self, order: Order, slot: Slot) -> Period:
        zone = self.desk.zone
        if order.day is not None:
            return period_with(order.kind, order.day, zone)
        if order.kind is ReportKind.DAILY and (days := days_since(slot, zone)):
            return days
        return await period_of(self.desk.db, order.kind, slot.due, zone, self.desk.assignment.hours)

    def _made_up(self, order: Order, slot: Slot) -> tuple[date, date] | None:
        """The days of the newest one that nobody was there for."""
        period = made_up_for(order.kind, slot, self.desk.zone)
        return days_of(period, self.desk.zone) if period and order.day is None else None
