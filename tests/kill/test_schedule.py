"""A bot that is killed in the midst of a job: another goes on with the run, and nothing of it is done twice."""

import signal
from collections import Counter
from pathlib import Path

import pytest

from owona_bot.playground.stage import Stage, until
from tests.handlers.desk import Scene, a_quick_stage

pytestmark = pytest.mark.database

TICKETS = 60

PATIENCE = 180.0
"""Seconds; on a busy machine a bot takes half a minute to be there again."""

CLOSED = """
    select ticket_id from owona_bot.events
    where kind = 'ticket.changed' and payload -> 'status' ->> 1 = 'closed' and actor = 'bot:auto_close'"""
REMINDED = "select ticket_id from owona_bot.events where kind = 'customer.reminded'"

SLOW = """
    create function public.slow() returns trigger language plpgsql as $$ begin
        perform pg_sleep(0.05); return new; end $$"""
"""A job that takes some seconds, so that a kill falls into it."""

SLOW_CLOSE = """
    create trigger slow before update on public.support_tickets for each row
    when (new.status = 'closed') execute function public.slow()"""
SLOW_REMINDER = "create trigger slow before insert on owona_bot.reminders for each row execute function public.slow()"

BY_HAND = """
    insert into owona_bot.schedule_runs (name, job, due_at, fired_at, by_hand, state)
    values ($1, $1, now(), now(), 'agent:1', 'waiting') returning id"""
STATE = "select (state = 'done')::integer from owona_bot.schedule_runs where id = $1"
ATTEMPTS = "select attempts from owona_bot.schedule_runs where id = $1"
LETTERS = "select count(*) from owona_bot.mail_log where direction = 'out' and letter = 'reminder' and verdict = 'sent'"


async def kill_one(stage: Stage) -> None:
    victim = stage.bots.pop(0)
    victim.send_signal(signal.SIGKILL)
    await victim.wait()
    await stage.start_bot()


async def tickets(desk: Scene, status: str) -> None:
    user = await desk.customer()
    for n in range(TICKETS):
        ticket = await desk.site.insert_ticket(user, f"Fall {n}", "?")
        await desk.site.portal_status(ticket, status, "anna@owona.de")


async def slowly(desk: Scene, trigger: str) -> None:
    async with desk.site.pool.acquire() as connection:
        await connection.execute(SLOW)
        await connection.execute(trigger)


async def times(desk: Scene, query: str) -> Counter[str]:
    async with desk.site.pool.acquire() as connection:
        return Counter(str(row["ticket_id"]) for row in await connection.fetch(query))


async def outlived(desk: Scene, name: str, query: str) -> None:
    """The run is begun, twice its worker dies, and it ends."""
    run = await desk.fetchval(BY_HAND, name)
    for part in (TICKETS // 5, 3 * TICKETS // 5):

        async def far(part: int = part) -> bool:
            return len(await times(desk, query)) >= part

        await until(far, f"{part} are done", PATIENCE)
        for _ in range(2):
            await kill_one(desk.stage)

    async def done() -> bool:
        return await desk.fetchval(STATE, run) == 1

    await until(done, "it ends", PATIENCE)
    assert (await desk.fetchval(ATTEMPTS, run) or 0) >= 2
    counted = await times(desk, query)
    assert len(counted) == TICKETS
    assert set(counted.values()) == {1}


async def test_each_ticket_is_closed_once(database_url: str, tmp_path: Path) -> None:
    settings = {"OWONA_LEASE_SECONDS": "1", "OWONA_CLOCK_AHEAD": "P20D"}
    async with a_quick_stage(database_url, tmp_path / "bot.log", bots=2, **settings) as stage:
        desk = Scene(stage)
        await tickets(desk, "resolved")
        await slowly(desk, SLOW_CLOSE)
        await outlived(desk, "auto_close", CLOSED)


async def test_each_customer_is_reminded_once_and_gets_one_letter(database_url: str, tmp_path: Path) -> None:
    settings = {"OWONA_LEASE_SECONDS": "1", "OWONA_CLOCK_AHEAD": "P20D"}
    async with a_quick_stage(database_url, tmp_path / "bot.log", bots=2, **settings) as stage:
        desk = Scene(stage)
        await tickets(desk, "waiting_customer")
        await slowly(desk, SLOW_REMINDER)
        await outlived(desk, "remind", REMINDED)

        async def sent() -> bool:
            return (await desk.fetchval(LETTERS) or 0) >= TICKETS

        await until(sent, "every letter went", PATIENCE)
        assert await desk.fetchval(LETTERS) == TICKETS
