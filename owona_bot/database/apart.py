"""Connections of their own for what takes long: whoever waits in Slack waits for none of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from owona_bot.database.engine import Database


@asynccontextmanager
async def apart(db: Database) -> AsyncIterator[Database]:
    """The same database. Behind a pooler statements run to their end, also when nobody listens any more."""
    yield db.apart()
