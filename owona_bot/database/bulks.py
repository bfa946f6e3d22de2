"""Acts on many tickets: each ticket is an item of its own, taken by whoever works on it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.bulk import Progress, Refusal
from owona_bot.domain.errors import UserError
from owona_bot.domain.people import AgentId
from owona_bot.domain.verbs import Verb

REFUSALS = 5
"""Reasons of a report."""

ADD = """
    insert into owona_bot.bulks (agent_id, filter, act, value, state, total)
    values ($1, $2, $3, $4, 'previewed', $5) returning id"""

ADD_ITEMS = """
    insert into owona_bot.bulk_items (bulk_id, n, ticket_id)
    select $1, n, ticket from unnest($2::uuid[]) with ordinality as given(ticket, n)"""

START = """
    update owona_bot.bulks set state = 'running' where id = $1 and agent_id = $2 and state = 'previewed' returning 1"""

CANCEL = """
    update owona_bot.bulks set state = 'cancelled', finished_at = now()
    where id = $1 and agent_id = $2 and state = 'running' returning 1"""

RUNNING = "select exists (select from owona_bot.bulks where state = 'running')"

TAKE = """
    select b.id, b.agent_id, b.act, b.value, i.n, s.number
    from owona_bot.bulks b
    cross join lateral (
        select n, ticket_id from owona_bot.bulk_items
        where bulk_id = b.id and state = 'waiting' order by n limit 1
        for update skip locked) i
    left join owona_bot.ticket_state s on s.ticket_id = i.ticket_id
    where b.state = 'running'
    order by i.n, b.created_at, b.id limit 1"""
"""By turns: who changes three tickets doesn't wait for who changes thousands."""

KEEP = "update owona_bot.bulk_items set state = $3, reason = $4 where bulk_id = $1 and n = $2"

FINISH = """
    update owona_bot.bulks b set state = 'done', finished_at = now()
    where b.state = 'running'
      and not exists (select from owona_bot.bulk_items i where i.bulk_id = b.id and i.state = 'waiting')
    returning b.id"""

PROGRESS = """
    select b.id, b.agent_id, b.act, b.value, b.state, b.total,
           count(*) filter (where i.state = 'done') as done, count(*) filter (where i.state = 'refused') as refused
    from owona_bot.bulks b join owona_bot.bulk_items i on i.bulk_id = b.id
    where b.id = $1 group by b.id"""

REFUSED = """
    select coalesce(s.number, 0) as number, i.reason, i.alike
    from (
        select distinct on (key) key, n, ticket_id, reason, count(*) over (partition by key)::integer as alike
        from (
            select n, ticket_id, reason, reason::json ->> 'key' as key
            from owona_bot.bulk_items where bulk_id = $1 and state = 'refused') r
        order by key, n) i
    left join owona_bot.ticket_state s on s.ticket_id = i.ticket_id
    order by i.alike desc, i.n limit $2"""
"""The first one of each reason."""


@dataclass(frozen=True, slots=True)
class Item:
    """One ticket of a bulk that is running; `number` None for one that nobody has ever seen."""

    bulk: UUID
    n: int
    agent: AgentId
    act: Verb
    words: str
    number: int | None


async def add(raw: Raw, agent: AgentId, filter_: str, what: tuple[Verb, str], tickets: Sequence[UUID]) -> UUID:
    """In a transaction; nothing happens before it is started."""
    act, words = what
    bulk: UUID = await raw.fetchval(ADD, agent, filter_, act.value, words, len(tickets))
    await raw.execute(ADD_ITEMS, bulk, list(tickets))
    return bulk


async def start(raw: Raw, bulk: UUID, agent: AgentId) -> bool:
    """False for somebody else's, and for one that was started before."""
    return await raw.fetchval(START, bulk, agent) is not None


async def cancel(raw: Raw, bulk: UUID, agent: AgentId) -> bool:
    """What was done stays done. False when nothing is left to cancel."""
    return await raw.fetchval(CANCEL, bulk, agent) is not None


async def running(raw: Raw) -> bool:
    """Whether there is one to work on, or to end."""
    return bool(await raw.fetchval(RUNNING))


async def take(raw: Raw) -> Item | None:
    """The next one, locked until the transaction ends; nobody else takes it."""
    row = await raw.fetchrow(TAKE)
    return Item(row["id"], row["n"], row["agent_id"], Verb(row["act"]), row["value"], row["number"]) if row else None


async def keep(raw: Raw, item: Item, refusal: UserError | None) -> None:
    """How it ended."""
    told = json.dumps({"key": refusal.key, "values": refusal.values}, default=str) if refusal else None
    await raw.execute(KEEP, item.bulk, item.n, "refused" if refusal else "done", told)


async def finish(raw: Raw) -> list[UUID]:
    """Those of which nothing waits any more."""
    return [row["id"] for row in await raw.fetch(FINISH)]


async def progress(raw: Raw, bulk: UUID) -> Progress | None:
    """None for one that was never there."""
    row = await raw.fetchrow(PROGRESS, bulk)
    if row is None:
        return None
    refused = [refusal_of(*one) for one in await raw.fetch(REFUSED, bulk, REFUSALS)]
    return Progress(
        id=row["id"],
        agent=row["agent_id"],
        act=Verb(row["act"]),
        words=row["value"],
        state=row["state"],
        total=row["total"],
        done=row["done"],
        refused=row["refused"],
        refusals=refused,
    )


def refusal_of(number: int, reason: str, alike: int) -> Refusal:
    """As `keep` wrote it."""
    told = json.loads(reason)
    return Refusal(number, told["key"], told["values"], alike)
