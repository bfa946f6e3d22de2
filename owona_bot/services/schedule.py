"""Schedule: entries fire, runs are worked on, and people look, run, pause and change the time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

from owona_bot.database import events, schedule
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.errors import FieldError
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.schedule import BUILT_IN, Chore, Entry, NewTime, Ran, Run, Shown, due, may_pause, resumed
from owona_bot.domain.schedule_errors import JobRuns, JobUnknown
from owona_bot.services.cron import timetable

BY = "bot:schedule"

TWICE = timedelta(seconds=10)
"""Two presses of Run now within that are one."""

MOST_TRIES = 5
"""A run whose worker died so often kills its workers."""


async def settle_schedule(db: Database, zone: str, now: datetime) -> None:
    """The built-in entries are there, from the first start on."""
    async with db.change_raw(by=BY) as raw:
        for one in BUILT_IN:
            await schedule.settle(raw, one, zone, timetable(one.cron, zone)(now))


async def fire_due(db: Database, now: datetime) -> bool:
    """One entry whose time has come gets a run, all slots that were missed are in it. False when none is due."""
    async with db.read_raw() as raw:
        if not await schedule.is_due(raw, now):
            return False
    async with db.change_raw(by=BY) as raw:
        entry = await schedule.take_due(raw, now)
        if entry is None:
            return False
        try:
            slot = due(entry.next_at, now, timetable(entry.cron, entry.zone))
        except (FieldError, ZoneInfoNotFoundError, ValueError) as unreadable:
            run = await schedule.break_off(raw, entry, now, f"{entry.cron}, {entry.zone}: {unreadable}"[:200])
            await _tell(raw, entry.name, run, {"failed": True})
            return True
        return slot is not None and await schedule.fire(raw, entry, slot, now)


async def take_run(db: Database, lease: timedelta) -> Run | None:
    """One that waits or whose worker died; one that kills its workers fails instead."""
    async with db.read_raw() as raw:
        if not await schedule.run_waits(raw):
            return None
    async with db.change_raw(by=BY) as raw:
        run = await schedule.take_run(raw, lease)
        if run is not None and run.attempt > MOST_TRIES:
            await _end(raw, run, None, f"whoever ran it died, {MOST_TRIES} times")
            return None
    return run


async def renew_run(db: Database, run: Run, lease: timedelta) -> bool:
    """False once somebody else has taken it."""
    async with db.read_raw() as raw:
        return await schedule.renew(raw, run, lease)


async def end_run(db: Database, run: Run, outcome: Mapping[str, int] | None, reason: str | None = None) -> None:
    """Once; of failures in a row operations hear of the first. Without an outcome it failed, for the reason."""
    async with db.change_raw(by=BY) as raw:
        await _end(raw, run, outcome, reason)


async def _end(raw: Raw, run: Run, outcome: Mapping[str, int] | None, reason: str | None) -> None:
    if await schedule.end(raw, run, outcome, reason):
        asker = {"asker": run.by_hand} if outcome is None and run.by_hand and run.job == Chore.REPORT else {}
        await _tell(raw, run.name, run.id, {"failed": outcome is None, **asker})


async def _tell(raw: Raw, name: str, run: int | None, told: Mapping[str, object]) -> None:
    """`alarm` is what operations hear of; `asker` waits for what failed."""
    if run is not None:
        alarm = bool(told["failed"]) and not await schedule.failed_before(raw, name, run)
        await events.add(raw, Kind.SCHEDULE_RAN, BY, {"run": run, "alarm": alarm, **told})


async def what_ran(db: Database, run: int) -> tuple[str, Ran] | None:
    """Whose run it is and what became of it; None once it was pruned."""
    async with db.read_raw() as raw:
        return await schedule.ran(raw, run)


async def show_schedule(db: Database, agent: Agent) -> list[Shown]:
    """Every entry with its last run."""
    permit(agent, Act.SCHEDULE)
    return await all_of(db)


async def all_of(db: Database) -> list[Shown]:
    """The same for who runs the bot."""
    async with db.read_raw() as raw:
        return await schedule.shown(raw)


async def run_now(db: Database, name: str, now: datetime, agent: Agent, knock: str | None) -> int:
    """The run's id. Raises JobUnknown, or JobRuns when it runs or was wanted a moment ago."""
    permit(agent, Act.SCHEDULE_CHANGE)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        return await _run_now(raw, name, now, agent.actor)


async def run_by_operator(db: Database, name: str, now: datetime) -> int:
    """The same from the command line."""
    async with db.change_raw(by="bot:cli") as raw:
        return await _run_now(raw, name, now, "bot:cli")


async def _run_now(raw: Raw, name: str, now: datetime, actor: str) -> int:
    entry = await _locked(raw, name)
    if await schedule.was_just_asked(raw, name, TWICE):
        raise JobRuns(name=name)
    run = await schedule.add_run(raw, entry, now, now, by_hand=actor)
    if run is None:
        raise JobRuns(name=name)
    return run


async def pause_job(db: Database, name: str, agent: Agent, knock: str | None) -> None:
    """What runs goes on to its end. Raises JobUnknown or JobNeeded."""
    permit(agent, Act.SCHEDULE_CHANGE)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        entry = await _locked(raw, name)
        may_pause(entry)
        await schedule.set_paused(raw, name, entry.next_at, paused=True)


async def resume_job(db: Database, name: str, now: datetime, agent: Agent, knock: str | None) -> None:
    """From its next moment on; what it missed meanwhile is not made up for. Raises JobUnknown."""
    permit(agent, Act.SCHEDULE_CHANGE)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        entry = await _locked(raw, name)
        if entry.paused:
            after = timetable(entry.cron, entry.zone)
            await schedule.set_paused(raw, name, resumed(entry, now, after), paused=False)


async def change_time(db: Database, new: NewTime, now: datetime, agent: Agent, knock: str | None) -> None:
    """Counted from now. Raises JobUnknown, or what reading the line does."""
    permit(agent, Act.SCHEDULE_CHANGE)
    after = timetable(new.cron, new.zone)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        await _locked(raw, new.name)
        await schedule.set_time(raw, new.name, " ".join(new.cron.split()), new.zone, after(now))


async def _locked(raw: Raw, name: str) -> Entry:
    entry = await schedule.lock(raw, name)
    if entry is None:
        raise JobUnknown(word=name, known=", ".join(one.entry.name for one in await schedule.shown(raw)))
    return entry
