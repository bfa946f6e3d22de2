"""Two replicas that give tickets away and are killed at random, while customers write and agents resolve."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter

import pytest

from owona_bot.database.engine import connect
from owona_bot.playground.site import Site
from owona_bot.playground.stage import die_with_parent, until
from tests.services.team import a_team
from tests.services.turns import Floor

pytestmark = pytest.mark.database

REPLICAS, KILLS = 2, 10

CAP, AGENTS, MORE = 12, 4, 15

RESOLVE = """
    update public.support_tickets set status = 'resolved'
    where id = (select id from public.support_tickets where status = 'investigating' order by random() limit 1)"""

OPEN = """
    select assigned_agent, count(*)::integer as n from public.support_tickets
    where status not in ('resolved', 'closed') group by 1"""


async def a_replica(url: str) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.kill.giver"),
        env={**os.environ, "URL": url},
        stdout=PIPE,
        preexec_fn=die_with_parent,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def killed(process: Process) -> None:
    process.kill()
    await process.wait()


async def write(floor: Floor, luck: random.Random) -> None:
    """More than there is room for."""
    for n in range(CAP * AGENTS + MORE):
        await floor.asks(who=f"c{n % 9}")
        await asyncio.sleep(luck.random() / 10)


async def test_whoever_is_killed_gives_nothing_twice_and_leaves_no_room_empty(database_url: str) -> None:
    luck = random.Random(17)
    db, site = await connect(database_url), await Site.open(database_url, size=3)
    floor = Floor(db, site)
    team = await a_team(db, AGENTS)
    await floor.caps(CAP)
    everybody: Counter[str | None] = Counter({one.email: CAP for one in team})
    living = [await a_replica(database_url) for _ in range(REPLICAS)]
    writing = asyncio.create_task(write(floor, luck))

    async def full() -> bool:
        return writing.done() and await open_of(floor) == Counter({None: waiting}) + everybody

    try:
        for _ in range(KILLS):
            await asyncio.sleep(luck.random() / 2)  # people take their time
            await killed(living.pop(luck.randrange(len(living))))
            living.append(await a_replica(database_url))
        waiting = MORE
        await until(full, "everybody has as many as they take", 60)
        await floor.does(RESOLVE)
        await killed(living.pop())
        waiting -= 1
        await until(full, "the slot is filled by whoever lives", 10)
    finally:
        writing.cancel()
        for process in living:
            await killed(process)
        await floor.plans()
        await floor.explained()
        await db.close()
        await site.close()


async def open_of(floor: Floor) -> Counter[str | None]:
    return Counter({row["assigned_agent"]: row["n"] for row in await floor.site.pool.fetch(OPEN)})
