"""Workers: who may hold tickets, what they have, whether they are there, as the rule looks at them."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import asyncpg

from owona_bot.database.agents import holds
from owona_bot.database.engine import Raw
from owona_bot.domain.assignment import Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.availability import Burden, Presence, Staff, worker_of
from owona_bot.domain.people import AgentId

STAFF = f"""
    select a.id, a.email, a.skills, a.languages, a.cap, a.hours::text as hours, a.available, a.away_until, a.substitute,
           p.looked_at, p.away, p.dnd_until, p.status_emoji, p.status_text, p.status_until,
           (select max(d.decided_at) from owona_bot.assignments d where d.agent_id = a.id) as idle_since
    from owona_bot.agents a left join owona_bot.presences p on p.agent_id = a.id
    where {holds("a")}
    order by a.id"""

BORNE = """seen_agent is not null and seen_status not in ('resolved', 'closed') and deleted_at is null
          and snoozed_until is null and merged_into is null"""
"""What weighs on somebody, of ticket_state; word for word as in the index ticket_state_borne, which 0017 makes."""

HELD = f"""
    with changed as materialized (
        select distinct ticket_id from owona_bot.events
        where planned_at is null and ticket_id is not null and kind in ('ticket.changed', 'ticket.deleted')),
    planned as (
        select lower(seen_agent) as email, seen_priority as priority, seen_status = 'waiting_customer' as waiting,
               since <= $2 as older
        from owona_bot.ticket_state s
        where {BORNE}
          and lower(seen_agent) = any($1::text[])
          and s.ticket_id not in (select ticket_id from changed)),
    present as (
        select lower(t.assigned_agent), t.priority, t.status = 'waiting_customer', s.since <= $2
        from changed
        join public.support_tickets t on t.id = changed.ticket_id
        join owona_bot.ticket_state s on s.ticket_id = changed.ticket_id
        where t.status not in ('resolved', 'closed') and s.snoozed_until is null and s.merged_into is null
          and lower(t.assigned_agent) = any($1::text[]))
    select email, priority, waiting, older, count(*)::integer as n
    from (select * from planned union all select * from present) held
    group by email, priority, waiting, older"""
"""As they were last planned, which an index tells by itself; those that changed since as they are.

`not in` looks each up in a hash, where `not exists` of a few hundred changed compares all with all.
"""


async def workers(raw: Raw, rules: AssignRules, now: datetime) -> list[Worker]:
    """All of the team but readers, by id."""
    staff = await raw.fetch(STAFF)
    held = await raw.fetch(HELD, [row["email"] for row in staff], old_at(rules, now))
    burdens = burdens_of(held, rules)
    return [worker(row, burdens, rules, now) for row in staff]


def old_at(rules: AssignRules, now: datetime) -> datetime | None:
    """Tickets that are known since before weigh more; None: none do."""
    after = rules.weights.older_after
    return None if after is None else now - after


def burdens_of(held: Iterable[asyncpg.Record], rules: AssignRules) -> dict[str, Burden]:
    """By address."""
    burdens: dict[str, Burden] = {}
    for row in held:
        had = burdens.get(row["email"], Burden())
        age = (rules.weights.older_after if row["older"] else None) or timedelta()
        points = rules.weights.of(row["priority"], age, waiting=row["waiting"])
        burdens[row["email"]] = Burden(had.open + row["n"], had.load + points * row["n"])
    return burdens


def worker(row: asyncpg.Record, burdens: dict[str, Burden], rules: AssignRules, now: datetime) -> Worker:
    """A row of STAFF, with what they have."""
    had = burdens.get(row["email"], Burden())
    return worker_of(staff_of(row), Burden(had.open, had.load, row["idle_since"]), rules, now)


def staff_of(row: asyncpg.Record) -> Staff:
    """A row of STAFF."""
    presence = None
    if row["looked_at"] is not None:
        said = ("looked_at", "away", "dnd_until", "status_emoji", "status_text", "status_until")
        presence = Presence(*(row[name] for name in said))
    return Staff(
        agent=AgentId(row["id"]),
        skills=frozenset(row["skills"]),
        languages=frozenset(row["languages"]),
        cap=row["cap"],
        hours=json.loads(row["hours"]) if row["hours"] else None,
        available=row["available"],
        away_until=row["away_until"],
        substitute=row["substitute"],
        presence=presence,
    )
