"""The databases that tests are given."""

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from tests.postgres import a_database

pytestmark = pytest.mark.database

IS_MIGRATED = "select to_regclass('owona_bot.deliveries') is not null"


async def test_a_test_gets_a_migrated_database_or_an_empty_one(database_url: str, empty_database_url: str) -> None:
    assert await fetch(database_url, IS_MIGRATED) is True
    assert await fetch(empty_database_url, IS_MIGRATED) is False


async def test_what_one_writes_no_other_reads(postgres: Server, admin: asyncpg.Connection, template: str) -> None:
    async with a_database(postgres, admin, template) as one, a_database(postgres, admin, template) as other:
        await fetch(one, "create table mine ()")
        assert await fetch(one, "select to_regclass('mine')") == "mine"
        assert await fetch(other, "select to_regclass('mine')") is None


async def test_a_database_goes_although_somebody_is_still_connected(
    postgres: Server, admin: asyncpg.Connection
) -> None:
    async with a_database(postgres, admin) as url:
        forgotten = await asyncpg.connect(url)
    forgotten.terminate()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url)


async def fetch(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()
