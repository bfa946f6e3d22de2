"""`owona-bot schedule list | run`: what happens by itself, and one of it now, or only what it would do."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from blocks.text import one_line
from jobs.tick import Runner
from owona_bot.desk import Desk
from owona_bot.domain.errors import OperatorError, UserError
from owona_bot.domain.schedule import Entry, Forecast, Meant, Ran, Shown, named
from owona_bot.services.schedule import all_of, run_by_operator, settle_schedule, what_ran

MOST = 10_000
"""Tickets that are listed."""

WIDTH = 100
"""Characters of a title; a terminal sees none of what could steer it."""


async def list_schedule(desk: Desk) -> AsyncIterator[str]:
    """A line for each entry."""
    entries = await all_of(desk.db)
    for shown in entries:
        yield entry_line(shown, desk)
    if not entries:
        yield "Nothing yet: the bot makes its own entries when it runs for the first time."


def entry_line(shown: Shown, desk: Desk) -> str:
    """Its name, its time, its next and its last run."""
    entry = shown.entry
    next_run = "paused" if entry.paused else moment(entry.next_at, desk.zone)
    told = f"{entry.name:<16} {entry.cron:<16} {entry.zone:<16} next {next_run:<18} last {last_run(shown.ran, desk)}"
    return one_line(told, 500)


def last_run(ran: Ran | None, desk: Desk) -> str:
    """When it was, and how it ended."""
    if ran is None:
        return "never"
    late = f", late, {ran.missed} missed" if ran.missed else ", late" if ran.late else ""
    return f"{moment(ran.fired_at, desk.zone)}: {ended(ran)}{late}"


def ended(ran: Ran) -> str:
    """`done, 3 closed`, or why it failed."""
    counts = "".join(f", {count} {name.replace('_', ' ')}" for name, count in ran.outcome.items())
    return f"{ran.state}{counts}{f', {ran.reason}' if ran.reason else ''}"


def moment(when: datetime | None, zone: ZoneInfo) -> str:
    """By the desk's wall."""
    return f"{when.astimezone(zone):%Y-%m-%d %H:%M}" if when else "–"


async def try_job(desk: Desk, name: str) -> AsyncIterator[str]:
    """What it would do now; nothing is changed. Raises OperatorError for a name that there is not."""
    entries = await all_of(desk.db)
    job = name if name in desk.errands and not entries else entry_of(desk, name, entries).job
    if job not in desk.errands:
        raise OperatorError(f"There is no job {one_line(job, WIDTH)} in this version. Nothing was changed.")
    forecast = await desk.errands[job].look(MOST)
    for line in forecast_lines(forecast, desk.zone):
        yield line
    yield "Nothing was changed."


def entry_of(desk: Desk, name: str, entries: Sequence[Shown]) -> Entry:
    """Raises OperatorError."""
    try:
        return named(name, entries).entry
    except UserError as refusal:
        raise OperatorError(desk.t("en")(refusal.key, **refusal.values)) from refusal


def forecast_lines(forecast: Forecast, zone: ZoneInfo) -> Iterator[str]:
    """Each ticket, each table, and how many in all."""
    for one in forecast.tickets:
        yield ticket_line(one, zone)
    for table, count in forecast.rows.items():
        yield f"{table}: {count} rows"
    if not forecast.rows:
        yield f"{forecast.count}{' and more' if forecast.more else ''} tickets"


def ticket_line(one: Meant, zone: ZoneInfo) -> str:
    """`#1001 Bilder fehlen, since 2026-11-01 9:00`."""
    why = f" (not: {one.why_not})" if one.why_not else ""
    return f"#{one.number} {one_line(one.title, WIDTH)}, since {moment(one.since, zone)}{why}"


async def run_job(desk: Desk, name: str, lease: timedelta) -> AsyncIterator[str]:
    """Done here, unless a bot is quicker, also where none ever ran. Raises OperatorError, also when it fails."""
    await settle_schedule(desk.db, desk.zone.key, desk.clock())
    entry = entry_of(desk, name, await all_of(desk.db))
    try:
        run = await run_by_operator(desk.db, entry.name, desk.clock())
    except UserError as refusal:
        raise OperatorError(desk.t("en")(refusal.key, **refusal.values)) from refusal
    ran = await awaited(desk, run, Runner(desk, lease))
    if ran.state == "failed":
        raise OperatorError(f"{entry.name} failed: {one_line(ran.reason or '', 300)}")
    yield f"{entry.name}: {ended(ran)}"


async def awaited(desk: Desk, run: int, runner: Runner) -> Ran:
    """Until it has ended, whoever does it."""
    while True:
        found = await what_ran(desk.db, run)
        if found is None:
            raise OperatorError("The run was cleared away before it could be read.")
        if found[1].state in ("done", "failed"):
            return found[1]
        if not await runner.run_next():
            await asyncio.sleep(0.2)
