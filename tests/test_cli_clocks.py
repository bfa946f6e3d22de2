"""`owona-bot sla explain | recompute`, as whoever runs the bot types it."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from owona_bot.database.engine import connect
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.locale.catalogue import BERLIN
from owona_bot.playground.site import Site
from owona_bot.services.fold import fold_waiting

pytestmark = pytest.mark.database

SETTINGS = {
    "OWONA_AGENTS": "anna@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-none",
    "OWONA_SLACK__APP_TOKEN": "xapp-none",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
    "OWONA_CLOCK_AHEAD": "P30D",
}

FILE = """
sla:
  calendars:
    office: {zone: Europe/Berlin, week: {mon: ["08:00-12:00"], wed: ["08:00-12:00"], fri: ["08:00-12:00"]}}
  policies:
    - {name: office, first_response: 4h, resolution: 400h, calendar: office}
"""

LINE = re.compile(r"^([+ ]) (\S{10} \S{8})  (\S{10} \S{8})\s+(\d+):(\d\d):(\d\d)  ", re.MULTILINE)

EVIL = "\x1b[2Jweg\u202egpj.exe\nzweite Zeile\x9b31m"


async def typed(url: str, *words: str, **more: str) -> tuple[int, str, str]:
    """Status, what it says, and what it says of what went wrong."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", "sla", *words),
        env={**os.environ, **SETTINGS, **more, "OWONA_DATABASE_URL": url},
        stdout=PIPE,
        stderr=PIPE,
    )
    said, wrong = await process.communicate()
    return process.returncode or 0, said.decode(), wrong.decode()


async def a_ticket(url: str, title: str = "Login") -> None:
    """#1001, under the terms of the default policy."""
    site = await Site.open(url, 1)
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.create_ticket(lena, title, "Geht nicht", acknowledge=False)
    await site.close()
    db = await connect(url)
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.events set planned_at = now() where planned_at is null")
    assert await fold_waiting(db, SlaRules(), datetime.now(UTC)) == 1
    await db.close()


async def test_a_ticket_is_explained_line_by_line(database_url: str) -> None:
    await a_ticket(database_url, EVIL)
    status, said, _ = await typed(database_url, "explain", "1001")
    assert status == 0
    assert said.startswith("#1001 ")
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "Resolution: overdue since" in said
    assert re.search(r"72\d:\d\d:\d\d of 36:00:00 counted, policy portal, Europe/Berlin", said)
    ((sign, start, _, *_),) = LINE.findall(said)
    assert sign == "+"
    assert datetime.now(UTC) - datetime.fromisoformat(start).replace(tzinfo=BERLIN) < timedelta(minutes=5)


async def test_a_number_that_there_is_not_is_refused(database_url: str) -> None:
    status, said, wrong = await typed(database_url, "explain", "4711")
    assert (status, said) == (1, "")
    assert "4711" in wrong


async def test_another_file_is_previewed_and_applied(database_url: str, tmp_path: Path) -> None:
    await a_ticket(database_url)
    file = tmp_path / "owona.yml"
    file.write_text(FILE)
    status, said, _ = await typed(database_url, "recompute", OWONA_CONFIG=str(file))
    assert status == 0
    assert re.search(r"^#1001 resolution 1: portal, due .* → office, due ", said, re.MULTILINE)
    assert re.search(r"^#1001 first_response 1: none → office, due ", said, re.MULTILINE)
    assert "Tickets that would change: 1. Nothing was changed" in said
    _, said, _ = await typed(database_url, "recompute", "--apply", OWONA_CONFIG=str(file))
    assert "Tickets changed: 1." in said
    _, said, _ = await typed(database_url, "recompute", OWONA_CONFIG=str(file))
    assert "No open ticket has other deadlines" in said
    _, said, _ = await typed(database_url, "explain", "1001")
    lines = LINE.findall(said[said.index("Resolution") :])
    assert len(lines) > 20, "none is folded"
    counted = sum(int(h) * 3600 + int(m) * 60 + int(s) for sign, _, _, h, m, s in lines if sign == "+")
    hours, minutes, seconds = re.findall(r"(\d+):(\d\d):(\d\d) of 400:00:00", said)[0]
    assert counted == int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    assert [(before[2], after[1]) for before, after in pairwise(lines) if before[2] != after[1]] == []
