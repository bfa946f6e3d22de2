"""Who could have which ticket, found in another way than the bot does: row by row, from what stands there."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

RELAX = timedelta(minutes=30)
"""After which a ticket about bills asks for no skill, and any ticket may go back to who gave it back."""

TICKETS = """
    select t.id, t.status, t.category, a.id as agent, s.snoozed_until is not null as snoozed, s.number, q.since,
           e.released_by, coalesce(left(t.source_metadata ->> 'locale', 2), p.language) as language
    from public.support_tickets t
    join owona_bot.ticket_state s on s.ticket_id = t.id
    left join public.profiles p on p.id = t.user_id
    left join owona_bot.agents a on a.active and a.email = lower(t.assigned_agent)
    left join lateral (select min(since) as since from owona_bot.assign_queue where ticket_id = t.id) q on true
    left join lateral (
        select case when payload #>> '{agent,1}' is null and actor <> 'bot:assign'
                    then payload #>> '{agent,0}' end as released_by
        from owona_bot.events where ticket_id = t.id and payload ? 'agent' order by id desc limit 1) e on true
    order by s.number"""

TEAM = """
    select a.id, a.skills, a.languages, coalesce(a.cap, 2) as cap, a.role <> 'reader' and a.active as holds,
           not a.available and (a.away_until is null or a.away_until > $1)
           or coalesce(p.away and p.looked_at > $1::timestamptz - interval '10 minutes', false) as gone
    from owona_bot.agents a left join owona_bot.presences p on p.agent_id = a.id order by a.id"""


def is_open(ticket: asyncpg.Record) -> bool:
    return ticket["status"] not in ("resolved", "closed") and not ticket["snoozed"]


def open_of(all_: dict[UUID, asyncpg.Record], agent: int) -> int:
    return sum(is_open(ticket) and ticket["agent"] == agent for ticket in all_.values())


def speaks(one: asyncpg.Record, ticket: asyncpg.Record) -> bool:
    return not one["languages"] or ticket["language"] in (None, *one["languages"])


def could(one: asyncpg.Record, ticket: asyncpg.Record, all_: dict[UUID, asyncpg.Record], now: datetime) -> bool:
    """As the file says, in other words."""
    waited = now - ticket["since"] if ticket["since"] else timedelta()
    skilled = ticket["category"] != "billing" or "billing" in one["skills"] or waited >= RELAX
    rests = str(one["id"]) == ticket["released_by"] and waited < RELAX
    there = one["holds"] and not one["gone"] and open_of(all_, one["id"]) < one["cap"]
    return bool(there and skilled and not rests and speaks(one, ticket))
