"""Whether a customer is to hear that their ticket is resolved: of the last time, and once until it is open again."""

from uuid import UUID

from owona_bot.database.engine import Raw

CHANGED = """
    e.ticket_id = $1 and (e.planned_at is null or e.planned_at is not null) and e.kind = 'ticket.changed'"""
"""Each way has an index of its own, and none has both."""

DONE = "('resolved', 'closed')"

LATER = f"""
    select exists (select from owona_bot.events e
                   where {CHANGED} and e.id > $2 and e.payload -> 'status' ->> 1 = 'resolved')"""

TOLD = f"""
    select exists (
        select from owona_bot.mail_log m
        where m.ticket_id = $1 and m.direction = 'out' and m.letter = 'resolved'
          and m.created_at > coalesce(
              (select max(e.created_at) from owona_bot.events e
               where {CHANGED} and e.payload -> 'status' ->> 0 in {DONE} and e.payload -> 'status' ->> 1 not in {DONE}),
              '-infinity'))"""


HEARD = f"""
    select exists (
        select from owona_bot.mail_log m
        where m.ticket_id = $1 and m.direction = 'out' and m.letter = 'resolved'
          and coalesce(m.verdict, '') not like 'refused: %'
          and m.created_at > coalesce(
              (select max(e.created_at) from owona_bot.events e
               where {CHANGED} and e.id < $2
                 and e.payload -> 'status' ->> 0 in {DONE} and e.payload -> 'status' ->> 1 not in {DONE}),
              '-infinity'))"""


async def is_resolved_again(raw: Raw, ticket: UUID, event: int) -> bool:
    """Whether it was resolved once more since that event: that has its own letter, or an answer that says so."""
    return bool(await raw.fetchval(LATER, ticket, event))


async def was_told(raw: Raw, ticket: UUID) -> bool:
    """Whether such a letter was written since it was last opened again; certain while nobody else writes to them."""
    return bool(await raw.fetchval(TOLD, ticket))


async def was_told_before(raw: Raw, ticket: UUID, event: int) -> bool:
    """Whether such a letter had gone, or was on its way, when that event opened it again."""
    return bool(await raw.fetchval(HEARD, ticket, event))
