"""What a hand-over tells of tickets besides what lists know: escalations that run, and what was put off until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where

ESCALATED = """
    select s.ticket_id, min(e.started_at) as moment, count(*) over () as total
    from owona_bot.escalations e join owona_bot.search s on s.ticket_id = e.ticket_id
    where e.stopped_at is null and {where}
    group by s.ticket_id order by min(e.started_at), s.ticket_id limit {most}"""

PROMISED = """
    select s.ticket_id, nullif(t.snoozed_until, 'infinity') as moment, count(*) over () as total
    from owona_bot.ticket_state t join owona_bot.search s on s.ticket_id = t.ticket_id
    where t.snoozed_until is not null and t.deleted_at is null and {where}
    order by t.snoozed_until, s.ticket_id limit {most}"""
"""What waits for an answer, however long it takes, comes last, without a moment."""

DUE = """
    select c.ticket_id, min(c.due_at) as moment from owona_bot.sla_clocks c
    where c.ticket_id = any($1::uuid[]) and c.state in ('running', 'paused') and c.due_at is not null
      and (c.due_at > $2 or $3)
    group by c.ticket_id"""


@dataclass(frozen=True, slots=True)
class Found:
    """Tickets with the moment that counts, the first of `total`; not `dated`: there is no such moment."""

    moments: Sequence[tuple[UUID, datetime | None]]
    total: int
    dated: bool = True


def only_since(where: Where, since: datetime) -> None:
    """Of tickets that were opened then or later."""
    where.add(f"s.created_at >= {where.bind(since, 'timestamptz')}", 0.01)
    where.first["created_at"] = max(since, where.first.get("created_at", since))


async def escalated(raw: Raw, where: Where, most: int) -> Found:
    """The longest first."""
    return await _found(raw, ESCALATED, where, most)


async def promised(raw: Raw, where: Where, most: int) -> Found:
    """What wakes next first."""
    return await _found(raw, PROMISED, where, most)


async def _found(raw: Raw, statement: str, where: Where, most: int) -> Found:
    rows = await raw.fetch(statement.format(where=where.sql, most=int(most)), *where.values)
    return Found([(row["ticket_id"], row["moment"]) for row in rows], rows[0]["total"] if rows else 0)


async def dues(raw: Raw, ids: Sequence[UUID], now: datetime, *, over: bool) -> dict[UUID, datetime]:
    """The next deadline of each; `over`: also one that has passed."""
    return {row["ticket_id"]: row["moment"] for row in await raw.fetch(DUE, list(ids), now, over)}
