"""What tests of every room may ask for."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from owona_bot.database.embedded import Server
from owona_bot.database.migrate import migrate
from tests.postgres import TEMPLATE, a_database, a_server

settings.register_profile("slow", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("slow")  # how long an example takes says something of the machine alone


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The run's server; with OWONA_TEST_PG_BIN of the programs in that folder."""
    with a_server() as server:
        yield server


@pytest.fixture(scope="session")
async def admin(postgres: Server) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database of no test."""
    connection = await asyncpg.connect(postgres.url("postgres"))
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def template(postgres: Server, admin: asyncpg.Connection) -> str:
    """Name of the migrated database that tests get copies of; nobody may stay connected to it."""
    await admin.execute(f"create database {TEMPLATE}")
    await migrate(postgres.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def database_url(postgres: Server, admin: asyncpg.Connection, template: str) -> AsyncIterator[str]:
    """A migrated database of the test's own, as its owner."""
    async with a_database(postgres, admin, template) as url:
        yield url


@pytest.fixture
async def empty_database_url(postgres: Server, admin: asyncpg.Connection) -> AsyncIterator[str]:
    """A database of the test's own with nothing in it."""
    async with a_database(postgres, admin) as url:
        yield url
