"""PostgreSQL: reading, changing in one transaction, and raw asyncpg for the queue."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from owona_bot.database.driver import driver_of, give_back, only_open_ones
from owona_bot.database.herald import Herald
from owona_bot.database.pools import HEEDED, USUAL, Gate, Sizes, Spared, options_of, plain_pool
from owona_bot.database.reach import Reach
from owona_bot.domain.errors import NotConfirmed, Repeated, Unavailable

GONE = (
    OSError,
    PoolTimeout,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What is raised when there is no PostgreSQL to talk to, the last while a connection in the pool is being ended; by
Core also a DBAPIError that ended the connection."""

Raw: TypeAlias = asyncpg.Connection
"""A connection of plain asyncpg."""

TRANSACTION_POOLER = 6543
"""Supabase's port for a pooler that keeps no session: no LISTEN, no prepared statements."""

BEGIN = """
    with knock as (
        insert into owona_bot.inbox (key, answer)
        select $2::text, case when $3::integer is null then '{}' else jsonb_build_object('number', $3::integer) end
        where $2::text is not null
        on conflict (key) do nothing returning 1
    ), locked as (
        select from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
        where s.number = $3::integer and ($2::text is null or exists (select from knock))
        for update of t)
    select set_config('owona_bot.actor', $1, true), exists (select from knock) as fresh, exists (select from locked),
           set_config('owona_bot.silent', 'on', true)"""
"""Of a knock that came before, the ticket is not waited for."""

ANSWER = "update owona_bot.inbox set answer = $2::jsonb where key = $1"

HAS_AUTHOR_NAME = text("""
    select exists (select from pg_attribute where attrelid = 'public.support_ticket_messages'::regclass
                                              and attname = 'author_name' and not attisdropped)""")

ANSWERED = "select answer::text from owona_bot.inbox where key = $1"


class Change:
    """One running transaction; `answer` is kept with the knock for whoever knocks again.

    `connection` is for Core, `raw` the same one without it, for what nearly every knock asks; json is text there.
    Of the ticket with the number `locked` nothing changes until the end.
    """

    def __init__(self, connection: AsyncConnection, once: str | None, locked: int | None, *, author_name: bool) -> None:
        self.connection = connection
        self.raw = driver_of(connection)
        self.once = once
        self.locked = locked
        self.author_name = author_name
        self.answer: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Database:
    """`core` speaks SQLAlchemy Core, `raw` plain asyncpg.

    `queue` is the same for what lies between an event and its card, and nothing else: a statement is slow the first
    five times on a connection, and of a few that do little else one is always at home.

    `copies` is for what takes long: whoever waits in Slack waits for none of them.

    `author_name`: whether the live table has that column, which no migration of the site's creates.
    """

    core: AsyncEngine
    raw: asyncpg.Pool = field(repr=False)
    queue: asyncpg.Pool = field(repr=False)
    copies: asyncpg.Pool = field(repr=False)
    url: str = field(repr=False)
    author_name: bool
    herald: Herald = field(repr=False)
    reach: Reach = field(repr=False)
    sizes: Sizes
    turn: AbstractAsyncContextManager[None] = field(default_factory=nullcontext, repr=False)

    def patient(self) -> "Database":
        """The same for whoever works by itself: some connections are left for those whom somebody waits for."""
        raw, core = Spared(self.raw, self.sizes.patient_raw), Gate(self.sizes.patient_core)
        return replace(self, raw=raw, turn=core)

    def apart(self) -> "Database":
        """The same for what takes long: it has connections of its own."""
        return replace(self, raw=self.copies)

    async def close(self) -> None:
        """Ends every connection, also those in use."""
        await self.core.dispose()
        self.raw.terminate()
        self.queue.terminate()
        self.copies.terminate()

    @property
    def listens(self) -> bool:
        """Whether LISTEN works here; behind a transaction pooler only polling does."""
        return not pooled(self.url)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """For statements that change nothing. Raises Unavailable when PostgreSQL is gone."""
        with gone_is(Unavailable):
            async with self.turn, self.core.connect() as connection:
                yield connection

    @asynccontextmanager
    async def read_raw(self) -> AsyncIterator[Raw]:
        """`read` over plain asyncpg. Raises Unavailable when PostgreSQL is gone."""
        with gone_is(Unavailable):
            async with self.raw.acquire() as raw:
                yield raw

    @asynccontextmanager
    async def change(self, by: str, once: str | None = None, lock: int | None = None) -> AsyncIterator[Change]:
        """A transaction in which `by` acts, at most once for the knock `once`.

        `lock` is the number of a ticket that `tickets.lock` finds locked: one way to PostgreSQL less.

        Raises Repeated (with the first one's answer), Unavailable (nothing was changed), or
        NotConfirmed when the connection broke during the commit.
        """
        async with self._borrowed(by, once, lock) as change:
            with gone_is(Unavailable):
                yield change
                if once is not None and change.answer:
                    await change.raw.execute(ANSWER, once, json.dumps(change.answer))
            with gone_is(NotConfirmed):
                await change.raw.execute("commit")
            self.herald.tell()

    @asynccontextmanager
    async def change_raw(self, by: str, once: str | None = None) -> AsyncIterator[Raw]:
        """`change` over plain asyncpg, for bytes and hot paths; no answer is kept with the knock.

        Raises Repeated, or Unavailable: then whether it was committed is not known.
        """
        with gone_is(Unavailable):
            async with self.raw.acquire() as raw, raw.transaction():
                row = await raw.fetchrow(BEGIN, by, once, None)
                if once is not None and not row["fresh"]:
                    raise Repeated
                yield raw
        self.herald.tell()

    @asynccontextmanager
    async def _borrowed(self, by: str, once: str | None, lock: int | None) -> AsyncIterator[Change]:
        """A transaction that has begun; a stale connection from the pool is tried over once."""
        async with AsyncExitStack() as until_then:
            with gone_is(Unavailable):
                await until_then.enter_async_context(self.turn)
            try:
                change = await self._begun(by, once, lock)
            except Unavailable:
                change = await self._begun(by, once, lock)
            try:
                yield change
            finally:
                await give_back(change.connection, change.raw)

    async def _begun(self, by: str, once: str | None, lock: int | None) -> Change:
        with gone_is(Unavailable):
            connection = await self.core.connect()
            change = Change(connection, once, lock, author_name=self.author_name)
            async with AsyncExitStack() as otherwise:
                otherwise.push_async_callback(give_back, connection, change.raw)
                await change.raw.execute("begin")
                row = await change.raw.fetchrow(BEGIN, by, once, lock)
                if once is not None and not row["fresh"]:
                    answer = await change.raw.fetchval(ANSWERED, once)
                    raise Repeated(**json.loads(answer))
                otherwise.pop_all()  # it has begun: whoever borrows it gives it back
        return change


@contextmanager
def gone_is(error: type[Unavailable] | type[NotConfirmed]) -> Iterator[None]:
    """A connection that can't be had, or broke, becomes `error`."""
    try:
        yield
    except asyncpg.DataError:  # a value that no statement takes: asyncpg counts it among its broken connections
        raise
    except GONE as gone:
        raise error from gone
    except DBAPIError as fault:
        if not fault.connection_invalidated:
            raise
        raise error from fault


async def connect(url: str, sizes: Sizes = USUAL) -> Database:
    """`url` as `postgresql://…`; a unix socket as `?host=/folder`. Raises Unavailable."""
    reach, dsn, options = Reach(), plain_url(url), options_of(pooled=pooled(url))

    async def reached() -> Raw:  # asyncpg reads the URL itself: SQLAlchemy knows no sslmode
        return await reach(dsn, **options)

    core = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=reached,
        pool_size=sizes.core,
        max_overflow=0,  # one beyond the size would be closed after each use, and made anew for the next
        pool_use_lifo=True,  # the ones in use have their statements prepared
        pool_timeout=2,
        hide_parameters=True,  # what customers write is no part of an error
        isolation_level="AUTOCOMMIT",  # a change begins and ends its transaction itself
        connect_args={"prepared_statement_cache_size": 0} if pooled(url) else {},
    )
    only_open_ones(core)
    with gone_is(Unavailable):
        raw = await plain_pool(reach, dsn, sizes.raw, options)
        queue = await plain_pool(reach, dsn, sizes.queue, options)
        copies = await plain_pool(reach, dsn, sizes.copies, options if pooled(url) else options | HEEDED)
        async with core.connect() as connection:
            named = (await connection.execute(HAS_AUTHOR_NAME)).scalar_one()
            herald = Herald(raw)
            return Database(core, raw, queue, copies, url, author_name=named, herald=herald, reach=reach, sizes=sizes)


def plain_url(url: str) -> str:
    """As asyncpg itself reads it."""
    return "postgresql://" + url.split("://", 1)[1]


def pooled(url: str) -> bool:
    """Whether a transaction pooler stands between."""
    return urlsplit(url).port == TRANSACTION_POOLER
