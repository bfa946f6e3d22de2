"""Who changes something wakes the planners after the commit, once for many; nobody's commit waits behind another's."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from owona_bot.database.engine import Database, Raw
from owona_bot.database.listen import CHANNEL
from owona_bot.playground.stage import until

pytestmark = pytest.mark.database

SIGN_UP = "insert into auth.users (id, email) values (gen_random_uuid(), 'lena@example.com') returning id"

INSERT = """
    insert into public.support_tickets (user_id, title, description) values ($1, 'Login', 'Geht nicht') returning id"""

RENAME = "update public.support_tickets set title = title || '!' where id = $1"


@pytest.fixture
async def heard(database_url: str) -> AsyncIterator[list[int]]:
    """The process ids of those who notified."""
    pids: list[int] = []
    connection = await asyncpg.connect(database_url)
    await connection.add_listener(CHANNEL, lambda _, pid, *__: pids.append(pid))
    yield pids
    await connection.close()


@pytest.fixture
async def ticket(raw: Raw, heard: list[int]) -> UUID:
    """Of the site's, which notifies by itself."""
    ticket: UUID = await raw.fetchval(INSERT, await raw.fetchval(SIGN_UP))
    await until(lambda: told(heard), "the site's own notification")
    heard.clear()
    return ticket


async def told(heard: list[int]) -> bool:
    return bool(heard)


async def twice(heard: list[int]) -> bool:
    return len(heard) > 1


async def test_a_change_notifies_from_outside_its_own_transaction(db: Database, ticket: UUID, heard: list[int]) -> None:
    async with db.change(by="bot:test") as tx:
        await tx.connection.exec_driver_sql(RENAME, (ticket,))
        own = (await tx.connection.exec_driver_sql("select pg_backend_pid()")).scalar_one()
    await until(lambda: told(heard), "a notification")
    assert own not in heard


async def test_one_over_plain_asyncpg_is_told_too(db: Database, ticket: UUID, heard: list[int]) -> None:
    async with db.change_raw(by="bot:test") as raw:
        await raw.execute(RENAME, ticket)
    await until(lambda: told(heard), "a notification")


async def test_what_is_told_while_a_word_is_under_way_is_one_more_word(db: Database, heard: list[int]) -> None:
    for _ in range(20):
        db.herald.tell()
    await until(lambda: told(heard), "a notification")
    for _ in range(20):
        db.herald.tell()
    await until(lambda: twice(heard), "another")
    assert len(heard) == 2


async def test_what_was_rolled_back_is_told_to_nobody(db: Database, ticket: UUID, heard: list[int]) -> None:
    with pytest.raises(LookupError):
        await broken(db, ticket)
    async with db.raw.acquire() as raw:
        await raw.execute("notify owona_bot")
        await until(lambda: told(heard), "the one that follows")
        assert heard == [raw.get_server_pid()]


async def broken(db: Database, ticket: UUID) -> None:
    async with db.change(by="bot:test") as tx:
        await tx.connection.exec_driver_sql(RENAME, (ticket,))
        raise LookupError
