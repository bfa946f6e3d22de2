"""Tickets that go on in others: a layer above the site's rows, and how to take it off again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import requesters as requester
from owona_bot.database.engine import Change, Raw
from owona_bot.domain.people import Agent

LOCK = text("""
    with answered as (
        update owona_bot.inbox set answer = jsonb_build_object('number', cast(:number as integer)) where key = :once)
    select t.id from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
    where s.number = any(:numbers) order by t.id for update of t""").bindparams(
    bindparam("number", type_=Integer),
    bindparam("once", type_=Text),
    bindparam("numbers", type_=ARRAY(Integer)),
)
"""All in one order, so that two who merge crosswise wait for each other, one after the other."""

MERGE = text("""
    with kept as (
        insert into owona_bot.merges (source_id, target_id, agent_id, before)
        select t.id, :target, :agent, jsonb_build_object(
            'status', t.status, 'assigned_agent', t.assigned_agent, 'snoozed_until', s.snoozed_until,
            'snoozed_for_answer', s.snoozed_for_answer, 'snoozed_by', s.snoozed_by)
        from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
        where t.id = :source)
    update owona_bot.ticket_state
    set merged_into = :target, snoozed_until = null, snoozed_for_answer = false, snoozed_by = null
    where ticket_id = :source""").bindparams(
    bindparam("source", type_=Uuid), bindparam("target", type_=Uuid), bindparam("agent", type_=BigInteger)
)

UNMERGE = text("""
    with undone as (
        update owona_bot.merges set undone_at = clock_timestamp()
        where source_id = :source and undone_at is null returning before),
    state as (
        update owona_bot.ticket_state
        set merged_into = null, snoozed_until = cast(before ->> 'snoozed_until' as timestamptz),
            snoozed_for_answer = cast(before ->> 'snoozed_for_answer' as boolean),
            snoozed_by = cast(before ->> 'snoozed_by' as bigint)
        from undone where ticket_id = :source),
    public as (
        update public.support_tickets t
        set status = before ->> 'status', assigned_agent = before ->> 'assigned_agent'
        from undone where t.id = :source
          and (t.status, t.assigned_agent) is distinct from (before ->> 'status', before ->> 'assigned_agent'))
    select 1 from undone""").bindparams(bindparam("source", type_=Uuid))

WAYS = """
    with recursive way as (
        select ticket_id as start, merged_into as at, 1 as n from owona_bot.ticket_state
        where ticket_id = any($1::uuid[]) and merged_into is not null
        union all
        select way.start, s.merged_into, n + 1
        from way join owona_bot.ticket_state s on s.ticket_id = way.at where s.merged_into is not null)
    select distinct on (start) start, at from way join public.support_tickets t on t.id = way.at
    order by start, n desc"""
"""No circle can come of merging: what goes on elsewhere is never a target."""

TREE = """
    with recursive tree as (
        select s.merged_into as root, s.ticket_id from owona_bot.ticket_state s where s.merged_into = any($1::uuid[])
        union all
        select tree.root, s.ticket_id from tree join owona_bot.ticket_state s on s.merged_into = tree.ticket_id),"""

REQUESTERS = f"""
    {TREE}
    everybody as (
        select root, ticket_id, false as own from tree union all select one, one, true from unnest($1::uuid[]) one),
    person as (
        select e.root, e.ticket_id, e.own, s.number, coalesce(nullif(lower(
            {requester.address("$2::text")}), ''), t.user_id::text) as who
        from everybody e
        join owona_bot.ticket_state s on s.ticket_id = e.ticket_id
        join public.support_tickets t on t.id = e.ticket_id
        left join auth.users u on u.id = t.user_id)
    select root, ticket_id
    from (select distinct on (root, who) root, ticket_id, own, number from person
          order by root, who, own desc, number) first
    where not own order by root, number"""
"""A requester is who letters about the ticket go to, else the account that owns it."""

ONE_BY_NAME = {"$1::uuid[]": "array[cast(:ticket as uuid)]", "$2::text": "cast(:system as text)"}

REQUESTERS_OF = text(reduce(lambda sql, name: sql.replace(*name), ONE_BY_NAME.items(), REQUESTERS)).bindparams(
    bindparam("ticket", type_=Uuid), bindparam("system", type_=Text)
)

KNOWN = "select message_id, also from owona_bot.message_content where message_id = any($1::uuid[]) and also is not null"

FAMILY = f"""
    {TREE.replace("$1::uuid[]", "array[cast(:ticket as uuid)]").strip()}
    everybody as (select cast(:ticket as uuid) as ticket_id union all select ticket_id from tree)
    select (select array_agg(ticket_id) from everybody) as tickets,
           (select count(*) from public.support_ticket_messages m
            where m.ticket_id = :ticket and m.author_type in ('customer', 'support') and not m.internal_only
              and coalesce(m.metadata ->> 'kind', '') = '' and not m.metadata ? 'plan') as messages"""

FAMILY_OF = text(FAMILY).bindparams(bindparam("ticket", type_=Uuid))

LOCK_ONE = text("select id from public.support_tickets where id = :ticket for update").bindparams(
    bindparam("ticket", type_=Uuid)
)

CLOSE = text("""
    update public.support_tickets t set status = 'closed' from owona_bot.ticket_state s
    where t.id = :ticket and s.ticket_id = t.id and s.merged_into is not null and t.status <> 'closed'""").bindparams(
    bindparam("ticket", type_=Uuid)
)

REOPEN = text("""
    update public.support_tickets t set status = 'investigating' from public.support_ticket_messages said
    where t.id = :ticket and said.id = :message and t.status <> 'investigating'
      and not exists (
          select from owona_bot.events e
          where e.ticket_id = t.id and (e.planned_at is null or e.planned_at is not null)
            and e.kind = 'ticket.changed' and e.payload ? 'status' and e.created_at > said.created_at)
      and not exists (
          select from public.support_ticket_messages m
          where m.ticket_id = t.id and m.created_at > said.created_at and m.author_type = 'support'
            and not m.internal_only and coalesce(m.metadata ->> 'kind', '') = ''
            and not m.metadata ? 'plan')""").bindparams(
    bindparam("ticket", type_=Uuid), bindparam("message", type_=Uuid)
)
"""After an outage the team may have gone on meanwhile: the last word is not the customer's then."""

WAY = text(WAYS.replace("$1::uuid[]", "array[cast(:ticket as uuid)]")).bindparams(bindparam("ticket", type_=Uuid))


@dataclass(frozen=True, slots=True)
class Ways:
    """By ticket: where it goes on, and which go on in it; by message: which its writer knew of, where one was asked."""

    into: Mapping[UUID, UUID]
    sources: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    known: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)


NOWHERE = Ways({})


async def lock(tx: Change, *numbers: int) -> None:
    """Nobody else changes these tickets until this transaction ends; the first is the knock's answer."""
    await tx.connection.execute(LOCK, {"number": numbers[0], "once": tx.once, "numbers": list(numbers)})


async def lock_one(tx: Change, ticket: UUID) -> bool:
    """False when it was deleted."""
    return (await tx.connection.execute(LOCK_ONE, {"ticket": ticket})).one_or_none() is not None


async def close(tx: Change, ticket: UUID) -> None:
    """For the public, as merging left it; one that stands by itself again stays as it is."""
    await tx.connection.execute(CLOSE, {"ticket": ticket})


async def reopen(tx: Change, ticket: UUID, message: UUID) -> bool:
    """What a customer wrote elsewhere is an answer here; False where it is worked on, or it was answered since."""
    told = {"ticket": ticket, "message": message}
    return (await tx.connection.execute(REOPEN, told)).rowcount == 1


async def way(connection: AsyncConnection, ticket: UUID) -> UUID | None:
    """Where a merged ticket goes on in the end; None where that is deleted."""
    row = (await connection.execute(WAY, {"ticket": ticket})).one_or_none()
    return row.at if row else None


async def merge(tx: Change, source: UUID, target: UUID, agent: Agent) -> None:
    """Before the source's own row changes: what it was is kept with it."""
    await tx.connection.execute(MERGE, {"source": source, "target": target, "agent": agent.id})


async def unmerge(tx: Change, source: UUID) -> None:
    """Status, holder and sleep as they were."""
    await tx.connection.execute(UNMERGE, {"source": source})


async def family(connection: AsyncConnection, ticket: UUID) -> tuple[list[UUID], int]:
    """The ticket and all that go on in it, by id, and how many messages of people stand on it."""
    row: Any = (await connection.execute(FAMILY_OF, {"ticket": ticket})).one()  # a row of two has no useful type
    return row.tickets, row.messages


async def ways(raw: Raw, tickets: Collection[UUID]) -> dict[UUID, UUID]:
    """Where each of those that are merged goes on in the end; without those where that was deleted."""
    return {row["start"]: row["at"] for row in await raw.fetch(WAYS, list(tickets))}


async def others(connection: AsyncConnection, target: UUID, system_user: str | None) -> list[UUID]:
    """One ticket of each requester besides its own whom answers on it reach.

    `system_user` is the address of the account whose tickets are several people's.
    """
    told = {"ticket": target, "system": system_user}
    return [row.ticket_id for row in await connection.execute(REQUESTERS_OF, told)]


async def known(raw: Raw, messages: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By message: the tickets whose requesters its writer knew to read it; without those of other writers."""
    return {row["message_id"]: row["also"] for row in await raw.fetch(KNOWN, list(messages))}


async def requesters(raw: Raw, targets: Collection[UUID], system_user: str | None) -> dict[UUID, list[UUID]]:
    """By target: of what goes on there one ticket of each requester, without the target's own."""
    found: dict[UUID, list[UUID]] = {}
    for row in await raw.fetch(REQUESTERS, list(targets), system_user):
        found.setdefault(row["root"], []).append(row["ticket_id"])
    return found
