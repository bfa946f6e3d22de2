"""Bots that are killed while reports are made and sent: each run makes one, each is posted once with one file."""

import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from owona_bot.domain.people import AgentId
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_schedule import Order, to_json
from owona_bot.playground.stage import Stage, until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Scene, a_quick_stage, mark_of

pytestmark = pytest.mark.database

REPORTS = 6

PATIENCE = 180.0
"""Seconds; on a busy machine a bot takes half a minute to be there again."""

SLOW = """
    create function public.slow() returns trigger language plpgsql as $$ begin
        perform pg_sleep(0.4); return new; end $$"""
SLOW_REPORT = "create trigger slow before insert on owona_bot.reports for each row execute function public.slow()"
"""So that a kill falls into the making of one."""

ANNA = "select id from owona_bot.agents where slack_user = 'U0ANNA' and active"
ENTRIES = """
    insert into owona_bot.schedule (name, job, cron, zone, spec)
    select 'report-' || n, 'report', '0 8 * * 1', 'Europe/Berlin', $2::text::jsonb from generate_series(1, $1) n"""
RUNS = """
    insert into owona_bot.schedule_runs (name, job, spec, due_at, fired_at, by_hand, state)
    select name, job, spec, now(), now(), 'agent:1', 'waiting' from owona_bot.schedule where job = 'report'"""
MADE = "select count(*) from owona_bot.reports"
LEFT = "select count(*) from owona_bot.schedule_runs where job = 'report' and state <> 'done'"
UNDELIVERED = """
    select (select count(*) from owona_bot.events where kind = 'report.made' and planned_at is null)
         + (select count(*) from owona_bot.deliveries where reaction = 'report' and state in ('waiting', 'leased'))"""
BY_RUN = "select name, count(*) as n from owona_bot.reports group by name"
DEAD = "select count(*) from owona_bot.deliveries where reaction = 'report' and state <> 'done'"


async def kill_all(stage: Stage) -> None:
    for _ in range(2):
        victim = stage.bots.pop(0)
        victim.send_signal(signal.SIGKILL)
        await victim.wait()
        await stage.start_bot()


async def posts(desk: Scene) -> list[Json]:
    return [one for one in await desk.slack.messages("reports") if mark_of(one)]


async def files(desk: Scene, post: Json) -> list[str]:
    thread = (await desk.slack.thread("reports", post["ts"]))[1:]
    return [file["name"] for one in thread for file in one.get("files") or []]


async def test_each_run_makes_one_which_is_posted_once_with_one_file(database_url: str, tmp_path: Path) -> None:
    async with a_quick_stage(database_url, tmp_path / "bot.log", bots=2, OWONA_LEASE_SECONDS="1") as stage:
        desk = Scene(stage)
        await desk.asked()
        anna = await until(lambda: desk.fetchval(ANNA), "Anna is of the team", PATIENCE)
        order = Order(ReportKind.HANDOVER, AgentId(anna), channel="C0REPORTS", pdf=True)
        async with desk.site.pool.acquire() as connection:
            await connection.execute(SLOW)
            await connection.execute(SLOW_REPORT)
            await connection.execute(ENTRIES, REPORTS, json.dumps(to_json(order)))
            await connection.execute(RUNS)

        async def some_made() -> bool:
            return (await desk.fetchval(MADE) or 0) >= 1

        async def some_posted() -> bool:
            return len(await posts(desk)) >= REPORTS // 2

        async def all_told() -> bool:
            return await desk.fetchval(LEFT) == 0 and await desk.fetchval(UNDELIVERED) == 0

        for moment in (some_made, some_posted):
            await until(moment, "a moment to kill in", PATIENCE)
            await kill_all(stage)
        await until(all_told, "all is made and told", PATIENCE)

        async with desk.site.pool.acquire() as connection:
            made = Counter({row["name"]: row["n"] for row in await connection.fetch(BY_RUN)})
        assert made == Counter({f"report-{n}": 1 for n in range(1, REPORTS + 1)})
        found = await posts(desk)
        assert Counter(Counter(mark_of(one) for one in found).values()) == {1: REPORTS}
        assert [len(await files(desk, one)) for one in found] == [1] * REPORTS
        assert await desk.fetchval(DEAD) == 0
