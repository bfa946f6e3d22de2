"""Escalations: kept, found when their next step is due, stopped once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change, Raw
from owona_bot.database.posts import SlackPost
from owona_bot.domain.chain import Chain, Progress, restored, snapshot
from owona_bot.domain.escalation import Escalation, Tier, Why
from owona_bot.domain.ticket import Ticket

TIME = DateTime(timezone=True)

PATH = text("""
    update public.support_tickets
    set escalation_path = case jsonb_typeof(escalation_path) when 'array' then escalation_path else '[]' end
            || jsonb_build_array(jsonb_build_object(
                'agent', cast(:agent as text), 'status', 'escalated', 'trigger', cast(:trigger as text),
                'timestamp', to_char(:now at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
        last_escalation = :now
    where id = :ticket""").bindparams(bindparam("ticket", type_=Uuid), bindparam("now", type_=TIME))
"""Appended to what stands there at that moment: the site's reply route may have written since it was read."""

ADD = text("""
    insert into owona_bot.escalations (ticket_id, by, tier, note, called, chain, steps, started_at, next_at)
    values (:ticket, owona_bot.actor(), :tier, :note, :called, :chain, cast(:steps as jsonb), :now,
            case when :begins then :now end)
    returning id""").bindparams(
    bindparam("ticket", type_=Uuid),
    bindparam("note", type_=Uuid),
    bindparam("tier", type_=Text),
    bindparam("chain", type_=Text),
    bindparam("called", type_=ARRAY(BigInteger)),
    bindparam("now", type_=TIME),
)

COLUMNS = """
    e.id, e.ticket_id, e.by, e.tier, e.note, e.called, e.chain, e.steps, e.step, e.run, e.started_at, e.stepped_at,
    e.next_at, e.stopped_why"""

BY_ID = text(f"select {COLUMNS} from owona_bot.escalations e where e.id = :id")

OPEN = text(f"""
    select {COLUMNS} from owona_bot.escalations e
    where e.ticket_id = :ticket and e.stopped_at is null order by e.id""").bindparams(bindparam("ticket", type_=Uuid))

DUE = text("select id from owona_bot.escalations where next_at <= :now order by next_at, id limit :most").bindparams(
    bindparam("now", type_=TIME), bindparam("most", type_=Integer)
)

TAKE = text(f"""
    select {COLUMNS} from owona_bot.escalations e
    where e.id = :id and e.next_at <= :now
    for update skip locked""").bindparams(bindparam("now", type_=TIME))
"""Whoever looked for it before may find that it was stepped meanwhile, or is being stepped."""

ANSWERED = text("""
    select exists (
        select from public.support_ticket_messages m join owona_bot.escalations e on e.ticket_id = m.ticket_id
        where e.id = :id and m.created_at > e.created_at and m.author_type = 'support' and not m.internal_only
          and coalesce(m.metadata ->> 'kind', '') = ''
          and not jsonb_exists(m.metadata, 'plan') and not jsonb_exists(m.metadata, 'copied_from')
          and not exists (select from owona_bot.splits x where x.to_ticket = m.ticket_id and x.copy_id = m.id))""")
"""By a person of the team, to the customer, said here first."""

ELDER = text("""
    select exists (
        select from owona_bot.escalations x
        where x.ticket_id = :ticket and x.id < :id and x.next_at is not null)""").bindparams(
    bindparam("ticket", type_=Uuid)
)

MOVE = text("""
    update owona_bot.escalations set step = :step, run = :run, stepped_at = :since, next_at = :next_at
    where id = :id""").bindparams(bindparam("since", type_=TIME), bindparam("next_at", type_=TIME))

LOOK = text("update owona_bot.escalations set next_at = :at where id = :id").bindparams(bindparam("at", type_=TIME))

STOP = text("""
    update owona_bot.escalations set stopped_at = :now, stopped_why = :why, next_at = null
    where id = :id and stopped_at is null
    returning 1""").bindparams(bindparam("now", type_=TIME))

END = """
    with given as (
        select * from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as g (ticket_id, why, at)),
    free as (
        select id from owona_bot.escalations where ticket_id = any($1::uuid[]) and stopped_at is null
        for update skip locked),
    first as (
        select distinct on (e.id) e.id, g.why
        from owona_bot.escalations e join free using (id) join given g on g.ticket_id = e.ticket_id
        where e.created_at < g.at order by e.id, g.at),
    stopped as (
        update owona_bot.escalations e set stopped_at = $4, stopped_why = first.why, next_at = null
        from first where e.id = first.id
        returning e.id, e.ticket_id, e.stopped_why)
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select ticket_id, 'escalation.stopped', 'bot:plan', jsonb_build_object('escalation', id, 'why', stopped_why)
    from stopped
    returning 1"""
"""What happened before it began ends nothing. One that is being stepped sees for itself."""

HURRY = """
    update owona_bot.escalations set next_at = $2
    where id in (
        select id from owona_bot.escalations where ticket_id = any($1::uuid[]) and next_at > $2
        for update skip locked)"""

STANDING = text("""
    select p.channel, p.ts, p.ref, e.payload
    from owona_bot.slack_posts p join owona_bot.events e on e.id = cast(split_part(p.ref, ':', 1) as bigint)
    where p.ticket_id = :ticket and p.shows = 'escalation'
    order by p.id desc limit :most""").bindparams(bindparam("ticket", type_=Uuid), bindparam("most", type_=Integer))
"""A post's `ref` is the event that it tells of, and whom alone."""

NOTIFY = "notify owona_bot"


@dataclass(frozen=True, slots=True)
class Kept:
    """An escalation with the ticket that it is about, and the note that has its reason."""

    escalation: Escalation
    ticket: UUID
    note: UUID | None


@dataclass(frozen=True, slots=True)
class New:
    """One that begins now."""

    tier: Tier
    note: UUID
    called: Sequence[int]
    chain: Chain | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A post that calls for help; `told` is its event's payload, `alone` the agent whose own message it is."""

    post: SlackPost
    told: Mapping[str, object]
    alone: int | None


def kept_of(row: Any) -> Kept:  # a row of fourteen columns has no useful type
    """A row of COLUMNS."""
    progress = Progress(row.step, row.run, row.stepped_at or row.started_at)
    tier = Tier(row.tier) if row.tier else None
    stopped = Why(row.stopped_why) if row.stopped_why else None
    chain = restored(row.chain, row.steps)
    return Kept(
        Escalation(row.id, row.by, tier, tuple(row.called), chain, progress, row.next_at, stopped),
        row.ticket_id,
        row.note,
    )


async def append_path(tx: Change, ticket: UUID, agent: str, trigger: str, now: datetime) -> None:
    """`agent` is an address, as the portal has it; `trigger` a word, never what anybody wrote."""
    told = {"ticket": ticket, "agent": agent, "trigger": trigger, "now": now}
    await tx.connection.execute(PATH, told)


async def add(tx: Change, ticket: Ticket, new: New) -> int:
    """Its id; by whoever acts in the change."""
    told = {
        "ticket": ticket.id,
        "tier": new.tier.value,
        "note": new.note,
        "called": list(new.called),
        "chain": new.chain.name if new.chain else None,
        "steps": json.dumps(snapshot(new.chain)),
        "begins": new.chain is not None,
        "now": new.now,
    }
    id_: int = (await tx.connection.execute(ADD, told)).scalar_one()
    return id_


async def by_id(connection: AsyncConnection, id_: int) -> Kept | None:
    """None for one that never was."""
    row = (await connection.execute(BY_ID, {"id": id_})).one_or_none()
    return kept_of(row) if row else None


async def open_of(connection: AsyncConnection, ticket: UUID) -> list[Kept]:
    """The ticket's that nothing has ended, oldest first."""
    return [kept_of(row) for row in await connection.execute(OPEN, {"ticket": ticket})]


async def standing(connection: AsyncConnection, ticket: UUID, most: int) -> list[Standing]:
    """The ticket's newest posts that call for help."""
    rows = await connection.execute(STANDING, {"ticket": ticket, "most": most})
    return [
        Standing(
            SlackPost(row.channel, row.ts), row.payload, int(alone) if (alone := row.ref.partition(":")[2]) else None
        )
        for row in rows
    ]


async def due(connection: AsyncConnection, now: datetime, most: int) -> list[int]:
    """Whose next look is due by the desk's clock, the longest overdue first."""
    return list((await connection.execute(DUE, {"now": now, "most": most})).scalars())


async def take(tx: Change, id_: int, now: datetime) -> Kept | None:
    """Nobody else steps it until this transaction ends; None when somebody does, or did."""
    row = (await tx.connection.execute(TAKE, {"id": id_, "now": now})).one_or_none()
    return kept_of(row) if row else None


async def answered(tx: Change, id_: int) -> bool:
    """Whether a person has written to the customer since it began."""
    found: bool = (await tx.connection.execute(ANSWERED, {"id": id_})).scalar_one()
    return found


async def follows_another(tx: Change, kept: Kept) -> bool:
    """Whether one that began earlier still runs for the same ticket: one chain is enough."""
    told = {"ticket": kept.ticket, "id": kept.escalation.id}
    found: bool = (await tx.connection.execute(ELDER, told)).scalar_one()
    return found


async def move(tx: Change, id_: int, progress: Progress, next_at: datetime | None) -> None:
    """A step was done; `next_at` None: it was the last one."""
    told = {"id": id_, "step": progress.step, "run": progress.run, "since": progress.since, "next_at": next_at}
    await tx.connection.execute(MOVE, told)


async def look_at(tx: Change, id_: int, at: datetime) -> None:
    """Not yet."""
    await tx.connection.execute(LOOK, {"id": id_, "at": at})


async def stop(tx: Change, id_: int, why: Why, now: datetime) -> bool:
    """False when it has stopped already."""
    told = {"id": id_, "why": why.value, "now": now}
    return (await tx.connection.execute(STOP, told)).scalar_one_or_none() is not None


async def end(raw: Raw, told: Sequence[tuple[UUID, Why, datetime]], now: datetime) -> None:
    """In the transaction that plans what ended them: tickets, why, and when that happened."""
    tickets, whys, moments = [one[0] for one in told], [one[1].value for one in told], [one[2] for one in told]
    if await raw.fetch(END, tickets, whys, moments, now):
        await raw.execute(NOTIFY)


async def hurry(raw: Raw, tickets: Sequence[UUID], now: datetime) -> None:
    """Chains that wait for working hours are looked at again: urgent tickets don't."""
    await raw.execute(HURRY, list(tickets), now)
