"""A desk of two thousand tickets, made once; whoever changes it takes a database of their own."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, Raw, connect
from owona_bot.database.seed import seed
from tests.database.desk_of_many import MANY, ODDITIES, Known, index_all, known
from tests.postgres import a_database


@pytest.fixture(scope="session")
async def many(postgres: Server, admin: asyncpg.Connection, template: str) -> AsyncIterator[Database]:
    """For reading alone."""
    async with a_database(postgres, admin, template) as url:
        await seed(url, MANY, 1, sure=False, told=lambda _: None)
        db = await connect(url)
        async with db.raw.acquire() as raw:
            for statement in ODDITIES:
                await raw.execute(statement)
        await index_all(db)
        yield db
        await db.close()


@pytest.fixture(scope="session")
async def truth(many: Database) -> Mapping[UUID, Known]:
    """What each of its tickets is."""
    async with many.raw.acquire() as raw:
        return await known(raw)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await connect(database_url)
    yield db
    await db.close()


@pytest.fixture
async def raw(db: Database) -> AsyncIterator[Raw]:
    """One connection, without a transaction."""
    async with db.raw.acquire() as raw:
        yield raw
