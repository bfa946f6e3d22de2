"""Decisions of whose turn it is, as they were kept, and who moved a ticket last."""

from datetime import datetime
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.assignment_facts import from_facts
from owona_bot.domain.turns import decide
from owona_bot.domain.why import Kept, Moved

LAST = """
    select agent_id, facts, decided_at from owona_bot.assignments
    where ticket_id = $1 order by decided_at desc, id desc limit 1"""
"""One that found nobody may be older by id, and newer by its moment: it is kept up to date."""

OF_AGENT = """
    (select id, actor, payload -> 'agent' as agent, created_at from owona_bot.events
     where ticket_id = {ticket} and planned_at is {planned} and kind = 'ticket.changed'
       and payload -> 'agent' is not null
     order by id desc limit 1)"""
"""Not `payload ? 'agent'`: that would let the index of all such events be read, which looks small on a young desk."""


def newest_of(ticket: str) -> str:
    """The last time that a ticket changed hands; each half has an index of its own."""
    halves = " union all ".join(OF_AGENT.format(ticket=ticket, planned=planned) for planned in ("null", "not null"))
    return f"{halves} order by id desc limit 1"


MOVED = f"""
    select actor, agent, created_at, exists (
        select from owona_bot.share_moves m join owona_bot.shares s on s.id = m.share_id
        where m.ticket_id = $1 and m.fate = 'moved' and m.facts is not null
          and m.agent_id::text = agent ->> 1 and s.agent_id::text = agent ->> 0) as shared
    from ({newest_of("$1")}) e"""

STANDING = """
    select held_since, (select min(since) from owona_bot.assign_queue where ticket_id = $1) as waits_since,
           coalesce($2 < (select at from owona_bot.marks where name = 'go_live'), false) as early
    from owona_bot.assign_standing"""


async def last(raw: Raw, ticket: UUID) -> Kept | None:
    """The newest one, and what its facts come to now."""
    row = await raw.fetchrow(LAST, ticket)
    if row is None:
        return None
    facts = from_facts(row["facts"])
    return Kept(row["agent_id"], facts, row["decided_at"], decide(facts))


async def moved(raw: Raw, ticket: UUID) -> Moved | None:
    """None where whoever has it had it from the beginning."""
    row = await raw.fetchrow(MOVED, ticket)
    if row is None:
        return None
    before, after = row["agent"]
    return Moved(row["actor"], before, after, row["created_at"], row["shared"])


async def standing(raw: Raw, ticket: UUID, created_at: datetime) -> tuple[datetime | None, datetime | None, bool]:
    """Since when another automation gives tickets away, since when somebody is being looked for.

    And whether it is too old to be given away.
    """
    row = await raw.fetchrow(STANDING, ticket, created_at)
    return row["held_since"], row["waits_since"], row["early"]
