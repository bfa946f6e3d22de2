"""Replicas are killed at random moments, and nobody at the desk notices."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage, calls_nobody
from tests.kill.killer import Killer
from tests.kill.lives import Life

pytestmark = pytest.mark.database

UNSEEN = """
    select (select count(*)::integer from public.support_tickets t where not exists (
                select from owona_bot.events e where e.ticket_id = t.id and e.kind = 'ticket.created'))
         + (select count(*)::integer from public.support_ticket_messages m where not exists (
                select from owona_bot.events e where e.message_id = m.id and e.kind = 'message.added'))
         + (select count(*)::integer from owona_bot.events where planned_at is null)"""

PLANNED_TWICE = """
    select count(*)::integer from (
        select from owona_bot.deliveries group by event_id, reaction, target having count(*) > 1) twice"""


async def test_fifty_tickets_outlive_thirty_kills(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = await outlive(database_url, tmp_path, tickets=50, kills=30, hits=10)
    with capsys.disabled():
        print(f"\n{told}", end=" ")  # noqa: T201 - the test is asked to say it


@pytest.mark.campaign
@pytest.mark.parametrize("run", range(4))
async def test_hundreds_of_tickets_outlive_hundreds_of_kills(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], run: int
) -> None:
    told = await outlive(database_url, tmp_path, tickets=400, kills=200, hits=60)
    with capsys.disabled():
        print(f"\n{told}", end=" ")  # noqa: T201 - the test is asked to say it


async def outlive(url: str, folder: Path, *, tickets: int, kills: int, hits: int) -> str:
    """Fails when fewer than `hits` kills fell on a leased delivery: then it proved too little."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - shown when it fails
    luck = random.Random(seed)
    async with a_quick_stage(url, folder / "bot.log", bots=0, OWONA_LEASE_SECONDS="2") as stage:
        scene = Scene(stage)
        killer = Killer(scene, random.Random(luck.random()))
        await killer.raise_two()
        await scene.customer()
        for method in ("chat.postMessage", "chat.update"):
            await scene.slack.fault(method, "late", seconds=0.1)
        lives = [Life(scene, random.Random(luck.random()), f"T{n:03}") for n in range(tickets)]
        pace = kills / tickets
        await asyncio.gather(killer.rage(kills), *(live(life, killer, int(n * pace)) for n, life in enumerate(lives)))
        await all_is_told(scene, lives)
    told = f"seed {seed}: {killer.kills} kills, {killer.hits} of them on leased deliveries"
    assert killer.hits >= hits, told
    return told


async def live(life: Life, killer: Killer, kills: int) -> None:
    """Begins some kills before `kills`, ends some after."""
    await killer.until_kills(max(kills - 6, 0))
    await life.begin()
    await life.go_on()
    while killer.kills < kills:
        await life.step()
    await life.end()


async def all_is_told(scene: Scene, lives: list[Life]) -> None:
    """Every ticket one card, every line once and in order, every row in, the ledger balanced."""
    await scene.slack.clear_faults()
    await scene.settled(*(life.ticket for life in lives), within=120)
    assert await scene.fetchval(UNSEEN) == 0
    for life in lives:
        await life.is_told()

    async def nothing_waits() -> bool:
        return (await scene.balance()).keys() <= {"done", "suppressed"}

    await until(nothing_waits, "the ledger balances")
    balance = await scene.balance()
    assert balance.total() == await scene.fetchval("select count(*)::integer from owona_bot.deliveries")
    assert await scene.fetchval(PLANNED_TWICE) == 0
    marks = Counter(str(m.get("metadata")) for m in await scene.slack.messages(scene.tickets))
    assert max(marks.values()) == 1
    await calls_nobody(scene)
