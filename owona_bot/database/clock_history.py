"""What tickets' clocks are folded of: each ticket's history, terms, and what was told, in one statement."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from owona_bot.database.clocks_sql import COUNTABLE
from owona_bot.database.engine import Raw
from owona_bot.domain.sla_history import Answered, Asked, Became, Fact, History, Slept, Went
from owona_bot.domain.sla_policy import Metric, Term
from owona_bot.domain.sla_spec import policy_in
from owona_bot.domain.sla_terms import Case, Changed, Kept
from owona_bot.domain.ticket import Category, Priority, Status

HEADS = f"""
    select t.id as ticket_id, 0 as place, 'ticket' as what, t.created_at as at, 0::bigint as id,
           jsonb_build_object(
               'status', t.status, 'priority', t.priority, 'category', t.category,
               'touched', case when t.updated_at {COUNTABLE} then t.updated_at else t.created_at end, 'stood_since', (
                   select k.stood_since from owona_bot.sla_terms k
                   where k.ticket_id = t.id and k.event_id = 0 limit 1),
               'tier', owona_bot.tier_of(t.user_id), 'silent', t.created_at < coalesce(
                   (select at from owona_bot.marks where name = 'go_live'), '-infinity') or exists (
                   select from owona_bot.imported i where i.ticket_id = t.id and i.source = 'tickets'))::text as said
    from given join public.support_tickets t on t.id = given.id
    where t.created_at {COUNTABLE}"""

CLOCK_KINDS = """
    kind in ('ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged')
    or kind = 'ticket.changed' and payload ?| array['status', 'priority', 'category']"""

# Each of the two has an index of its own, in which the ticket is looked up however few events the planner expects.
EVENTS = " union all ".join(
    f"""
    select given.id, 1, e.kind, e.created_at, e.id, e.payload::text
    from given cross join lateral (
        select * from owona_bot.events
        where ticket_id = given.id and planned_at is {planned} and ({CLOCK_KINDS}) offset 0) e"""
    for planned in ("null", "not null")
)

PERSONS = f"""
    not m.internal_only and coalesce(m.metadata ->> 'kind', '') = '' and not m.metadata ? 'plan'
    and m.created_at {COUNTABLE}"""
"""The customer can read it, and no machine wrote it."""

WORDS = f"""
    select m.ticket_id, 1, m.author_type, m.created_at, 0, null
    from given join public.support_ticket_messages m on m.ticket_id = given.id
    where {PERSONS} and (m.author_type = 'customer' and not m.metadata ? 'split_from'
                         or m.author_type = 'support' and not m.metadata ?| array['split_from', 'copied_from'])"""

JOINED = f"""
    select e.ticket_id, 1, m.author_type, m.created_at, 0, null
    from given join owona_bot.events e on e.ticket_id = given.id
    join public.support_ticket_messages m on m.id = e.message_id
    where e.planned_at is not null and e.kind = 'message.joined' and m.author_type = 'customer' and {PERSONS}"""
"""What customers wrote on tickets that go on in this one."""

TERMS = """
    select ticket_id, 2, k.category, since, event_id, p.spec::text
    from given join owona_bot.sla_terms k on k.ticket_id = given.id
    left join owona_bot.sla_policies p on p.hash = k.policy"""

TOLD = """
    select ticket_id, 3, metric, max(at), round, max(stage)::text
    from given join owona_bot.sla_told on ticket_id = given.id group by ticket_id, metric, round"""

READ = f"""
    with given as materialized (select unnest((select $1::uuid[])) as id)
    {" union all ".join((HEADS, EVENTS, WORDS, JOINED, TERMS, TOLD))}
    order by ticket_id, place, at, id"""
"""How many tickets are given is hidden from PostgreSQL: knowing it, it made a plan anew for each card."""


LONG = 1_000
"""Rows that are read in a thread, so that whoever knocks meanwhile is answered: some milliseconds of the processor."""

HAPPENED, KEPT, TOLD_BEFORE = 1, 2, 3
"""Places of rows."""

Change: TypeAlias = tuple[asyncpg.Record, Mapping[str, Any]]
"""The row of a `ticket.changed`, and its payload, which is JSON."""


@dataclass(frozen=True, slots=True)
class Head:
    """The ticket as it is now. Moments are ISO 8601; `stood_since` is what its first term keeps, if there is one."""

    status: str
    priority: str
    category: str | None
    touched: str
    stood_since: str | None
    tier: str | None
    silent: bool


async def read(raw: Raw, tickets: Sequence[UUID]) -> dict[UUID, Case]:
    """Those that are there, and were made at a time that can be counted from."""
    rows = await raw.fetch(READ, tickets)
    return cases_of(rows) if len(rows) < LONG else await asyncio.to_thread(cases_of, rows)


def cases_of(rows: Sequence[asyncpg.Record]) -> dict[UUID, Case]:
    """Rows of READ."""
    by_ticket = groupby(rows, key=itemgetter("ticket_id"))
    return {ticket: case for ticket, found in by_ticket if (case := case_of(list(found)))}


def case_of(rows: Sequence[asyncpg.Record]) -> Case | None:
    """Of one ticket's rows; None of one that is gone, of which there may be events."""
    if rows[0]["what"] != "ticket":
        return None
    head = Head(**json.loads(rows[0]["said"]))
    happened = [row for row in rows if row["place"] == HAPPENED]
    changes = [(row, json.loads(row["said"])) for row in happened if row["what"] == "ticket.changed"]
    priorities = [told["priority"] for _, told in changes if "priority" in told]
    priority = str(priorities[0][0] if priorities else head.priority)
    unsaid = unsaid_of(rows[0]["at"], head, changes)
    return Case(
        history=history_of(rows[0]["at"], unsaid, head, happened, changes),
        priority=read_priority(priority),
        category=Category.read(head.category),
        tier=head.tier,
        silent=head.silent,
        changes=changes_of(changes, priority),
        kept=[kept_of(row) for row in rows if row["place"] == KEPT],
        told={(Metric(row["what"]), row["id"]): int(row["said"]) for row in rows if row["place"] == TOLD_BEFORE},
        stood_since=unsaid.at if unsaid else None,
    )


def unsaid_of(born: datetime, head: Head, changes: Sequence[Change]) -> Became | None:
    """The status that it had before the first that an event tells, where that is not `new`.

    When it began is kept with the first term. Until there is one it is the ticket's last change; a ticket of ours that
    has changed its status since was made with it.
    """
    statuses = [(row["at"], told["status"][0]) for row, told in changes if "status" in told]
    until, status = statuses[0] if statuses else (None, head.status)
    if status == Status.NEW:
        return None
    known = head.stood_since or (head.touched if head.silent or until is None else None)
    since = max(born, datetime.fromisoformat(known)) if known else born
    return Became(min(since, until) if until else since, read_status(status))


def history_of(
    born: datetime, unsaid: Became | None, head: Head, happened: Iterable[asyncpg.Record], changes: Sequence[Change]
) -> History:
    """A status of now that no event tells yet began with the ticket's last change."""
    statuses = [(row["at"], told["status"][1]) for row, told in changes if "status" in told]
    facts = [fact for row in happened if (fact := fact_of(row))]
    facts += [unsaid] if unsaid else []
    facts += [Became(at, read_status(status)) for at, status in statuses]
    if statuses and head.status != statuses[-1][1]:
        facts.append(Became(datetime.fromisoformat(head.touched), read_status(head.status)))
    return History(born, tuple(sorted(facts, key=lambda fact: fact.at)))


def fact_of(row: asyncpg.Record) -> Fact | None:
    """None for what says more than one: changes."""
    match row["what"]:
        case "customer":
            return Asked(row["at"])
        case "support":
            return Answered(row["at"])
        case "ticket.snoozed" | "ticket.woken" as kind:
            return Slept(row["at"], kind == "ticket.snoozed")
        case "ticket.merged" | "ticket.unmerged" as kind:
            return Went(row["at"], kind == "ticket.merged")
    return None


def changes_of(changes: Iterable[Change], priority: str) -> list[Changed]:
    """In the order in which the ticket's row was written, whenever their transactions began."""
    found = []
    for row, told in sorted(changes, key=lambda change: change[0]["id"]):
        if told.keys() & {"priority", "category"}:
            priority = str(told["priority"][1]) if "priority" in told else priority
            found.append(Changed(row["id"], row["at"], read_priority(priority)))
    return found


def kept_of(row: asyncpg.Record) -> Kept:
    """A term as it was picked."""
    policy = policy_in(row["said"]) if row["said"] else None
    return Kept(Term(row["at"], policy), row["id"], category=row["what"])


def read_status(text: str) -> Status:
    """As tickets are read: tolerantly."""
    return next((status for status in Status if status == text), Status.INVESTIGATING)


def read_priority(text: str) -> Priority:
    """The same."""
    return next((priority for priority in Priority if priority == text), Priority.NORMAL)
