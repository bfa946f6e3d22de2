"""A desk without Slack: services on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from owona_bot.database.engine import Database, connect
from owona_bot.playground.site import Site


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
