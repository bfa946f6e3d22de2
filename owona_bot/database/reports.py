"""Reports as they were made, the entries of the schedule that make them, and files of theirs on the way to Slack."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from owona_bot.database import schedule
from owona_bot.database.engine import Raw
from owona_bot.domain import report_json
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Report
from owona_bot.domain.report_schedule import NAME, Made, New, Order, from_json, to_json
from owona_bot.domain.schedule import Chore, Run, Shown

LOCK_NAMES = "select pg_advisory_xact_lock(hashtextextended('owona_bot.report_names', 0))"

NEXT_NUMBER = """
    select 1 + coalesce(max(substring(name from '^report-([0-9]{1,9})$')::integer), 0)
    from (select name from owona_bot.schedule union all select name from owona_bot.schedule_runs) names"""
"""Also not one whose runs are still told of."""

ADD_ENTRY = """
    insert into owona_bot.schedule (name, job, cron, zone, spec, next_at, created_by)
    values ($1, $2, $3, $4, $5, $6, $7)"""

DELETE_ENTRY = """
    with gone as (delete from owona_bot.schedule where name = $1 and job = $2 returning name)
    delete from owona_bot.schedule_runs r using gone where r.name = gone.name and r.state = 'waiting'"""

ADD_RUN = """
    insert into owona_bot.schedule_runs (name, job, spec, due_at, fired_at, by_hand, state)
    values ($1, $2, $3, $4, $4, $5, 'waiting')
    on conflict do nothing returning id"""

MADE = "select id from owona_bot.reports where run_id = $1"

MISSED = "select missed from owona_bot.schedule_runs where id = $1"

SLOT = """
    select e.cron, e.zone, coalesce((select missed from owona_bot.schedule_runs where id = $2), 0) as missed, (
        select max(r.period_end) from owona_bot.reports r
        left join owona_bot.schedule_runs u on u.id = r.run_id
        where r.name = e.name and u.by_hand is null
    ) as told
    from owona_bot.schedule e where e.name = $1"""
"""What was made by hand in between is no reason to leave anything out of the next one."""

STILL_THERE = "select from owona_bot.schedule where name = $1 for share"

KEEP = """
    insert into owona_bot.reports
        (kind, name, run_id, agent_id, period_start, period_end, spec, document, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (run_id) do nothing returning id"""

BY_ID = """
    select r.id, r.name, r.spec, r.document, (
        select max(earlier.period_end) from owona_bot.reports earlier where earlier.name = r.name and earlier.id < r.id
    ) as told_until
    from owona_bot.reports r where r.id = $1"""

NOTE_FILE = """
    insert into owona_bot.report_files (delivery_id, file) values ($1, $2)
    on conflict (delivery_id) do update set file = excluded.file, begun_at = now()"""

FILE = "select file, now() - begun_at as waited from owona_bot.report_files where delivery_id = $1"

SHORT = 16
"""Digits that tell one wish from another."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that Slack was told of; `waited` is how long ago that was."""

    file: str
    waited: timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    """When an entry fires, how many of its slots a run missed, and until when it was told by itself."""

    cron: str
    zone: str
    missed: int
    told: datetime | None


async def add_entry(raw: Raw, new: New, next_at: datetime | None) -> str:
    """Its name, which none had before."""
    await raw.execute(LOCK_NAMES)
    name = f"{NAME}{await raw.fetchval(NEXT_NUMBER)}"
    told = (new.cron, new.zone, to_json(new.order), next_at, new.order.by)
    await raw.execute(ADD_ENTRY, name, Chore.REPORT.value, *told)
    return name


async def entries(raw: Raw) -> list[Shown]:
    """Those of the schedule that make reports."""
    return [one for one in await schedule.shown(raw) if one.entry.job == Chore.REPORT]


async def delete_entry(raw: Raw, name: str) -> None:
    """With what waits of it; what runs finds it gone."""
    await raw.execute(DELETE_ENTRY, name, Chore.REPORT.value)


async def add_run(raw: Raw, name: str, order: Order, now: datetime, actor: str) -> bool:
    """Of no entry; False where one of the same name is open."""
    return await raw.fetchval(ADD_RUN, name, Chore.REPORT.value, to_json(order), now, actor) is not None


async def is_made(raw: Raw, run: int) -> bool:
    """Whether that run has made its report already."""
    return await raw.fetchval(MADE, run) is not None


async def timing(raw: Raw, run: Run) -> Timing | None:
    """Of the entry that a run is of; None of none, and once it is deleted."""
    row = await raw.fetchrow(SLOT, run.name, run.id)
    return Timing(row["cron"], row["zone"], row["missed"], row["told"]) if row else None


async def still_there(raw: Raw, name: str) -> bool:
    """Whether the entry stands; nobody deletes it until the transaction ends."""
    return await raw.fetchrow(STILL_THERE, name) is not None


async def keep(raw: Raw, run: Run, order: Order, report: Report, made_up: tuple[date, date] | None) -> int | None:
    """Its id; None where that run has made one already."""
    missed = await raw.fetchval(MISSED, run.id)
    name = run.name if run.name.startswith(NAME) else None
    days = [day.isoformat() for day in made_up] if made_up else None
    spec = {**to_json(order), "missed": missed or 0, "made_up": days}
    told = (report.start, report.end, spec, report_json.to_json(report), report.made_at)
    id_: int | None = await raw.fetchval(KEEP, report.kind.value, name, run.id, order.by, *told)
    return id_


async def made(raw: Raw, id_: int) -> Made | None:
    """None once it was pruned."""
    row = await raw.fetchrow(BY_ID, id_)
    if row is None:
        return None
    missed = int(row["spec"].get("missed") or 0)
    order, report = from_json(row["spec"]), report_json.from_json(row["document"])
    days = [date.fromisoformat(day) for day in row["spec"].get("made_up") or ()]
    made_up = (days[0], days[-1]) if days else None
    return Made(row["id"], order, report, row["name"], missed, row["told_until"], made_up)


async def note_file(raw: Raw, delivery: int, file: str) -> None:
    """Kept before anybody can see it, so that it is known again."""
    await raw.execute(NOTE_FILE, delivery, file)


async def begun_file(raw: Raw, delivery: int) -> Begun | None:
    """What an earlier attempt began."""
    row = await raw.fetchrow(FILE, delivery)
    return Begun(row["file"], row["waited"]) if row else None


def once_name(agent: AgentId, order: Order) -> str:
    """Of a run that belongs to no entry: the very same report is made once at a time for each person."""
    wanted = json.dumps(to_json(order), sort_keys=True).encode()
    return f"report:{agent}:{order.kind.value}:{hashlib.sha256(wanted).hexdigest()[:SHORT]}"
