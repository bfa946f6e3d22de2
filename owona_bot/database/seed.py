"""Fills a desk with believable tickets, so that lists and search have something to be quick with.

All of it is old news: it lies before go-live, and no event tells of it, so nothing is posted or mailed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import asyncpg

from owona_bot.database import index
from owona_bot.database.engine import Raw, connect, plain_url
from owona_bot.database.seed_tales import Customer, Tale, customers, tales
from owona_bot.database.seed_words import AGENTS
from owona_bot.domain.errors import OperatorError

AT_ONCE = 20_000

PER_CUSTOMER = 25
"""Tickets."""

INDEXED_AT_ONCE = 2_000

Told = Callable[[int], None]
"""Hears how many tickets are written."""

FILLED = "select exists (select from public.support_tickets) or exists (select from owona_bot.ticket_state)"

END = "select least(now(), (select at from owona_bot.marks where name = 'go_live')) - interval '1 second'"

WATCHERS = (
    ("support_tickets", "owona_bot_tickets_created"),
    ("support_ticket_messages", "owona_bot_messages_added"),
)

ENROL = """
    insert into owona_bot.agents (slack_user, email, name, locale, role)
    select 'USEED' || n, email, name, 'de', 'agent'
    from unnest($1::text[], $2::text[]) with ordinality a (email, name, n)
    where not exists (select from owona_bot.agents b where b.active and b.email = a.email)
    on conflict (slack_user) do nothing"""

STAGE = """
    create temp table seeded (
        n bigint generated always as identity, ticket_id uuid, tags text[], language text, channel text,
        answered_at timestamptz
    ) on commit drop"""

STATES = """
    insert into owona_bot.ticket_state (ticket_id, requester_name, requester_address, seen_status, seen_priority,
                                        seen_agent, seen_text, tags, language, channel, answered_at)
    select ticket_id, p.requester_name, p.requester_address, p.seen_status, p.seen_priority,
           p.seen_agent, p.seen_text, s.tags, s.language, s.channel, s.answered_at
    from seeded s join owona_bot.present_state p using (ticket_id) order by s.n"""

USERS = ("id", "email", "raw_user_meta_data", "created_at", "updated_at")
TICKETS = (
    *("id", "user_id", "title", "description", "category", "priority", "status", "assigned_agent"),
    *("source_metadata", "created_at", "updated_at"),
)
MESSAGES = ("id", "ticket_id", "author_type", "author_user_id", "message", "metadata", "created_at")
SEEDED = ("ticket_id", "tags", "language", "channel", "answered_at")


async def sow(url: str, count: int, number: int, *, sure: bool, told: Callable[[str], None]) -> None:
    """Seed and index, and say how far it is. Whoever stops it while it indexes leaves the rest to the bot."""
    await seed(url, count, number, sure=sure, told=lambda written: told(f"{written:,} tickets written"))
    db = await connect(url)
    try:
        async with db.raw.acquire() as raw:
            await index.compare(raw)
        indexed = 0
        while some := await index.work(db, INDEXED_AT_ONCE):
            indexed += some
            if indexed % AT_ONCE == 0 or indexed == count:
                told(f"{indexed:,} tickets indexed")
    finally:
        await db.close()


async def seed(url: str, count: int, number: int, *, sure: bool, told: Told) -> None:
    """Write `count` tickets, those of seed `number`, all or none; needs the owner's connection.

    Raises OperatorError where tickets are already, unless `sure`.
    """
    raw = await asyncpg.connect(plain_url(url), timeout=10)
    try:
        if not sure and await raw.fetchval(FILLED):
            raise OperatorError("There are tickets already. Nothing was written. With --yes they get company.")
        try:
            async with raw.transaction():
                await _silently(raw, count, number, told)
        except asyncpg.UniqueViolationError as twice:
            raise OperatorError("These tickets are there already. Nothing was written. Take another --seed.") from twice
        await raw.execute("analyze")
    finally:
        await raw.close()


async def _silently(raw: Raw, count: int, number: int, told: Told) -> None:
    """With the triggers of the bot away until the transaction ends."""
    await raw.execute("set local lock_timeout = '2s'")
    for table, trigger in WATCHERS:
        await raw.execute(f"alter table public.{table} disable trigger {trigger}")
    await raw.execute(STAGE)
    await raw.execute(ENROL, *map(list, zip(*AGENTS, strict=True)))
    end: datetime = await raw.fetchval(END)
    people = customers(max(3, count // PER_CUSTOMER), number)
    await _copy(raw, "auth.users", USERS, (_user(one, end) for one in people))
    written = 0
    for some in _batches(tales(count, number, end.astimezone(UTC), people)):
        await _write(raw, some)
        written += len(some)
        told(written)
    await raw.execute(STATES)
    for table, trigger in WATCHERS:
        await raw.execute(f"alter table public.{table} enable trigger {trigger}")


async def _write(raw: Raw, some: list[Tale]) -> None:
    await _copy(raw, "public.support_tickets", TICKETS, map(_ticket, some))
    await _copy(raw, "public.support_ticket_messages", MESSAGES, (row for tale in some for row in _messages(tale)))
    await _copy(raw, "seeded", SEEDED, map(_seeded, some))


async def _copy(raw: Raw, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as asyncpg takes them: of every type."""
    schema, _, name = table.rpartition(".")
    await raw.copy_records_to_table(name, schema_name=schema or None, columns=columns, records=rows)


def _batches(all_of_them: Iterator[Tale]) -> Iterator[list[Tale]]:
    while some := list(islice(all_of_them, AT_ONCE)):
        yield some


def _user(one: Customer, end: datetime) -> tuple[Any, ...]:  # see _copy
    return one.id, one.address, json.dumps({"full_name": one.name}), end, end


def _ticket(tale: Tale) -> tuple[Any, ...]:  # see _copy
    source = json.dumps({"source": "seed", "locale": tale.language})
    return (
        *(tale.id, tale.customer.id, tale.title, tale.said[0].text, tale.category, tale.priority, tale.status),
        *(tale.agent, source, tale.said[0].at, tale.said[-1].at),
    )


def _messages(tale: Tale) -> Iterator[tuple[Any, ...]]:  # see _copy
    for one in tale.said:
        author, user = ("support", None) if one.by else ("customer", tale.customer.id)
        yield one.id, tale.id, author, user, one.text, '{"source": "seed"}', one.at


def _seeded(tale: Tale) -> tuple[Any, ...]:  # see _copy
    return tale.id, list(tale.tags), tale.language, tale.channel, tale.answered
