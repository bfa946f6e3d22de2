"""Events that nobody has planned yet: taken by ticket, planned in id order, each exactly once."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from owona_bot.database import deliveries, merges, unplannable
from owona_bot.database.channel import CHANNEL
from owona_bot.database.engine import Raw
from owona_bot.database.language import LANGUAGE
from owona_bot.database.stories import story_of
from owona_bot.database.unplannable import APART, EVENTS_APART, One
from owona_bot.domain.event import Kind
from owona_bot.domain.plan import Story
from owona_bot.domain.plan_priorities import BY_TIME

AT_ONCE = 50

CALM_AT_ONCE, BESIDE = 20, 5
"""Of tickets that do not press, alone and beside those that do: what people do meanwhile waits for so many at most."""

EVENTS = 200
"""Of one ticket at once, so that others have their turn."""

GENERAL = f"owona_bot.events where ticket_id is null and planned_at is null and id <> {EVENTS_APART}"

BEGIN = """
    begin; set local synchronous_commit = off; set local enable_seqscan = off; set local enable_bitmapscan = off;
    set local statement_timeout = '10s'; set local idle_in_transaction_session_timeout = '30s'"""
"""A plan that PostgreSQL loses in a crash is made again, and whoever leases what it planned commits for both.

Whoever freezes in the middle keeps its tickets from nobody for long.

Statistics say nothing of a queue: of a hundred thousand that wait each round would read and sort all.
"""

CALMLY = ", ".join(f"'{actor}'" for actor in sorted(BY_TIME))

PRESSING = f"planned_at is null and ticket_id is not null and actor not in ({CALMLY})"
"""As its index has it."""


def one(found: str) -> str:
    """Whether there is one; `exists` may read all that there are, to look them up."""
    return f"coalesce((select true from {found} limit 1), false)"


CALM = f"(select case when exists (select from soon) then {BESIDE} else {CALM_AT_ONCE} end)"


def next_tickets(lock: str) -> str:
    """Those that press from both ends, so that one to which very much happened is before nobody's for long.

    What belongs to no ticket that can be locked counts for nothing.
    """
    known = one("owona_bot.ticket_state x where x.ticket_id = events.ticket_id")
    return f"""
    with pressing as materialized (
        select ticket_id, min(id) as first
        from ((select ticket_id, id from owona_bot.events where {PRESSING} and ticket_id <> {APART}
                 and {known}
               order by created_at, id limit 4 * $1)
              union all
              (select ticket_id, id from owona_bot.events where {PRESSING} and ticket_id <> {APART}
                 and {known}
               order by created_at desc, id desc limit 4 * $1)) few
        group by ticket_id),
    soon as materialized (
        select s.ticket_id from pressing join owona_bot.ticket_state s using (ticket_id)
        order by pressing.first limit $1
        {lock}),
    later as materialized (
        select s.ticket_id
        from (select distinct ticket_id from owona_bot.events where planned_at is null) e
        join owona_bot.ticket_state s using (ticket_id)
        where s.ticket_id <> all (array(select ticket_id from soon)) and s.ticket_id <> {APART}
        order by s.ticket_id limit {CALM}
        {lock}),
    taken as materialized (select ticket_id from soon union all select ticket_id from later)"""


MAILED = "owona_bot.mail_log x where x.direction = 'in' and x.message_id = m.id"
"""Customers may write each column of their own messages: what they say of them is believed where we filed a mail."""


def stories_of(others: str) -> str:
    """The first events of those that are `taken`, with what the plan must know. Always one row, perhaps empty."""
    return f"""
    select e.id, e.ticket_id, e.message_id, e.kind, e.actor, e.payload, e.transaction_id, e.created_at,
           m.author_type, m.internal_only and m.author_type <> 'customer' as internal_only,
           p.channel, coalesce(t.category, '') as category, t.priority, {LANGUAGE} as language,
           t.source_metadata ->> 'source' = 'slack' as from_slack,
           (coalesce(m.metadata ->> 'kind', '') <> '' or m.metadata ? 'plan')
               and (m.author_type <> 'customer' or {one(MAILED)}) as automatic,
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
    from (select {others}) others
    left join (
        taken cross join lateral (
            select * from owona_bot.events
            where ticket_id = taken.ticket_id and planned_at is null order by id limit {EVENTS}) e
        join owona_bot.ticket_state s on s.ticket_id = taken.ticket_id) on true
    left join public.support_ticket_messages m on m.id = e.message_id
    left join public.support_tickets t on t.id = e.ticket_id
    left join owona_bot.slack_posts p on p.ticket_id = e.ticket_id and p.shows = 'card'
    order by e.id"""


LOCK = "for update of s skip locked"

TAKE = next_tickets(LOCK) + stories_of(f"""
        exists (select from {GENERAL}) as general,
        (select count(*) from soon) = $1 or (select count(*) from later) = {CALM} as more""")
"""Locks tickets, and reads how all stood just before: MARK sees whether that was all."""

WAITING = f"{next_tickets('')} select ticket_id from taken"
"""What TAKE would take."""

TAKE_ONE = f"""
    with taken as materialized (
        select s.ticket_id from owona_bot.ticket_state s where s.ticket_id = $1 and s.ticket_id <> {APART} {LOCK})
    {stories_of("false as general, false as more")}"""

GENERAL_WAITING = f"select id from {GENERAL} order by id limit $1"

READ_GENERAL = f"""
    select id, ticket_id, message_id, kind, actor, payload, transaction_id, created_at, null as author_type,
           null as channel, null as priority, null as from_slack, false as snoozed, false as escalated, null as hearer,
           false as alerted
    from {GENERAL} and id = coalesce($2, id)
    order by id limit $1
    for update skip locked"""

MARK = f"""
    with given as materialized (
        select $1::bigint[] as ids, $2::uuid[] as tickets, $4::uuid[] as made, $5::bigint[] as lasts),
    whole as materialized (
        select cardinality(tickets) = 0 or ids = array(
            select e.id from unnest(tickets, lasts) as story(ticket, last)
            join owona_bot.events e on e.ticket_id = story.ticket and e.planned_at is null and e.id <= story.last
            order by e.id) as so
        from given),
    marked as (
        update owona_bot.events e set planned_at = clock_timestamp()
        from given cross join whole where so and e.id = any(ids)),
    known as (
        update owona_bot.ticket_state s set channel = coalesce(s.channel, {CHANNEL}), language = {LANGUAGE}
        from given cross join whole join public.support_tickets t on t.id = any(made)
        where so and s.ticket_id = t.id and (s.channel is null or s.language is null))
    select so from whole cross join (select count(*) from ({deliveries.LOCK_KEYS.replace("$1", "$3")}) keys) locked"""
"""`so`: since the tickets are locked nobody else has planned any of it, and nothing that came before has appeared.

`made` are new: which way they came in, and in which language they are answered, is known from now on.
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
    """Lock tickets that have unplanned events and that nobody else is planning; read the first of those events.

    `system_user` is the address of the account whose tickets are several people's.
    """
    return await _taken(raw, await raw.fetch(TAKE, AT_ONCE), system_user)


async def take_one(raw: Raw, one: One, system_user: str | None) -> Taken:
    """The same of what is planned by itself; nothing of what waits apart and is not yet due."""
    await unplannable.begin(raw, one)
    if one.ticket is None:
        return await take_general(raw, one.event)
    return await _taken(raw, await raw.fetch(TAKE_ONE, one.ticket), system_user)


async def _taken(raw: Raw, found: Sequence[asyncpg.Record], system_user: str | None) -> Taken:
    by_ticket: dict[UUID, list[asyncpg.Record]] = {}
    for row in found:
        if row["id"] is not None:
            by_ticket.setdefault(row["ticket_id"], []).append(row)
    whole = {ticket: together(rows) for ticket, rows in by_ticket.items()}
    cut = any(len(rows) == EVENTS for rows in by_ticket.values())
    rows = [row for few in whole.values() for row in few]
    ways = await ways_of(raw, rows, system_user)
    stories = [story_of(few, ways) for few in whole.values()]
    ids = sorted(row["id"] for row in rows)
    return Taken(stories, ids, list(whole), found[0]["general"], more=cut or found[0]["more"])


def together(rows: Sequence[asyncpg.Record]) -> Sequence[asyncpg.Record]:
    """Of a ticket that may have more: up to where no transaction is cut in two, unless all that there is is one's."""
    if len(rows) < EVENTS:
        return rows
    last = {row["transaction_id"]: n for n, row in enumerate(rows)} | {rows[-1]["transaction_id"]: EVENTS}
    whole = reach = 0
    for n, row in enumerate(rows):
        reach = max(reach, last[row["transaction_id"]])
        whole = n + 1 if reach == n else whole
    return rows[:whole] or rows


async def waiting(raw: Raw) -> list[One]:
    """What `take` would take, each to be planned by itself."""
    return [One(ticket=row["ticket_id"]) for row in await raw.fetch(WAITING, AT_ONCE)]


async def ways_of(raw: Raw, rows: Sequence[asyncpg.Record], system_user: str | None) -> merges.Ways:
    """Asked of those alone that have to do with it."""
    merged = {row["ticket_id"] for row in rows if row["into"] is not None}
    into = await merges.ways(raw, merged) if merged else {}
    on_targets = [row for row in rows if row["has_sources"]]
    if not on_targets:
        return merges.Ways(into)
    sources = await merges.requesters(raw, {row["ticket_id"] for row in on_targets}, system_user)
    return merges.Ways(into, sources, await merges.known(raw, {row["message_id"] for row in on_targets}))


async def general_waiting(raw: Raw) -> list[One]:
    """Unplanned events that concern no ticket."""
    return [One(event=row["id"]) for row in await raw.fetch(GENERAL_WAITING, AT_ONCE)]


async def take_general(raw: Raw, event: int | None = None) -> Taken:
    """The same for events that concern no ticket, or one of them; each is a story of its own."""
    rows = await raw.fetch(READ_GENERAL, AT_ONCE, event)
    return Taken([story_of([row]) for row in rows], [row["id"] for row in rows])


async def mark(raw: Raw, taken: Taken, keys: Collection[str]) -> bool:
    """They are planned now, and nobody else adds to these order keys. False: take anew, it was read too early."""
    made = {event.ticket for story in taken.stories for event in story.events if event.kind is Kind.TICKET_CREATED}
    lasts = [story.events[-1].id for story in taken.stories]
    return bool(await raw.fetchval(MARK, taken.ids, taken.tickets, list(keys), list(made), lasts))


async def see(raw: Raw, ids: Sequence[int]) -> None:
    """What they told of their tickets counts as seen."""
    await raw.execute(SEE, ids)
