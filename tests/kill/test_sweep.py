"""Three replicas whose clocks jump and that are killed at random, through a night in which the clocks are changed."""

import asyncio
import os
import random
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from owona_bot.playground.stage import die_with_parent, until

pytestmark = pytest.mark.database

TICKETS = 40
REPLICAS = 3
KILLS = 12

AUTUMN, SPRING = (datetime(2026, 10, 24, 16, tzinfo=UTC), datetime(2026, 3, 28, 16, tzinfo=UTC))
"""Before 3:00 becomes 2:00, and 2:00 becomes 3:00."""

BEFORE = "update owona_bot.marks set at = '2020-01-01' where name = 'go_live'"

TICKET = """
    insert into public.support_tickets (user_id, title, description, created_at)
    select id, 'Login', 'Text', $1 from auth.users"""

BREACHED = "select count(*) from owona_bot.events where kind = 'sla.breached'"

TOLD = """
    select ticket_id, payload ->> 'metric' as metric, (payload ->> 'stage')::integer as stage
    from owona_bot.events where kind in ('sla.warned', 'sla.breached') order by id"""

TICKETS_NOW = "select priority, escalation_path from public.support_tickets"

CHAINS = "select ticket_id from owona_bot.escalations"


class Replicas:
    """Those that live."""

    def __init__(self, url: str, born: datetime, luck: random.Random) -> None:
        self.luck = luck
        self.told = {"URL": url, "BORN": born.isoformat(), "BEGUN": str(time.monotonic())}
        self.living: list[Process] = []
        self.kills = 0

    async def start(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.kill.sweeper"),
            env={**os.environ, **self.told, "LUCK": str(self.luck.random())},
            stdout=PIPE,
            preexec_fn=die_with_parent,
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        self.living.append(process)

    async def kill(self) -> None:
        victim = self.living.pop(self.luck.randrange(len(self.living)))
        victim.kill()
        await victim.wait()
        self.kills += 1


@pytest.mark.parametrize("born", [AUTUMN, SPRING], ids=["autumn", "spring"])
async def test_each_stage_is_told_once(database_url: str, born: datetime) -> None:
    luck = random.Random(born.month)
    raw = await asyncpg.connect(database_url)
    await raw.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'lena@example.com')")
    await raw.execute(BEFORE)
    await raw.execute("create table public.clock (at timestamptz not null)")
    await raw.execute("insert into public.clock values ($1)", born)
    for _ in range(TICKETS):
        await raw.execute(TICKET, born + luck.random() * timedelta(hours=6))
    replicas = Replicas(database_url, born, luck)

    async def all_breached() -> bool:
        return bool(await raw.fetchval(BREACHED) >= 2 * TICKETS)

    try:
        for _ in range(REPLICAS):
            await replicas.start()
        while replicas.kills < KILLS:
            await replicas.kill()
            await replicas.start()
        await until(all_breached, "all deadlines have passed", 240)
    finally:
        while replicas.living:
            await replicas.kill()
    await told_once(raw)
    await raw.close()


async def told_once(raw: asyncpg.Connection) -> None:
    """Each stage, in order; each breach escalated its ticket one step, and one chain began."""
    told = [tuple(row.values()) for row in await raw.fetch(TOLD)]
    assert [which for which, times in Counter(told).items() if times > 1] == []
    for ticket, metric in {(ticket, metric) for ticket, metric, _ in told}:
        stages = [stage for one, other, stage in told if (one, other) == (ticket, metric)]
        assert stages == sorted(stages)
        assert stages[-1] == 100
    assert Counter(stage for _, _, stage in told)[100] == 2 * TICKETS
    assert len(told) > 4 * TICKETS, "several stages before a breach were told"
    for row in await raw.fetch(TICKETS_NOW):
        assert row["priority"] == "urgent"
        assert row["escalation_path"].count('"trigger"') == 2
    chains = [row["ticket_id"] for row in await raw.fetch(CHAINS)]
    assert len(chains) == len(set(chains)) == TICKETS
