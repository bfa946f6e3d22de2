"""The demo as a person starts it, its seed, and a database that stands still."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import asyncpg
import pytest

from owona_bot.playground.client import Playground
from owona_bot.playground.freeze import children, freeze
from owona_bot.playground.seed import cases_of, seed
from owona_bot.playground.seed_words import CASES
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.postgres import a_folder

pytestmark = pytest.mark.database


async def test_the_seed_is_twenty_tickets_of_many_ages_and_states(database_url: str) -> None:
    site = await Site.open(database_url)
    try:
        assert await seed(site, datetime.now(UTC)) == len(CASES) == 20
        async with site.accounts() as connection:
            tickets = await connection.fetch("select * from public.support_tickets order by created_at")
            messages = await connection.fetch(
                "select m.created_at as at, t.created_at as since from public.support_ticket_messages m"
                " join public.support_tickets t on t.id = m.ticket_id"
            )
            numbers = await connection.fetch("select number from owona_bot.ticket_state order by number")
        assert len({ticket["status"] for ticket in tickets}) >= 4
        assert {ticket["source_metadata"]["locale"] for ticket in tickets} == {"de", "en"}
        assert (tickets[-1]["created_at"] - tickets[0]["created_at"]).days > 20
        assert all(row["at"] >= row["since"] for row in messages)
        assert [row["number"] for row in numbers] == list(range(1001, 1021))
        assert await seed(site, datetime.now(UTC)) == 0
    finally:
        await site.close()


def test_the_oldest_case_comes_first() -> None:
    ages = [case.age for case in cases_of(CASES)]
    assert ages == sorted(ages, reverse=True)


async def test_a_frozen_database_answers_nobody_and_goes_on(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    backend: int = await connection.fetchval("select pg_backend_pid()")
    postmaster = parent_of(backend)
    assert backend in children(postmaster)
    frozen = asyncio.create_task(freeze(postmaster, 0.5))
    await asyncio.sleep(0)
    assert await connection.fetchval("select 1") == 1
    assert frozen.done()
    await connection.close()


async def test_the_demo_prints_one_url_and_leaves_nothing() -> None:
    """In a temporary folder of its own, so that what it leaves would be seen."""
    line = (sys.executable, "-m", "owona_bot.cli", "demo", "--empty", "--port", "0")
    with a_folder() as folder:
        environment = {**os.environ, "TMPDIR": str(folder)}
        demo = await asyncio.create_subprocess_exec(*line, stdout=PIPE, env=environment, start_new_session=True)
        assert demo.stdout is not None
        async with asyncio.timeout(120):
            url = (await demo.stdout.readline()).decode().split()[-1]
        assert url.startswith("http://127.0.0.1:")
        async with aiohttp.ClientSession() as http, http.get(url) as page:
            assert page.status == 200
        family = set(descendants(demo.pid))
        assert len(family) > 3
        await die_and_rise(url)
        await a_day_later_and_back(url)
        family |= set(descendants(demo.pid))
        demo.send_signal(signal.SIGINT)
        async with asyncio.timeout(60):
            assert await demo.wait() == 0
        assert names_in(folder) == set()
        await until(lambda: none_of(family), "all processes are gone")


async def die_and_rise(url: str) -> None:
    """What the page's switches ask of whoever started it."""
    async with Playground(url) as people, aiohttp.ClientSession() as page:
        async with page.post(f"{url}page/do/house", json={"what": "kill_bot"}) as answer:
            assert answer.status == 200
        await until(lambda: sockets(people, 0), "the bot is dead")
        async with page.post(f"{url}page/do/house", json={"what": "start_bot"}) as answer:
            assert answer.status == 200
        await until(lambda: sockets(people, 1), "another one lives")


async def a_day_later_and_back(url: str) -> None:
    """The bot begins again each time; a ticket of this minute is then a day old."""
    async with Playground(url) as people, aiohttp.ClientSession() as page:

        async def ask(what: str, /, **told: object) -> Json:
            async with page.post(f"{url}page/do/{what}", json=told) as answer:
                assert answer.status == 200, await answer.text()
                said: Json = await answer.json()
                return said

        async def shows(age: str) -> bool:
            return bool(re.search(rf"\b\d+ {age}", str(await people.command("ben", "tickets", "/ticket show 1001"))))

        customer = (await ask("sign_up", email="lena@example.com"))["id"]
        await ask("open_ticket", customer=customer, title="Clock", text="What time is it?", category="bug")
        await until(lambda: shows("min"), "it is new")
        await ask("house", what="move_clock", seconds=3600)
        await ask("house", what="move_clock", seconds=86_400)
        await until(lambda: shows("day"), "it is a day old")
        await ask("house", what="reset_clock")
        await until(lambda: shows("min"), "it is new again")


async def sockets(people: Playground, wanted: int) -> bool:
    return bool((await people.counts())["sockets"] == wanted)


async def none_of(processes: set[int]) -> bool:
    return not {str(process) for process in processes} & names_in(Path("/proc"))


def names_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def descendants(parent: int) -> list[int]:
    return [pid for child in children(parent) for pid in (child, *descendants(child))]
