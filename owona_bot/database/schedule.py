"""The schedule: what is due, and runs that are leased, renewed and ended; of many who look at once one gets each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from owona_bot.database.engine import Raw
from owona_bot.domain.schedule import BuiltIn, Entry, Ran, Run, Shown, Slot

ENTRY = "s.name, s.job, s.cron, s.zone, s.spec, s.next_at, s.last_at, s.paused"

SETTLE = """
    insert into owona_bot.schedule (name, job, cron, zone, next_at, paused) values ($1, $1, $2, $3, $4, $5)
    on conflict (name) do nothing"""

IS_DUE = """
    from owona_bot.schedule s
    where s.next_at <= $1 and not s.paused
      and not exists (select from owona_bot.schedule_runs r
                      where r.name = s.name and r.state in ('waiting', 'running'))"""

DUE = f"select exists (select {IS_DUE})"

TAKE_DUE = f"""
    select {ENTRY} {IS_DUE}
    order by s.next_at, s.name limit 1
    for update of s skip locked"""
"""While a job runs its next slot waits: it is run late rather than beside."""

FIRE = """
    insert into owona_bot.schedule_runs (name, job, spec, due_at, fired_at, missed, by_hand, state)
    values ($1, $2, $3, $4, $5, $6, $7, 'waiting')
    on conflict do nothing returning id"""

SLOT_RAN = """
    select exists (select from owona_bot.schedule_runs where name = $1 and due_at = $2 and by_hand is null)"""

MOVE_ON = "update owona_bot.schedule set next_at = $2, last_at = $3 where name = $1"

BREAK = "update owona_bot.schedule set next_at = null where name = $1"

BROKEN = """
    insert into owona_bot.schedule_runs (name, job, due_at, fired_at, state, finished_at, reason)
    values ($1, $2, $3, $4, 'failed', now(), $5) on conflict do nothing returning id"""

LOCK = f"select {ENTRY} from owona_bot.schedule s where s.name = $1 for update"

ASKED_JUST_NOW = """
    select exists (select from owona_bot.schedule_runs
                   where name = $1 and (state in ('waiting', 'running')
                                        or by_hand is not null and created_at > now() - $2::interval))"""

PAUSE = "update owona_bot.schedule set paused = $2, next_at = $3 where name = $1"

CHANGE = "update owona_bot.schedule set cron = $2, zone = $3, next_at = $4 where name = $1"

TO_RUN = """
    from owona_bot.schedule_runs where state = 'waiting' or state = 'running' and leased_until < now()"""

RUN_WAITS = f"select exists (select {TO_RUN})"

TAKE_RUN = f"""
    update owona_bot.schedule_runs
    set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), leased_until = now() + $1
    where id = (select id {TO_RUN}
                order by id limit 1 for update skip locked)
    returning id, name, job, spec, due_at, by_hand, attempts"""

RENEW = """
    update owona_bot.schedule_runs set leased_until = now() + $3
    where id = $1 and attempts = $2 and state = 'running' returning 1"""

END = """
    update owona_bot.schedule_runs
    set state = $3, outcome = $4, reason = $5, finished_at = now(), leased_until = null
    where id = $1 and attempts = $2 and state = 'running' returning 1"""

FAILED_BEFORE = """
    select coalesce((select state = 'failed' from owona_bot.schedule_runs
                     where name = $1 and id <> $2 and state in ('done', 'failed')
                     order by id desc limit 1), false)"""

RAN = "state, due_at, fired_at, missed, by_hand, outcome, reason"

BY_ID = f"select name, {RAN} from owona_bot.schedule_runs where id = $1"

ALL = f"""
    select {ENTRY}, r.state, r.due_at, r.fired_at, r.missed, r.by_hand, r.outcome, r.reason
    from owona_bot.schedule s
    left join lateral (select {RAN} from owona_bot.schedule_runs
                       where name = s.name order by id desc limit 1) r on true
    order by s.created_at, s.name"""


async def settle(raw: Raw, one: BuiltIn, zone: str, next_at: datetime | None) -> None:
    """A built-in entry, where it is not there yet; whatever people made of it stays."""
    await raw.execute(SETTLE, one.job.value, one.cron, zone, next_at, one.paused)


async def is_due(raw: Raw, now: datetime) -> bool:
    """Whether an entry's time has come."""
    return bool(await raw.fetchval(DUE, now))


async def run_waits(raw: Raw) -> bool:
    """Whether there is a run to be taken."""
    return bool(await raw.fetchval(RUN_WAITS))


async def take_due(raw: Raw, now: datetime) -> Entry | None:
    """Locked until the transaction ends."""
    row = await raw.fetchrow(TAKE_DUE, now)
    return entry_of(row) if row else None


async def fire(raw: Raw, entry: Entry, slot: Slot, now: datetime) -> bool:
    """A run waits, unless the slot had one, and the entry moves on; False where another run of it was in the way.

    That one may be over by now: only a run of the slot itself says that it is done.
    """
    run = await add_run(raw, entry, slot.at, now, slot.missed)
    if run is None and not await raw.fetchval(SLOT_RAN, entry.name, slot.at):
        return False
    await raw.execute(MOVE_ON, entry.name, slot.next_at, slot.at)
    return True


async def add_run(
    raw: Raw, entry: Entry, due_at: datetime, now: datetime, missed: int = 0, by_hand: str | None = None
) -> int | None:
    """Its id; None where the slot was run, or another run of the name is open."""
    told = (entry.name, entry.job, dict(entry.spec), due_at, now, missed, by_hand)
    run: int | None = await raw.fetchval(FIRE, *told)
    return run


async def break_off(raw: Raw, entry: Entry, now: datetime, reason: str) -> int | None:
    """An entry that can't be read never fires again until somebody changes its time; the id of what tells of it."""
    await raw.execute(BREAK, entry.name)
    run: int | None = await raw.fetchval(BROKEN, entry.name, entry.job, entry.next_at, now, reason)
    return run


async def lock(raw: Raw, name: str) -> Entry | None:
    """Nobody else changes or fires it until the transaction ends."""
    row = await raw.fetchrow(LOCK, name)
    return entry_of(row) if row else None


async def was_just_asked(raw: Raw, name: str, within: timedelta) -> bool:
    """Whether it runs, or somebody has wanted it by hand a moment ago; the entry is locked."""
    found: bool = await raw.fetchval(ASKED_JUST_NOW, name, within)
    return found


async def set_paused(raw: Raw, name: str, next_at: datetime | None, *, paused: bool) -> None:
    """What runs goes on."""
    await raw.execute(PAUSE, name, paused, next_at)


async def set_time(raw: Raw, name: str, cron: str, zone: str, next_at: datetime | None) -> None:
    """From now on."""
    await raw.execute(CHANGE, name, cron, zone, next_at)


async def take_run(raw: Raw, lease: timedelta) -> Run | None:
    """The oldest that waits, or whose worker died."""
    row = await raw.fetchrow(TAKE_RUN, lease)
    return Run(*row) if row else None


async def renew(raw: Raw, run: Run, lease: timedelta) -> bool:
    """False once somebody else has taken it."""
    return await raw.fetchval(RENEW, run.id, run.attempt, lease) is not None


async def end(raw: Raw, run: Run, outcome: Mapping[str, int] | None, reason: str | None) -> bool:
    """Once; False when another worker has it. Without an outcome it failed."""
    state = "failed" if outcome is None else "done"
    return await raw.fetchval(END, run.id, run.attempt, state, dict(outcome or {}), reason) is not None


async def failed_before(raw: Raw, name: str, run: int) -> bool:
    """Whether the last run of it that ended before this one failed too."""
    found: bool = await raw.fetchval(FAILED_BEFORE, name, run)
    return found


async def ran(raw: Raw, run: int) -> tuple[str, Ran] | None:
    """Whose it is, and what became of it; None once it was pruned."""
    row = await raw.fetchrow(BY_ID, run)
    return (row["name"], ran_of(row)) if row else None


async def shown(raw: Raw) -> list[Shown]:
    """All, in the order in which they were made."""
    rows = await raw.fetch(ALL)
    return [Shown(entry_of(row), ran_of(row) if row["state"] else None) for row in rows]


def entry_of(row: Any) -> Entry:  # a record has no useful type
    """Of the columns of ENTRY."""
    names = ("name", "job", "cron", "zone", "spec", "next_at", "last_at", "paused")
    return Entry(**{name: row[name] for name in names})


def ran_of(row: Any) -> Ran:  # a record has no useful type
    """Of the columns of RAN."""
    return Ran(
        state=row["state"],
        due_at=row["due_at"],
        fired_at=row["fired_at"],
        missed=row["missed"],
        by_hand=row["by_hand"],
        outcome=row["outcome"] or {},
        reason=row["reason"],
    )
