"""Events that nobody has planned yet: taken by ticket, planned in id order, each exactly once."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from owona_bot.database import deliveries, merges
from owona_bot.database.channel import CHANNEL
from owona_bot.database.engine import Raw
from owona_bot.database.posts import LANGUAGE
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan import Story
from owona_bot.domain.plan_priorities import BY_TIME
from owona_bot.domain.routing import Traits

AT_ONCE = 50

CALM_AT_ONCE, BESIDE = 20, 5
"""Of tickets that do not press, alone and beside those that do: what people do meanwhile waits for so many at most."""

GENERAL = "select from owona_bot.events where ticket_id is null and planned_at is null"

BEGIN = """
    begin; set local synchronous_commit = off; set local enable_seqscan = off; set local enable_bitmapscan = off"""
"""A plan that PostgreSQL loses in a crash is made again, and whoever leases what it planned commits for both.

Statistics say nothing of a queue: of a hundred thousand that wait each round would read and sort all.
"""

CALMLY = ", ".join(f"'{actor}'" for actor in sorted(BY_TIME))

PRESSING = f"planned_at is null and ticket_id is not null and actor not in ({CALMLY})"
"""As its index has it."""


def one(found: str) -> str:
    """Whether there is one; `exists` may read all that there are, to look them up."""
    return f"coalesce((select true from {found} limit 1), false)"


CALM = f"(select case when exists (select from soon) then {BESIDE} else {CALM_AT_ONCE} end)"

TAKE = f"""
    with pressing as materialized (
        select ticket_id, min(id) as first
        from (select ticket_id, id from owona_bot.events where {PRESSING} order by created_at, id limit 4 * $1) few
        group by ticket_id),
    soon as materialized (
        select s.ticket_id from pressing join owona_bot.ticket_state s using (ticket_id)
        order by pressing.first limit $1
        for update of s skip locked),
    later as materialized (
        select s.ticket_id
        from (select distinct ticket_id from owona_bot.events where planned_at is null) e
        join owona_bot.ticket_state s using (ticket_id)
        where s.ticket_id <> all (array(select ticket_id from soon))
        order by s.ticket_id limit {CALM}
        for update of s skip locked),
    taken as materialized (select ticket_id from soon union all select ticket_id from later)
    select e.id, e.ticket_id, e.message_id, e.kind, e.actor, e.payload, e.transaction_id, e.created_at,
           m.author_type, m.internal_only, p.channel, coalesce(t.category, '') as category, t.priority,
           {LANGUAGE} as language, t.source_metadata ->> 'source' = 'slack' as from_slack,
           coalesce(m.metadata ->> 'kind', '') <> '' or m.metadata ? 'plan' as automatic,
           m.author_type = 'system' and m.internal_only and m.metadata ->> 'source' = 'owona_bot' as audit,
           case when m.author_type = 'customer' and m.message = t.description then not exists (
               select from public.support_ticket_messages x
               where x.ticket_id = m.ticket_id and (x.created_at, x.id) < (m.created_at, m.id))
           else false end as repeats,
           m.author_type = 'support' and m.metadata ? 'copied_from' as copied,
           {one("owona_bot.splits x where x.to_ticket = m.ticket_id and x.copy_id = m.id")} as split,
           s.snoozed_until is not null as snoozed, s.merged_into as into,
           case when s.seen_agent is not null then (
               select a.id from owona_bot.agents a
               where a.active and a.email = lower(s.seen_agent) and 'answered' = any(a.notices)) end as hearer,
           {one("owona_bot.escalations x where x.ticket_id = e.ticket_id and x.stopped_at is null")} as escalated,
           {one("owona_bot.ticket_state x where x.merged_into = e.ticket_id")} as has_sources,
           {one("owona_bot.sla_told x where x.ticket_id = e.ticket_id and not x.silent")} as alerted,
           general, more
    from (select exists ({GENERAL}) as general,
               (select count(*) from soon) = $1 or (select count(*) from later) = {CALM} as more) others
    left join (
        taken join owona_bot.events e on e.ticket_id = taken.ticket_id and e.planned_at is null
        join owona_bot.ticket_state s on s.ticket_id = taken.ticket_id) on true
    left join public.support_ticket_messages m on m.id = e.message_id
    left join public.support_tickets t on t.id = e.ticket_id
    left join owona_bot.slack_posts p on p.ticket_id = e.ticket_id and p.shows = 'card'
    order by e.id"""
"""Locks tickets, and reads how all stood just before: MARK sees whether that was all. Always one row, perhaps empty."""

GENERAL_WAITING = f"select exists ({GENERAL})"

READ_GENERAL = """
    select id, ticket_id, message_id, kind, actor, payload, transaction_id, created_at, null as author_type,
           null as channel, null as priority, null as from_slack, false as snoozed, false as escalated, null as hearer,
           false as alerted
    from owona_bot.events where ticket_id is null and planned_at is null
    order by id limit $1
    for update skip locked"""

MARK = f"""
    with given as materialized (select $1::bigint[] as ids, $2::uuid[] as tickets, $4::uuid[] as made),
    whole as materialized (
        select cardinality(tickets) = 0 or ids = array(
            select e.id from owona_bot.events e
            where e.ticket_id = any(tickets) and e.planned_at is null and e.id <= ids[cardinality(ids)]
            order by e.id) as so
        from given),
    marked as (
        update owona_bot.events e set planned_at = clock_timestamp()
        from given cross join whole where so and e.id = any(ids)),
    known as (
        update owona_bot.ticket_state s set channel = {CHANNEL}
        from given cross join whole join public.support_tickets t on t.id = any(made)
        where so and s.ticket_id = t.id and s.channel is null)
    select so from whole cross join (select count(*) from ({deliveries.LOCK_KEYS.replace("$1", "$3")}) keys) locked"""
"""`so`: since the tickets are locked nobody else has planned any of it, and nothing that came before has appeared.

`made` are new: which way they came in is known from now on.
How many there are is hidden from PostgreSQL: knowing it, it made a plan anew each time.
"""

SEE = """
    with told as (
        select ticket_id, bool_or(payload ? 'status') as status, bool_or(payload ? 'priority') as priority,
               bool_or(payload ? 'agent') as agent, bool_or(kind = 'ticket.deleted') as deleted,
               bool_or(payload ? 'title' or payload ? 'description' or payload ? 'category') as words
        from owona_bot.events where id = any($1::bigint[]) and kind in ('ticket.changed', 'ticket.deleted')
        group by ticket_id)
    update owona_bot.ticket_state s
    set seen_status = case when told.status and p.ticket_id is not null then p.seen_status else s.seen_status end,
        seen_priority = case when told.priority and p.ticket_id is not null then p.seen_priority
                        else s.seen_priority end,
        seen_agent = case when told.agent and p.ticket_id is not null then p.seen_agent else s.seen_agent end,
        seen_text = case when told.words and p.ticket_id is not null then p.seen_text else s.seen_text end,
        deleted_at = case when told.deleted then coalesce(s.deleted_at, now()) else s.deleted_at end
    from told left join owona_bot.present_state p on p.ticket_id = told.ticket_id
    where s.ticket_id = told.ticket_id"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Tickets' stories that this transaction holds, and the ids of their events in order.

    `general`: something that concerns no ticket waits too; `more`: so may other tickets.
    """

    stories: Sequence[Story]
    ids: Sequence[int]
    tickets: Sequence[UUID] = ()
    general: bool = False
    more: bool = False


@asynccontextmanager
async def planning(raw: Raw) -> AsyncIterator[None]:
    """A transaction; it begins, and is set up for what it does, in one way to PostgreSQL."""
    await raw.execute(BEGIN)
    try:
        yield
    except BaseException:
        await raw.execute("rollback")
        raise
    await raw.execute("commit")


async def take(raw: Raw, system_user: str | None = None) -> Taken:
    """Lock tickets that have unplanned events and that nobody else is planning; read those events.

    `system_user` is the address of the account whose tickets are several people's.
    """
    found = await raw.fetch(TAKE, AT_ONCE)
    rows = [row for row in found if row["id"] is not None]
    by_ticket: dict[UUID, list[asyncpg.Record]] = {}
    for row in rows:
        by_ticket.setdefault(row["ticket_id"], []).append(row)
    ways = await ways_of(raw, rows, system_user)
    stories = [story_of(rows, ways) for rows in by_ticket.values()]
    return Taken(stories, [row["id"] for row in rows], list(by_ticket), found[0]["general"], found[0]["more"])


async def ways_of(raw: Raw, rows: Sequence[asyncpg.Record], system_user: str | None) -> merges.Ways:
    """Asked of those alone that have to do with it."""
    merged = {row["ticket_id"] for row in rows if row["into"] is not None}
    into = await merges.ways(raw, merged) if merged else {}
    on_targets = [row for row in rows if row["has_sources"]]
    if not on_targets:
        return merges.Ways(into)
    sources = await merges.requesters(raw, {row["ticket_id"] for row in on_targets}, system_user)
    return merges.Ways(into, sources, await merges.known(raw, {row["message_id"] for row in on_targets}))


async def general_waiting(raw: Raw) -> bool:
    """Whether there is an unplanned event that concerns no ticket."""
    return bool(await raw.fetchval(GENERAL_WAITING))


async def take_general(raw: Raw) -> Taken:
    """The same for events that concern no ticket; each is a story of its own."""
    rows = await raw.fetch(READ_GENERAL, AT_ONCE)
    return Taken([story_of([row]) for row in rows], [row["id"] for row in rows])


def story_of(rows: Sequence[asyncpg.Record], ways: merges.Ways = merges.NOWHERE) -> Story:
    """Rows of one ticket in id order."""
    ticket = rows[0]["ticket_id"]
    messages = {row["message_id"]: facts_of(row, ways) for row in rows if row["author_type"] is not None}
    return Story(
        [event_of(row) for row in rows],
        messages,
        rows[0]["channel"],
        traits_of(rows[0]),
        from_slack=bool(rows[0]["from_slack"]),
        snoozed=rows[0]["snoozed"],
        into=ways.into.get(ticket),
        sources=ways.sources.get(ticket, ()),
        escalated=rows[0]["escalated"],
        hearer=rows[0]["hearer"],
        alerted=rows[0]["alerted"],
    )


def traits_of(row: asyncpg.Record) -> Traits | None:
    """None for a ticket that is gone, and for what concerns none."""
    return None if row["priority"] is None else Traits(row["category"], row["priority"], row["language"])


def event_of(row: asyncpg.Record) -> Event:
    """The message's id, a column for the sake of its index, belongs to the payload."""
    payload: Mapping[str, object] = row["payload"]
    if row["message_id"] is not None:
        payload = {**payload, "message": str(row["message_id"])}
    kind, transaction = Kind(row["kind"]), row["transaction_id"]
    return Event(row["id"], row["ticket_id"], kind, row["actor"], payload, transaction, row["created_at"])


def facts_of(row: asyncpg.Record, ways: merges.Ways) -> MessageFacts:
    """What the plan must know of a message."""
    return MessageFacts(
        author=row["author_type"],
        internal=row["internal_only"],
        automatic=bool(row["automatic"]),
        audit=bool(row["audit"]),
        repeats_description=row["repeats"],
        copied=row["copied"],
        split=row["split"],
        also=ways.known.get(row["message_id"]),
    )


async def mark(raw: Raw, taken: Taken, keys: Collection[str]) -> bool:
    """They are planned now, and nobody else adds to these order keys. False: take anew, it was read too early."""
    made = {event.ticket for story in taken.stories for event in story.events if event.kind is Kind.TICKET_CREATED}
    return bool(await raw.fetchval(MARK, taken.ids, taken.tickets, list(keys), list(made)))


async def see(raw: Raw, ids: Sequence[int]) -> None:
    """What they told of their tickets counts as seen."""
    await raw.execute(SEE, ids)
