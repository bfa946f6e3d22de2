"""On call: who is to be called, on a real PostgreSQL."""

from datetime import UTC, datetime

import pytest

from owona_bot.database.engine import Database
from owona_bot.services.on_call import on_call_now

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


async def test_without_a_rota_nobody_is_called(db: Database) -> None:
    assert await on_call_now(db, NOON) is None
