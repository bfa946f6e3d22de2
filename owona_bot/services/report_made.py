"""Reports that were made: kept once for each run, handed to who reads them, their files wanted beneath them."""

from dataclasses import replace
from datetime import date, datetime

from owona_bot.database import events, reports, schedule
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.event import Kind
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.plan_report import CHARTS, PDF
from owona_bot.domain.report import Report
from owona_bot.domain.report_errors import ReportForgotten
from owona_bot.domain.report_schedule import NAME, Made, Order, Target
from owona_bot.domain.report_slots import Slot, slot_before
from owona_bot.domain.schedule import Chore, Run
from owona_bot.services.cron import timetable
from owona_bot.services.report_schedule import BY, Asker


async def is_made(db: Database, run: Run) -> bool:
    """By a worker that died before it could say so."""
    async with db.read_raw() as raw:
        return await reports.is_made(raw, run.id)


async def slot_of(db: Database, run: Run) -> Slot:
    """What is known of a run's slot; of one that was wanted by hand, or of no entry, only when that was."""
    async with db.read_raw() as raw:
        known = await reports.timing(raw, run)
    if known is None or run.by_hand:
        return Slot(run.due_at)
    before = slot_before(run.due_at, timetable(known.cron, known.zone))
    return Slot(run.due_at, before, known.missed, known.told)


async def keep_report(
    db: Database, run: Run, order: Order, report: Report, made_up: tuple[date, date] | None = None
) -> bool:
    """Once for each run, with the word that it is to be sent; False where its entry was deleted meanwhile.

    `made_up` are the days of a missed one, which a run of its own makes.
    """
    async with db.change_raw(by=BY) as raw:
        if run.name.startswith(NAME) and not await reports.still_there(raw, run.name):
            return False
        id_ = await reports.keep(raw, run, order, report, made_up)
        if id_ is not None:
            if made_up:
                await _make_up(raw, replace(order, day=made_up[0]), report.made_at)
            pdf = order.pdf and not report.empty
            told = {"report": id_, "to": [str(one) for one in order.targets], "pdf": pdf}
            await events.add(raw, Kind.REPORT_MADE, BY, told)
    return True


async def _make_up(raw: Raw, order: Order, now: datetime) -> None:
    """For the same readers; should it fail, who planned it hears of it."""
    await reports.add_run(raw, reports.once_name(order.by, order), order, now, f"agent:{order.by}")


async def made_report(db: Database, id_: int) -> Made | None:
    """None once it was pruned."""
    async with db.read_raw() as raw:
        return await reports.made(raw, id_)


async def want_pdf(db: Database, id_: int, spot: tuple[str, str], asker: Asker) -> None:
    """Beneath the message in which it was wanted, `spot` its channel and ts. Raises ReportForgotten."""
    permit(asker.agent, Act.REPORT)
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        if await reports.made(raw, id_) is None:
            raise ReportForgotten
        told = {"report": id_, "file": PDF, "channel": spot[0], "ts": spot[1]}
        await events.add(raw, Kind.REPORT_FILE_WANTED, asker.agent.actor, told)


async def owe_charts(db: Database, made: Made, to: Target) -> None:
    """What Slack can't draw there is to stand beneath it as a picture."""
    if made.report.charts:
        async with db.change_raw(by=BY) as raw:
            told = {"report": made.id, "file": CHARTS, "to": str(to)}
            await events.add(raw, Kind.REPORT_FILE_WANTED, BY, told)


async def give_up_channel(db: Database, made: Made) -> bool:
    """Nobody is left who would read it: it stands still until somebody resumes it. False where others read it too."""
    if made.name is None or len(made.order.targets) > 1:
        return False
    async with db.change_raw(by=BY) as raw:
        entry = await schedule.lock(raw, made.name)
        if entry is not None and entry.job == Chore.REPORT:
            await schedule.set_paused(raw, made.name, entry.next_at, paused=True)
        return entry is not None
