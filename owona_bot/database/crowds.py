"""Crowds: waiting deliveries that another one tells of along with its own, kept before it does."""

from collections.abc import Collection, Sequence
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.delivery import Delivery
from owona_bot.domain.event import Kind

WAITING = """
    select d.id from owona_bot.deliveries d join owona_bot.events e on e.id = d.event_id
    where d.order_key = $1 and d.state = 'waiting' and not d.uncertain and e.kind = any($2::text[]) and d.id <> $3
    order by d.position"""

GATHER = """
    with holder as (
        select id from owona_bot.deliveries where id = $1 and attempts = $2 and state = 'leased' for update),
    others as (
        update owona_bot.deliveries d
        set state = 'suppressed', finished_at = now(), last_error = 'told with ' || $1::bigint, ahead = false
        from holder where d.id = any($3::bigint[]) and d.state = 'waiting' returning d.id),
    kept as (
        update owona_bot.deliveries d
        set payload = d.payload || jsonb_build_object('told', (select coalesce(jsonb_agg(id), '[]') from others))
        from holder where d.id = holder.id and exists (select from others))
    select id from others order by id"""

TICKETS = "select id, ticket_id from owona_bot.deliveries where id = any($1::bigint[]) and ticket_id is not null"

KINDS = """
    select e.kind from owona_bot.deliveries d join owona_bot.events e on e.id = d.event_id
    where d.id = any($1::bigint[])"""


async def waiting(raw: Raw, delivery: Delivery, kinds: Collection[Kind]) -> list[int]:
    """Others of the same key whose events are of such kinds; none that may have been told already."""
    rows = await raw.fetch(WAITING, delivery.order_key, [kind.value for kind in kinds], delivery.id)
    return [row["id"] for row in rows]


async def gather(raw: Raw, delivery: Delivery, others: Sequence[int]) -> list[int]:
    """Those that nobody has begun end as told with `delivery`, which keeps them; none once it has lost its lease."""
    return [row["id"] for row in await raw.fetch(GATHER, delivery.id, delivery.attempt, others)]


async def tickets_of(raw: Raw, ids: Sequence[int]) -> dict[int, UUID]:
    """Of those that are about one."""
    return {row["id"]: row["ticket_id"] for row in await raw.fetch(TICKETS, ids)}


async def kinds_of(raw: Raw, ids: Sequence[int]) -> list[Kind]:
    """Of their events, one each."""
    return [Kind(row["kind"]) for row in await raw.fetch(KINDS, ids)]
