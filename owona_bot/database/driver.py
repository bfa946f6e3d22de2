"""Plain asyncpg beneath Core: what nearly every knock asks goes without the detour, in the same transaction."""

from typing import Any

import asyncpg
from sqlalchemy import Select, event
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Row(asyncpg.Record):  # type: ignore[misc]  # asyncpg has no types
    """Its values by name, as Core's rows have them."""

    def __getattr__(self, name: str) -> Any:  # of whatever type its column has
        return self[name]


def as_driven(statement: Select[Any]) -> str:
    """A statement of Core's as asyncpg takes it, with `$1` …"""
    return str(statement.compile(dialect=dialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped


def driver_of(connection: AsyncConnection) -> asyncpg.Connection:
    """The same connection; json comes and goes as text there."""
    assert connection.sync_connection is not None  # it is connected
    return connection.sync_connection.connection.driver_connection


async def give_back(connection: AsyncConnection, driver: asyncpg.Connection) -> None:
    """To the pool; one whose transaction doesn't end never comes there."""
    try:
        if driver.is_in_transaction():
            await driver.execute("rollback")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        pass
    finally:
        if driver.is_closed() or driver.is_in_transaction():
            await connection.invalidate()
        await connection.close()


def only_open_ones(core: AsyncEngine) -> None:
    """A connection that broke while it lay in the pool is made anew when it is asked for, like all that lie there."""

    @event.listens_for(core.sync_engine, "checkout")
    def checkout(dbapi: Any, _record: object, _proxy: object) -> None:  # SQLAlchemy's adapter of asyncpg
        if dbapi.driver_connection.is_closed():
            raise InvalidatePoolError
