"""What the triggers cost a writer: the same inserts with ours enabled and disabled, by turns in one database."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

import asyncpg

from benchmarks.figures import Figure
from benchmarks.house import a_customer, a_database
from owona_bot.database.embedded import Server

ROWS, QUICK = 200_000, 20_000
ROUNDS = 3
BATCH = 1_000
PARENTS = 2_000
"""Tickets that the messages belong to."""

# As the site's form fills them.
TICKETS = """
    insert into public.support_tickets (user_id, title, description, category, source_metadata)
    select u.id, 'Login geht nicht ' || n,
           repeat('Seit heute früh kann ich mich nicht anmelden, es erscheint Fehler 500. ', 5) || n, 'bug',
           jsonb_build_object(
               'locale', 'de', 'timezone', 'Europe/Berlin', 'openedAt', now(), 'context', 'dashboard',
               'currentUrl', 'https://whatsapp.owona.de/de/dashboard', 'pathname', '/de/dashboard',
               'referrer', 'https://whatsapp.owona.de/de', 'language', 'de-DE', 'platform', 'Linux x86_64',
               'userAgent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36')
    from generate_series($1::integer, $2::integer) n, (select min(id::text)::uuid as id from auth.users) u"""

MESSAGES = """
    insert into public.support_ticket_messages (ticket_id, author_type, message)
    select p.id, 'customer', 'Es geht immer noch nicht. ' || i
    from generate_series($1::integer, $2::integer) i join parents p on p.n = i % 2000"""

PARENTS_OF = """
    create table parents as select row_number() over () - 1 as n, id from public.support_tickets"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A table, its trigger and what fills it."""

    table: str
    trigger: str
    insert: str


TICKET = Subject("support_tickets", "owona_bot_tickets_created", TICKETS)
MESSAGE = Subject("support_ticket_messages", "owona_bot_messages_added", MESSAGES)

Way = Callable[[asyncpg.Connection, str, int], Awaitable[None]]


async def measure(server: Server, quick: bool) -> list[Figure]:
    """Tickets, then messages of other tickets."""
    url, rows = await a_database(server, "triggers"), QUICK if quick else ROWS
    await a_customer(url)
    connection = await asyncpg.connect(url, command_timeout=600)
    try:
        await connection.execute("alter database triggers set max_parallel_workers_per_gather = 0")
        figures = [await compare(connection, TICKET, way, rows) for way in WAYS.items()]
        await parents(connection)
        return [*figures, *[await compare(connection, MESSAGE, way, rows) for way in WAYS.items()]]
    finally:
        await connection.close()


async def parents(connection: asyncpg.Connection) -> None:
    """The only tickets there are."""
    await connection.execute("truncate public.support_tickets cascade")
    await connection.execute(TICKETS, 1, PARENTS)
    await connection.execute(PARENTS_OF)
    await connection.execute("analyze")


async def compare(connection: asyncpg.Connection, subject: Subject, way: tuple[str, Way], rows: int) -> Figure:
    """Medians of rounds; who begins changes with each."""
    name, fill = way
    seconds: dict[str, list[float]] = {"enable": [], "disable": []}
    for turn in range(ROUNDS):
        for state in ("disable", "enable") if turn % 2 == 0 else ("enable", "disable"):
            seconds[state].append(
                await once(connection, subject, state, lambda: fill(connection, subject.insert, rows))
            )
    with_it, without = median(seconds["enable"]), median(seconds["disable"])
    what = f"{rows:,} rows into {subject.table.removeprefix('support_')}, {name}"
    return Figure(what, with_it, "s", base=without, ratio=2)


async def once(
    connection: asyncpg.Connection, subject: Subject, state: str, fill: Callable[[], Awaitable[None]]
) -> float:
    """Seconds, from empty tables and after a checkpoint."""
    await connection.execute(f"truncate public.{subject.table} cascade")
    await connection.execute("truncate owona_bot.events, owona_bot.ticket_state")
    await connection.execute(f"alter table public.{subject.table} {state} trigger {subject.trigger}")
    await connection.execute("checkpoint")
    began = time.perf_counter()
    await fill()
    return time.perf_counter() - began


async def at_once(connection: asyncpg.Connection, insert: str, rows: int) -> None:
    """One statement."""
    await connection.execute(insert, 1, rows)


async def in_batches(connection: asyncpg.Connection, insert: str, rows: int) -> None:
    """A transaction each."""
    statement = await connection.prepare(insert)
    for first in range(1, rows, BATCH):
        await statement.fetch(first, first + BATCH - 1)


WAYS: dict[str, Way] = {"one statement": at_once, f"{BATCH:,} a statement": in_batches}
