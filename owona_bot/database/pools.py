"""How the connections of one process are parted, and how doors come before whatever works by itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from owona_bot.database.reach import Reach

FEWEST = 8
"""With which everything still goes on."""

LONGEST = 30.0
"""Seconds that whoever works by itself waits for a connection."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Connections at most; whoever listens has one besides.

    `core`, `raw` and `queue` are as in `engine.Database`, `copies` for exports, which hold one for long.
    """

    core: int
    raw: int
    queue: int
    copies: int

    @property
    def patient_core(self) -> int:
        """As many as may be in use by those whom nobody waits for: a quarter is left for doors, one at least."""
        return self.core - max(1, self.core // 4)

    @property
    def patient_raw(self) -> int:
        """The same; a plan holds one while it asks for another."""
        return self.raw - max(1, self.raw // 4)


def sizes_of(connections: int) -> Sizes:
    """So many of the whole process, FEWEST at least."""
    share = (connections - FEWEST) // 6
    raw, queue, copies = 3 + share, 1 + share, 1 + share
    return Sizes(connections - 1 - raw - queue - copies, raw, queue, copies)


USUAL = sizes_of(20)


class NoneFree(asyncpg.InterfaceError):  # type: ignore[misc]  # asyncpg has no types
    """All connections were in use for LONGEST."""


class Gate:
    """Lets so many in at once, in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)

    async def __aenter__(self) -> None:
        """Raises NoneFree."""
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(LONGEST):
                await self._free.acquire()
        except TimeoutError as waited:
            raise NoneFree("all connections were in use") from waited

    async def __aexit__(self, *_: object) -> None:
        self._free.release()


class Spared:
    """A pool of which some are left to others."""

    def __init__(self, pool: asyncpg.Pool, at_once: int) -> None:
        self._pool = pool
        self._gate = Gate(at_once)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        """As of the pool itself."""
        async with self._gate, self._pool.acquire() as raw:
            yield raw


HEEDED = {"server_settings": {"client_connection_check_interval": "1s"}}
"""PostgreSQL ends a statement that nobody listens to any more, also while it only reads or waits.

Without it an export that was given up would run to its end, as often as somebody begins it and hangs up.
"""


def options_of(*, pooled: bool) -> dict[str, Any]:
    """Of every connection; `pooled`: a transaction pooler stands between."""
    options = {"timeout": 5, "command_timeout": 30, "max_cached_statement_lifetime": 0}
    return options | {"statement_cache_size": 0} if pooled else options


async def plain_pool(reach: Reach, dsn: str, size: int, options: Mapping[str, Any]) -> asyncpg.Pool:
    """Connections are made when they are needed, and kept; the warmest is lent first."""
    return await asyncpg.create_pool(
        dsn,
        connect=reach,
        min_size=0,
        max_size=size,
        max_inactive_connection_lifetime=0,  # its timer, set and cleared at each use, was 5 % of a knock
        init=speak_json,
        reset=kept,
        **options,
    )


async def speak_json(connection: asyncpg.Connection) -> None:
    """json and jsonb come and go as Python values."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def kept(connection: Any) -> None:
    """Nothing to reset between borrowers: the queue leaves no session state behind."""
