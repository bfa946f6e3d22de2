"""Connections of their own for what takes long: whoever waits in Slack waits for none of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from owona_bot.database.engine import Database, plain_pool, pooled

SIZE = 8

LEFT = "1s"
"""After which PostgreSQL ends a statement that nobody listens to any more, also while it only reads or waits.

Without it one that was given up would run to its end, as often as somebody begins it and hangs up.
"""


@asynccontextmanager
async def apart(db: Database) -> AsyncIterator[Database]:
    """The same database; none is opened before it is needed. Behind a pooler statements run to their end."""
    options: dict[str, Any] = {"timeout": 5, "command_timeout": 30, "max_cached_statement_lifetime": 0}
    if pooled(db.url):
        options["statement_cache_size"] = 0
    else:
        options["server_settings"] = {"client_connection_check_interval": LEFT}
    pool = await plain_pool(db.url, SIZE, options)
    try:
        yield replace(db, raw=pool)
    finally:
        pool.terminate()
