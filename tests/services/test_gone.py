"""Whatever is read while PostgreSQL is gone says so in words."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, connect
from owona_bot.database.migrate import migrate
from owona_bot.domain.errors import Unavailable
from owona_bot.services.letters import outlook
from owona_bot.services.preferences import PAGE, look
from owona_bot.services.show import show_mail, show_ticket
from owona_bot.services.vitals import is_ready, take_vitals
from tests.handlers.outage import a_durable_server

pytestmark = pytest.mark.database

READS: tuple[Callable[[Database], Awaitable[object]], ...] = (
    lambda db: outlook(db, uuid4(), None),
    lambda db: look(db, b"?", PAGE),
    lambda db: show_mail(db, 1),
    lambda db: show_ticket(db, 1001),
    take_vitals,
    is_ready,
)


async def gone(server: Server) -> Database:
    """Connections that broke."""
    await migrate(server.url())
    db = await connect(server.url())
    server.stop()
    return db


async def test_what_is_asked_without_postgresql_is_unavailable() -> None:
    with a_durable_server() as server:
        db = await gone(server)
        for read in READS:
            with pytest.raises(Unavailable):
                await read(db)
        await db.close()
