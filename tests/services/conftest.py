"""A desk without Slack: services on a real PostgreSQL."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, connect
from owona_bot.playground.site import Site
from tests.postgres import a_database
from tests.services.figures_world import World, a_world


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await connect(database_url)
    yield db
    await db.close()


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    site = await Site.open(database_url, size=4)
    yield site
    await site.close()


@pytest.fixture(scope="session")
async def world(postgres: Server, admin: asyncpg.Connection, template: str) -> AsyncIterator[World]:
    """Two thousand random tickets, for reading alone."""
    async with a_database(postgres, admin, template) as url, a_world(url) as world:
        yield world
