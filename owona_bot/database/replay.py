"""What a replay is made from: recorded tickets with what became of them, one after the other. Nothing is written."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg

from owona_bot.database.assignments_sql import IS_HOLDER
from owona_bot.database.clocks_sql import COUNTABLE
from owona_bot.database.engine import Database, Raw, gone_is
from owona_bot.database.index_sql import known
from owona_bot.database.language import LANGUAGE
from owona_bot.database.workers import STAFF, staff_of
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.replay_bench import Member
from owona_bot.domain.replay_record import Happened, Now, Recorded, recorded

AT_ONCE = 1_000

PATIENCE = 600
"""Seconds until the first ones come: of a million all are looked at."""

KINDS = """
    kind in ('ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged')
    or kind = 'ticket.changed' and payload ?| array['status', 'agent', 'priority']"""

# Each of the two has an index of its own, in which the ticket is looked up however few events the planner expects.
EVENTS = " union all ".join(
    f"""
    (select e.id, e.created_at, e.kind, e.payload from owona_bot.events e
     where e.ticket_id = t.id and e.planned_at is {planned} and ({KINDS}) offset 0)"""
    for planned in ("null", "not null")
)

HOLDER = f"owona_bot.agents a on {IS_HOLDER}"

MEANT = f"""
    t.created_at {COUNTABLE} and t.created_at < $2
    and (t.created_at >= $1 or t.status not in ('resolved', 'closed') or t.updated_at >= $1)"""
"""Of those that came before, who is done was touched when that was."""

READ = f"""
    with known as materialized (
        select distinct on (s.requester_address) s.requester_address as who, a.id as agent
        from public.support_tickets t
        join owona_bot.ticket_state s on s.ticket_id = t.id
        join {HOLDER}
        where t.created_at < $1 and s.requester_address is not null
        order by s.requester_address, s.number desc)
    select t.id, s.number, t.created_at, {known("t.updated_at")} as updated_at, t.status, t.priority,
           coalesce(t.category, '') as category,
           {LANGUAGE} as language, coalesce(c.channel, '') as channel, s.requester_address as requester, a.id as holder,
           known.agent as before, h.at, h.kind, h.payload, t.created_at < coalesce(
               (select at from owona_bot.marks where name = 'go_live'), '-infinity') as silent
    from public.support_tickets t
    join owona_bot.ticket_state s on s.ticket_id = t.id
    left join {HOLDER}
    left join owona_bot.slack_posts c on c.ticket_id = t.id and c.shows = 'card'
    left join known on known.who = s.requester_address
    left join lateral (
        select array_agg(created_at order by id) as at, array_agg(kind order by id) as kind,
               array_agg(payload::text order by id) as payload
        from ({EVENTS}) e) h on true
    where {MEANT}
    order by t.created_at, s.number"""


GIVEN = """
    select agent_id, max(decided_at) as at from owona_bot.assignments
    where agent_id is not null and decided_at < $1 group by agent_id"""

NAMES = "select id, name from owona_bot.agents"


@asynccontextmanager
async def reading(db: Database) -> AsyncIterator[Raw]:
    """All of one moment, and nothing can be written. Raises Unavailable."""
    with gone_is(Unavailable):
        async with db.raw.acquire() as raw, raw.transaction(isolation="repeatable_read", readonly=True):
            yield raw


async def tickets(raw: Raw, since: datetime, until: datetime) -> AsyncIterator[Recorded]:
    """As they came: those of the span, and older ones that may have been somebody's when it began."""
    async for row in raw.cursor(READ, since, until, prefetch=AT_ONCE, timeout=PATIENCE):
        yield recorded_of(row)


def recorded_of(row: asyncpg.Record) -> Recorded:
    """A row of READ."""
    told = zip(row["at"] or (), row["kind"] or (), row["payload"] or (), strict=True)
    bare = Recorded(
        id=UUID(int=row["id"].int),
        number=row["number"],
        created_at=row["created_at"],
        priority=row["priority"],
        category=row["category"],
        language=row["language"],
        channel=row["channel"],
        requester=row["requester"],
        before=row["before"],
    )
    now = Now(row["status"], row["priority"], row["holder"], row["updated_at"], row["silent"])
    return recorded(bare, now, [Happened(at, kind, json.loads(payload)) for at, kind, payload in told])


async def team(raw: Raw, since: datetime) -> list[Member]:
    """Who may hold tickets, as they are now, and when each was last given one before all that is replayed."""
    given = {row["agent_id"]: row["at"] for row in await raw.fetch(GIVEN, since)}
    return [(staff_of(row), given.get(row["id"])) for row in await raw.fetch(STAFF)]


async def names(raw: Raw) -> dict[int, str]:
    """By agent, of former ones too."""
    return {row["id"]: row["name"] for row in await raw.fetch(NAMES)}
