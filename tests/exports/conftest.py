"""A desk without Slack."""

from collections.abc import AsyncIterator

import pytest

from owona_bot.database.engine import Database, connect


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await connect(database_url)
    yield db
    await db.close()
