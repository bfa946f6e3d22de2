"""Shares: what was proposed of the tickets of one who is away, who settled it, and what became of each move."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from owona_bot.database.assignments_sql import LOCKED
from owona_bot.database.engine import Change, Raw
from owona_bot.database.index_sql import known
from owona_bot.database.language import LANGUAGE
from owona_bot.domain.assignment import Stuck, Wanted
from owona_bot.domain.assignment_facts import to_facts
from owona_bot.domain.people import AgentId
from owona_bot.domain.shares import MOST, Fate, Held, Move, Row, Share, Shown, State, Why

COLUMNS = "id, agent_id, asked_by, hearers, why, state, settled_by"

ADD = """
    insert into owona_bot.shares (agent_id, asked_by, hearers, why, asked_at)
    values ($1, $2, $3, $4, $5) returning id"""

ADD_MOVES = """
    insert into owona_bot.share_moves (share_id, n, ticket_id, agent_id, stuck, rule, facts, fate)
    select $1, n, ticket, agent, stuck, rule, facts::jsonb, case when agent is null then 'nobody' end
    from unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[])
         with ordinality as given(ticket, agent, stuck, rule, facts, n)"""

BY_ID = f"select {COLUMNS} from owona_bot.shares where id = $1"

SHOWN = f"""
    select s.*, a.name as agent, b.name as by,
           exists (select from owona_bot.shares n where n.agent_id = s.agent_id and n.id > s.id and n.why <> 'asked')
               as newer
    from ({BY_ID}) s
    left join owona_bot.agents a on a.id = s.agent_id
    left join owona_bot.agents b on b.id = s.settled_by"""

LOCK = f"{BY_ID} for update"

SETTLE = "update owona_bot.shares set state = $2, settled_by = $3, settled_at = $4 where id = $1"

OVERTAKE = f"""
    update owona_bot.shares set state = 'overtaken', settled_at = $3
    where agent_id = $1 and id <> $2 and state = 'asked' and why <> 'asked'
    returning {COLUMNS}"""

BACK = """
    select a.id from owona_bot.agents a
    where a.active and (a.available or a.away_until <= $1)
      and exists (select from owona_bot.shares s where s.agent_id = a.id and s.state = 'asked' and s.why <> 'asked')
    for update skip locked"""

TAKE = """
    select m.share_id, m.n, m.ticket_id, m.agent_id, m.rule, m.facts::text as facts, s.number
    from owona_bot.share_moves m left join owona_bot.ticket_state s on s.ticket_id = m.ticket_id
    where m.share_id = $1 and m.fate is null
    order by m.n limit 1
    for update of m skip locked"""

KEEP = "update owona_bot.share_moves set fate = $3 where share_id = $1 and n = $2 and fate is null"

ALONE = f"select {LOCKED}, set_config('idle_in_transaction_session_timeout', '10s', true)"

EXPLAIN = """
    insert into owona_bot.assignments (ticket_id, agent_id, rule, facts, decided_at)
    values ($1, $2, $3, $4::text::jsonb, $5)"""

FINISH = f"""
    update owona_bot.shares s set state = 'done'
    where s.id = $1 and s.state = 'accepted'
      and not exists (select from owona_bot.share_moves m where m.share_id = s.id and m.fate is null)
    returning {COLUMNS}"""

ROWS = """
    select coalesce(s.number, 0) as number, t.title, a.name as holder, m.stuck, m.fate, p.channel, p.ts
    from owona_bot.share_moves m
    left join owona_bot.ticket_state s on s.ticket_id = m.ticket_id
    left join public.support_tickets t on t.id = m.ticket_id
    left join owona_bot.agents a on a.id = m.agent_id
    left join owona_bot.slack_posts p on p.ticket_id = m.ticket_id and p.shows = 'card'
    where m.share_id = $1
    order by m.n"""

HELD = f"""
    with near as (
        select ticket_id from owona_bot.ticket_state
        where seen_agent is not null and seen_status not in ('resolved', 'closed') and deleted_at is null
          and lower(seen_agent) = $1
        union
        select ticket_id from owona_bot.events where planned_at is null and ticket_id is not null)
    select t.id, s.number, t.priority, coalesce(t.category, '') as category, {LANGUAGE} as language,
           coalesce(p.channel, '') as channel, {known("t.created_at")} as created_at,
           t.status = 'waiting_customer' as waiting, s.snoozed_until is not null as snoozed
    from near
    join public.support_tickets t on t.id = near.ticket_id
    join owona_bot.ticket_state s on s.ticket_id = t.id
    left join owona_bot.slack_posts p on p.ticket_id = t.id and p.shows = 'card'
    where lower(t.assigned_agent) = $1 and t.status not in ('resolved', 'closed')
      and s.merged_into is null and s.deleted_at is null
    order by array_position(array['urgent', 'high', 'normal', 'low'], t.priority), t.created_at, t.id
    limit {MOST}"""
"""As they were last planned, which has an index, and whatever changed since; then as they are."""


@dataclass(frozen=True, slots=True)
class Item:
    """One move that is to be done; `number` None for a ticket that nobody has ever seen.

    `rule` None: a person chose; else `facts` is JSON.
    """

    share: int
    n: int
    ticket: UUID
    number: int | None
    to: AgentId
    rule: str | None
    facts: str | None


async def held(raw: Raw, address: str) -> list[Held]:
    """Open tickets of whoever has that address, which is in lower case; the most urgent ones, MOST of them."""
    return [held_of(row) for row in await raw.fetch(HELD, address)]


def held_of(row: asyncpg.Record) -> Held:
    """A row of HELD."""
    wanted = Wanted(
        ticket=row["id"],
        number=row["number"],
        priority=row["priority"],
        category=row["category"],
        language=row["language"],
        channel=row["channel"],
        since=row["created_at"],
    )
    return Held(wanted, row["waiting"], row["snoozed"])


async def add(tx: Change, share: Share, moves: Sequence[Move], now: datetime) -> int:
    """Its id; nothing is moved before it is accepted."""
    told = (share.agent, share.asked_by, list(share.hearers), share.why.value, now)
    id_: int = await tx.raw.fetchval(ADD, *told)
    columns = zip(*(columns_of(move) for move in moves), strict=True)
    await tx.raw.execute(ADD_MOVES, id_, *map(list, columns))
    return id_


def columns_of(move: Move) -> tuple[UUID, AgentId | None, str | None, str | None, str | None]:
    """Of one row, as ADD_MOVES takes them."""
    rule = move.facts.rule.name if move.facts else None
    facts = json.dumps(to_facts(move.facts)) if move.facts else None
    return move.ticket, move.to, move.stuck and move.stuck.value, rule, facts


async def by_id(raw: Raw, id_: int) -> Share | None:
    """None for one that there is not."""
    row = await raw.fetchrow(BY_ID, id_)
    return share_of(row) if row else None


async def lock(tx: Change, id_: int) -> Share | None:
    """The same; nobody else settles it until this transaction ends."""
    row = await tx.raw.fetchrow(LOCK, id_)
    return share_of(row) if row else None


async def settle(tx: Change, share: Share, now: datetime) -> None:
    """As its state says; whose row is locked."""
    await tx.raw.execute(SETTLE, share.id, share.state.value, share.by, now)


async def overtake(tx: Change, agent: AgentId, but: int, now: datetime) -> list[Share]:
    """Those of the agent that nobody has settled, `but` one, which may be none: what they say is no longer so."""
    return [share_of(row) for row in await tx.raw.fetch(OVERTAKE, agent, but, now)]


async def back(tx: Change, now: datetime) -> list[AgentId]:
    """Who is there again, and of whom a proposal still stands; whom somebody changes just now is left for later."""
    return [AgentId(row["id"]) for row in await tx.raw.fetch(BACK, now)]


async def take(tx: Change, id_: int) -> Item | None:
    """The next move, locked until the transaction ends; nobody else takes it."""
    row = await tx.raw.fetchrow(TAKE, id_)
    if row is None:
        return None
    to = AgentId(row["agent_id"])
    return Item(row["share_id"], row["n"], row["ticket_id"], row["number"], to, row["rule"], row["facts"])


async def alone(tx: Change) -> bool:
    """Until this transaction ends nobody else counts who has room: the lock of whoever gives tickets away.

    False: somebody has it. Nobody waits for it who holds a ticket.
    """
    locked: bool = await tx.raw.fetchval(ALONE)
    return locked


async def keep(tx: Change, item: Item, fate: Fate) -> None:
    """How it ended."""
    await tx.raw.execute(KEEP, item.share, item.n, fate.value)


async def finish(tx: Change, id_: int) -> Share | None:
    """None where a move still waits, or somebody has finished it."""
    row = await tx.raw.fetchrow(FINISH, id_)
    return share_of(row) if row else None


async def explain(tx: Change, item: Item, now: datetime) -> None:
    """A move by the rule is a decision like any other; one by a person needs no words."""
    if item.rule is not None:
        await tx.raw.execute(EXPLAIN, item.ticket, item.to, item.rule, item.facts, now)


async def shown(raw: Raw, id_: int) -> Shown | None:
    """All of it as it stands; None for one that there is not."""
    row = await raw.fetchrow(SHOWN, id_)
    if row is None:
        return None
    moves = [row_of(move) for move in await raw.fetch(ROWS, id_)]
    return Shown(share_of(row), row["agent"] or "?", row["by"], moves, newer=row["newer"])


def share_of(row: asyncpg.Record) -> Share:
    """A row of COLUMNS."""
    return Share(
        id=row["id"],
        agent=row["agent_id"],
        why=Why(row["why"]),
        asked_by=row["asked_by"],
        hearers=tuple(row["hearers"]),
        state=State(row["state"]),
        by=row["settled_by"],
    )


def row_of(row: asyncpg.Record) -> Row:
    """A row of ROWS."""
    stuck, fate = row["stuck"], row["fate"]
    return Row(
        number=row["number"],
        title=row["title"],
        to=row["holder"],
        stuck=Stuck(stuck) if stuck else None,
        fate=Fate(fate) if fate else None,
        card=(row["channel"], row["ts"]) if row["ts"] else None,
    )
