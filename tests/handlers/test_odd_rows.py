"""Whatever customers write past the site stops no job, no list, no report and no file."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from itertools import cycle
from pathlib import Path

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import CONFIG, Stage, until
from tests.handlers.desk import Scene, a_quick_stage, said
from tests.handlers.odd_rows import STATUSES, pairs, write_odd_tickets
from tests.postgres import a_database

pytestmark = pytest.mark.database

NUMBERS = "select number from owona_bot.ticket_state order by number"

LEFT = """
    select (select count(*) from owona_bot.events where planned_at is null)
         + (select count(*) from owona_bot.deliveries where state in ('waiting', 'leased') and not_before <= now())
         + (select count(*) from owona_bot.exports where state in ('waiting', 'running'))
         + (select count(*) from owona_bot.ticket_state s where not exists (
                select from owona_bot.search x where x.ticket_id = s.ticket_id and x.part = 0))"""

OF_ONE = ("show {}", "sla {}", "why {}", "note {} geprüft", "tag {} vip", "priority {} urgent", "snooze {} 1h")

OF_ALL = (
    *("list", "list is:open sort:created", "list sort:updated", "list sort:due", "list created:1900..2600", "team"),
    *("list since:7d", "list sla:risk", "find Titel", "me", "stats", "stats 30d", "report weekly", "schedule", "share"),
    *("export csv", "export json", "export ndjson", "export xlsx", "export pdf is:open", "oncall", "health"),
)

TYPED = (
    *(f"schedule run {name} --dry-run" for name in ("auto_close", "remind", "assign")),
    *(f"schedule run {name}" for name in ("auto_close", "remind", "assign", "prune")),
    *("sla recompute", "sla recompute --apply", f"assign replay --config {CONFIG} --since 30d", "export metrics"),
)


async def test_whatever_customers_write_past_the_site_stops_nothing(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path: Path
) -> None:
    log = tmp_path / "bot.log"
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log, bots=0, OWONA_CONFIG=str(CONFIG)) as stage,
    ):
        desk = Scene(stage)
        await desk.system_user()
        user = await desk.customer()
        for _ in ("from before the first start", "seen by it"):
            async with desk.site.pool.acquire() as raw:
                await write_odd_tickets(raw, user)
            if not stage.bots:
                await stage.start_bot()
                await stage.ready()
        await until(lambda: done(desk), "all of it is planned, told and can be found", 300)
        await every_word(desk)
        await until(lambda: done(desk), "all that was asked for is there", 300)
        async with desk.site.pool.acquire() as raw:
            await raw.execute("delete from owona_bot.assign_queue")  # as while assignment was switched off
        for words in TYPED:
            await typed(stage, words)
        await until(lambda: done(desk), "all of that is told", 300)
    assert [line[:3000] for line in log.read_text().splitlines() if '"level": "error"' in line] == []


async def done(desk: Scene) -> bool:
    return await desk.fetchval(LEFT) == 0


async def every_word(desk: Scene) -> None:
    """Each is answered, with words that are no fault's."""
    async with desk.site.pool.acquire() as raw:
        numbers = [row["number"] for row in await raw.fetch(NUMBERS)]
    assert len(numbers) == 2 * len(list(pairs())) > len(STATUSES)
    await desk.slack.open_home("anna")
    words = cycle(OF_ONE)
    for line in (*(next(words).format(number) for number in numbers for _ in range(2)), *OF_ALL):
        answer = said(await desk.insists("anna", f"/ticket {line}"))
        assert "schiefgegangen" not in answer, (line, answer)

    async def drawn() -> bool:
        home = await desk.slack.home("anna")
        return home is not None and bool(text_of(home))

    await until(drawn, "Anna's Home stands")


async def typed(stage: Stage, words: str) -> None:
    """In a terminal."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", *words.split()),
        env={**os.environ, **stage.settings},
        stdout=PIPE,
        stderr=PIPE,
    )
    _, wrong = await process.communicate()
    assert process.returncode == 0, (words, wrong.decode())
