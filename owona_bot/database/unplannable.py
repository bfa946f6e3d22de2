"""What could not be planned waits apart from all else: tickets, and events that concern none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from owona_bot.database.engine import Raw

SOON, LATEST = timedelta(seconds=5), timedelta(minutes=5)
"""Until it is tried again: at first, and after many tries; four times as long after each."""

PATIENCE = "set local statement_timeout = '5s'"
"""For what is planned by itself."""

APART = "all (array(select ticket_id from owona_bot.unplannable where ticket_id is not null))"

EVENTS_APART = "all (array(select event_id from owona_bot.unplannable where event_id is not null))"

PUT_OFF = """
    insert into owona_bot.unplannable as u (ticket_id, event_id, reason, next_at) values ($1, $2, $3, now() + $4)
    on conflict (ticket_id, event_id) do update
    set failures = u.failures + 1, reason = excluded.reason,
        next_at = now() + least($4 * power(4, least(u.failures, 10)), $5)
    returning id, failures, reason, next_at,
              (select number from owona_bot.ticket_state s where s.ticket_id = u.ticket_id) as number,
              (select kind from owona_bot.events e where e.id = u.event_id) as kind"""

BEGUN = """
    delete from owona_bot.unplannable where id in (
        select id from owona_bot.unplannable
        where ticket_id is not distinct from $1 and event_id is not distinct from $2 and next_at <= now()
        for update skip locked)"""
"""Undone with the plan where that fails again; whom somebody else holds stays, and is taken by nobody."""

DUE = "select ticket_id, event_id from owona_bot.unplannable where next_at <= now() order by next_at limit 1"

KEPT = """
    select u.id, u.failures, u.reason, u.next_at, s.number, e.kind
    from owona_bot.unplannable u
    left join owona_bot.ticket_state s on s.ticket_id = u.ticket_id
    left join owona_bot.events e on e.id = u.event_id
    where u.id = $1"""


@dataclass(frozen=True, slots=True)
class One:
    """A ticket, or the id of an event that concerns none."""

    ticket: UUID | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Why it waits; `number` is a ticket's, `kind` an event's."""

    id: int
    failures: int
    reason: str
    next_at: datetime
    number: int | None
    kind: str | None


async def put_off(raw: Raw, one: One, reason: str) -> Kept:
    """Nobody plans it for a while, all others go on."""
    return Kept(**await raw.fetchrow(PUT_OFF, one.ticket, one.event, reason, SOON, LATEST))


async def begin(raw: Raw, one: One) -> None:
    """In the transaction that plans it by itself, before it is taken."""
    await raw.execute(PATIENCE)
    await raw.execute(BEGUN, one.ticket, one.event)


async def due(raw: Raw) -> One | None:
    """The one that has waited long enough for longest."""
    row = await raw.fetchrow(DUE)
    return One(row["ticket_id"], row["event_id"]) if row else None


async def kept(raw: Raw, id_: int) -> Kept | None:
    """None for one that was planned since."""
    row = await raw.fetchrow(KEPT, id_)
    return Kept(**row) if row else None
