"""What stands in the rows of a list besides the tickets themselves, in one look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from owona_bot.database.engine import Raw
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.sla import Metric

LOOK = """
    select s.ticket_id, s.updated_at, c.metric, c.due_at
    from owona_bot.search s
    left join lateral (
        select c.metric, c.due_at from owona_bot.sla_clocks c
        where c.ticket_id = s.ticket_id and c.state in ('running', 'paused')
          and (c.due_at <= $2 or c.due_at > $2 and c.stages[1] <= $2 and c.state = 'running')
        order by c.due_at, c.metric limit 1) c on true
    where s.part = 0 and s.ticket_id = any($1::uuid[])"""

OLD_WAITING = "select coalesce(max(id) - min(id) + 1, 0) from owona_bot.unindexed where old"
"""About: they are taken in order."""


@dataclass(frozen=True, slots=True)
class Look:
    """When anything last happened to it, and the next deadline, if that presses."""

    updated_at: datetime
    deadline: Deadline | None


async def looks(raw: Raw, ids: Sequence[UUID], now: datetime) -> Mapping[UUID, Look]:
    """Of those that are indexed."""
    rows = await raw.fetch(LOOK, list(ids), now)
    return {row["ticket_id"]: Look(row["updated_at"], deadline_of(row, now)) for row in rows}


def deadline_of(row: Record, now: datetime) -> Deadline | None:
    """Of a row with `metric` and `due_at` of a clock that presses, or without one."""
    if row["due_at"] is None:
        return None
    return Deadline(Metric(row["metric"]), row["due_at"], Tone.LATE if row["due_at"] <= now else Tone.RISK)


async def old_waiting(raw: Raw) -> int:
    """About how many tickets of before are still to be indexed: no list has them yet."""
    found: int = await raw.fetchval(OLD_WAITING)
    return found
