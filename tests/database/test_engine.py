"""A change begins, locks and ends over one connection, and whatever happens the next one finds that connection well."""

import asyncio

import pytest

from owona_bot.database import tickets
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.errors import Repeated
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.claim import claim_ticket
from tests.services.team import a_team

pytestmark = pytest.mark.database

OTHERS = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
END_ALL = f"select pg_terminate_backend(pid) from ({OTHERS}) others"
OPEN = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null"""
ASLEEP = "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@pytest.fixture
async def numbered(database_url: str) -> int:
    """A ticket's number."""
    site = await Site.open(database_url, size=1)
    await site.create_ticket(await site.sign_up("lena@example.com", "Lena"), "Login", "Fehler 500", acknowledge=False)
    await site.close()
    return 1001


async def many(db: Database, count: int) -> list[Raw]:
    """Changes at once, so that as many connections lie in the pool: those."""
    begun = asyncio.Barrier(count)

    async def one() -> Raw:
        async with db.change(by="bot:test") as change:
            await begun.wait()
            return change.raw

    return await asyncio.gather(*(one() for _ in range(count)))


async def test_connections_that_broke_in_the_pool_are_noticed_by_nobody(db: Database, raw: Raw) -> None:
    lie = await many(db, 5)
    await raw.execute(END_ALL)

    async def over() -> bool:  # PostgreSQL ends them a moment before we hear of it
        return all(one.is_closed() for one in lie)

    await until(over, "all have ended")
    async with db.read() as connection:
        assert (await connection.exec_driver_sql("select 1")).scalar_one() == 1
    await many(db, 5)


async def test_who_is_given_up_on_in_the_midst_of_a_change_leaves_nothing_locked(
    db: Database, raw: Raw, numbered: int
) -> None:
    async def slow() -> None:
        async with db.change(by="bot:test", lock=numbered) as tx:
            await tickets.lock(tx, numbered)
            await tx.raw.execute("select pg_sleep(60)")

    async def asleep() -> bool:
        return bool(await raw.fetchval(ASLEEP))

    async def ended() -> bool:
        return not await raw.fetchval(OPEN)

    task = asyncio.create_task(slow())
    await until(asleep, "it is in the midst")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(ended, "no transaction is open")
    (anna,) = await a_team(db, 1)
    assert (await claim_ticket(db, numbered, anna, "knock")).agent == anna


async def test_who_waited_for_a_ticket_reads_it_as_it_has_become(db: Database, raw: Raw, numbered: int) -> None:
    (anna,) = await a_team(db, 1)

    async def waits() -> bool:
        return bool(await raw.fetchval(WAITING))

    async def second() -> tuple[object, ...]:
        async with db.change(by="bot:test", once="knock", lock=numbered) as tx:
            ticket = await tickets.lock(tx, numbered)
            return ticket.agent, ticket.tags

    async with db.change(by="bot:test", lock=numbered) as tx:
        ticket = await tickets.lock(tx, numbered)
        task = asyncio.create_task(second())
        await until(waits, "the other waits")
        await tickets.tag(tx, ticket.id, ["vip"])
        await tx.raw.execute(
            "update public.support_tickets set assigned_agent = $2 where id = $1", ticket.id, anna.email
        )
    assert await task == (anna, ("vip",))


async def test_whoever_knocks_again_hears_the_answer_without_waiting_for_the_ticket(
    db: Database, numbered: int
) -> None:
    async with db.change(by="bot:test", once="knock", lock=numbered):
        pass
    async with db.change(by="bot:other", once="another", lock=numbered) as tx:
        await tickets.lock(tx, numbered)
        with pytest.raises(Repeated) as repeated:
            await asyncio.wait_for(knock_again(db, numbered), 20)
    assert repeated.value.values == {"number": numbered}


async def knock_again(db: Database, number: int) -> None:
    async with db.change(by="bot:test", once="knock", lock=number):
        raise AssertionError("it acted twice")
