"""Workers: who may hold tickets, what they have, whether they are there, as the rule looks at them."""

import json
from datetime import datetime

import asyncpg

from owona_bot.database.engine import Raw
from owona_bot.domain.assignment import Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.availability import Burden, Presence, Staff, worker_of
from owona_bot.domain.people import AgentId

STAFF = """
    select a.id, a.skills, a.languages, a.cap, a.hours::text as hours, a.available, a.away_until, a.substitute,
           p.looked_at, p.away, p.dnd_until, p.status_emoji, p.status_text, p.status_until,
           (select max(d.decided_at) from owona_bot.assignments d where d.agent_id = a.id) as idle_since
    from owona_bot.agents a left join owona_bot.presences p on p.agent_id = a.id
    where a.active and a.role <> 'reader'
    order by a.id"""

HELD = """
    with near as (
        select ticket_id from owona_bot.ticket_state
        where seen_agent is not null and seen_status not in ('resolved', 'closed') and deleted_at is null
        union
        select ticket_id from owona_bot.events where planned_at is null and ticket_id is not null)
    select a.id as agent, t.priority, t.created_at, t.status = 'waiting_customer' as waiting
    from near
    join public.support_tickets t on t.id = near.ticket_id
    join owona_bot.ticket_state s on s.ticket_id = t.id
    join owona_bot.agents a on a.email = lower(t.assigned_agent) and a.active
    where t.status not in ('resolved', 'closed') and s.merged_into is null and s.deleted_at is null
      and s.snoozed_until is null"""
"""As they were last planned, which has an index, and whatever changed since; then as they are."""


async def workers(raw: Raw, rules: AssignRules, now: datetime) -> list[Worker]:
    """All of the team but readers."""
    burdens: dict[AgentId, Burden] = {}
    for row in await raw.fetch(HELD):
        had = burdens.get(row["agent"], Burden())
        points = rules.weights.of(row["priority"], now - row["created_at"], waiting=row["waiting"])
        burdens[row["agent"]] = Burden(had.open + 1, had.load + points)
    return [worker(row, burdens, rules, now) for row in await raw.fetch(STAFF)]


def worker(row: asyncpg.Record, burdens: dict[AgentId, Burden], rules: AssignRules, now: datetime) -> Worker:
    """A row of STAFF, with what they have."""
    had = burdens.get(row["id"], Burden())
    return worker_of(staff_of(row), Burden(had.open, had.load, row["idle_since"]), rules, now)


def staff_of(row: asyncpg.Record) -> Staff:
    """A row of STAFF."""
    presence = None
    if row["looked_at"] is not None:
        said = ("looked_at", "away", "dnd_until", "status_emoji", "status_text", "status_until")
        presence = Presence(*(row[name] for name in said))
    return Staff(
        agent=row["id"],
        skills=frozenset(row["skills"]),
        languages=frozenset(row["languages"]),
        cap=row["cap"],
        hours=json.loads(row["hours"]) if row["hours"] else None,
        available=row["available"],
        away_until=row["away_until"],
        substitute=row["substitute"],
        presence=presence,
    )
