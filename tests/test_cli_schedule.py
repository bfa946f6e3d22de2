"""`owona-bot schedule list | run`, as whoever runs the bot types it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime

import pytest

from owona_bot.cli_schedule import ticket_line
from owona_bot.database.engine import connect
from owona_bot.domain.schedule import Meant
from owona_bot.locale.catalogue import BERLIN
from owona_bot.playground.site import Site

pytestmark = pytest.mark.database

SETTINGS = {
    "OWONA_AGENTS": "anna@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-none",
    "OWONA_SLACK__APP_TOKEN": "xapp-none",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
    "OWONA_CLOCK_AHEAD": "P30D",
}

EVIL = "\x1b[2Jweg\u202egpj.exe\nzweite Zeile\x9b31m"


async def typed(url: str, *words: str) -> tuple[int, str, str]:
    """Status, what it says, and what it says of what went wrong."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", "schedule", *words),
        env={**os.environ, **SETTINGS, "OWONA_DATABASE_URL": url},
        stdout=PIPE,
        stderr=PIPE,
    )
    said, wrong = await process.communicate()
    return process.returncode or 0, said.decode(), wrong.decode()


async def resolved(url: str, title: str) -> None:
    site = await Site.open(url, size=2)
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.insert_ticket(lena, title, "?", status="resolved")
    await site.close()


async def count(url: str, query: str) -> object:
    db = await connect(url)
    async with db.read_raw() as raw:
        found: object = await raw.fetchval(query)
    await db.close()
    return found


CLOSED = "select count(*) from public.support_tickets where status = 'closed'"
RUNS = "select count(*) from owona_bot.schedule_runs"
ENTRIES = "select count(*) from owona_bot.schedule"


async def test_a_dry_run_lists_what_it_would_do_and_changes_nothing(database_url: str) -> None:
    await resolved(database_url, EVIL)
    status, said, wrong = await typed(database_url, "run", "auto_close", "--dry-run")
    assert (status, wrong) == (0, "")
    first, *_, last = said.splitlines()
    assert first.startswith("#1001 ")
    assert "zweite Zeile" in first
    assert said.isprintable() or not set(said) & set("\x1b\x9b\u202e")
    assert "1 tickets" in said
    assert last == "Nothing was changed."
    assert [await count(database_url, query) for query in (CLOSED, RUNS, ENTRIES)] == [0, 0, 0]
    _, said, _ = await typed(database_url, "run", "prune", "--dry-run")
    assert "inbox: 0 rows" in said


async def test_it_is_run_here_and_the_list_says_so(database_url: str) -> None:
    await resolved(database_url, "Alt")
    assert (await typed(database_url, "run", "auto_close"))[:2] == (0, "auto_close: done, 1 closed\n")
    assert await count(database_url, CLOSED) == 1
    status, said, _ = await typed(database_url, "list")
    assign, close, prune, remind = said.splitlines()
    assert status == 0
    assert close.split()[:8] == ["auto_close", "30", "3", "*", "*", "*", "Europe/Berlin", "next"]
    assert "paused" in close
    assert close.endswith("done, 1 closed")
    assert remind.endswith("last never")
    assert prune.startswith("prune")
    assert assign.split()[:6] == ["assign", "*/15", "*", "*", "*", "*"]


async def test_what_there_is_not_is_refused_with_what_there_is(database_url: str) -> None:
    assert "Nothing yet" in (await typed(database_url, "list"))[1]
    status, said, wrong = await typed(database_url, "run", "prnue")
    assert (status, said) == (1, "")
    assert "assign, auto_close, prune, remind" in wrong
    assert (await typed(database_url, "run", "prnue", "--dry-run"))[0] == 1


def test_whom_a_job_passes_over_is_said_with_the_reason() -> None:
    one = Meant(1001, "Login", datetime(2026, 11, 25, 8, tzinfo=UTC), "the address bounces")
    assert ticket_line(one, BERLIN) == "#1001 Login, since 2026-11-25 09:00 (not: the address bounces)"
