"""`owona-bot assign replay`, as whoever runs the bot types it."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from owona_bot.cli import cli
from owona_bot.database.engine import Database, connect
from owona_bot.domain.errors import OperatorError
from owona_bot.playground.site import Site
from tests.services.team import a_team
from tests.services.turns import Floor

SETTINGS = {
    "OWONA_AGENTS": "agent0@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-none",
    "OWONA_SLACK__APP_TOKEN": "xapp-none",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
}

LIVE = "assignment: {mode: load}\n"

RESOLVE = "update public.support_tickets set status = 'resolved' where id = $1"

WRITTEN = """
    select (select count(*) from owona_bot.events), (select count(*) from owona_bot.deliveries),
           (select count(*) from owona_bot.assignments), (select max(updated_at) from public.support_tickets)"""

EVIL = "\x1b[2Jweg\u202egpj.exe\nzweite Zeile\x9b31m"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As the desk has it."""
    monkeypatch.delenv("OWONA_CONFIG", raising=False)
    made = tmp_path / "owona.yml"
    made.write_text(LIVE)
    return made


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """One ticket each."""
    made = tmp_path / "narrow.yml"
    made.write_text("assignment: {mode: load, cap: 1, returning: false}\n")
    return made


@pytest.fixture
async def floor(database_url: str) -> AsyncIterator[Floor]:
    db, site = await connect(database_url), await Site.open(database_url, size=2)
    yield Floor(db, site)
    await site.close()
    await db.close()


async def typed(db: Database, *words: object) -> tuple[int, str, str]:
    """Status, what it says, and what it says of what went wrong."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", "assign", "replay", *(str(word) for word in words)),
        env={**os.environ, **SETTINGS, "OWONA_DATABASE_URL": db.url},
        stdout=PIPE,
        stderr=PIPE,
    )
    said, wrong = await process.communicate()
    return process.returncode or 0, said.decode(), wrong.decode()


def refused(*words: object) -> Result:
    """Before anything is asked of a database."""
    return CliRunner().invoke(cli, ["assign", "replay", *(str(word) for word in words)])


async def some_days(floor: Floor) -> None:
    """Three agents, seven tickets of three customers, given away by the desk's rule; one is done in between."""
    await a_team(floor.db, 3)
    first = None
    for who, priority in zip("abcabca", ("urgent", "normal", "low", "high", "normal", "normal", "low"), strict=True):
        ticket = await floor.asks(who=who, priority=priority)
        await floor.works()
        if first is None:
            first = ticket
        elif priority == "high":
            await floor.does(RESOLVE, first)
            await floor.works()


@pytest.mark.database
async def test_the_setting_that_gave_them_away_gives_them_to_the_same_and_nothing_is_written(
    floor: Floor, file: Path
) -> None:
    await some_days(floor)
    before = await floor.site.pool.fetchrow(WRITTEN)
    status, said, wrong = await typed(floor.db, "--config", file, "--since", "1d", "--json")
    assert (status, wrong) == (0, "")
    *tickets, last = [json.loads(line) for line in said.splitlines()]
    assert [one["ticket"] for one in tickets] == list(range(1001, 1008))
    assert all(one["would"] == one["really"] and one["fate"] == "given" for one in tickets)
    assert tickets[3]["because"] == "returning"
    report = last["report"]
    assert (report["tickets"], report["given"], report["same_holder"]) == (7, 7, 7)
    assert sum(agent["would"] for agent in report["agents"]) == sum(agent["really"] for agent in report["agents"]) == 7
    assert report["really_waited"]["tickets"] == 7
    assert (await typed(floor.db, "--config", file, "--since", "1d", "--json"))[1] == said
    assert await floor.site.pool.fetchrow(WRITTEN) == before


@pytest.mark.database
async def test_another_setting_says_who_would_have_waited_and_why(floor: Floor, narrow: Path) -> None:
    await some_days(floor)
    await floor.does("update owona_bot.agents set name = $1 where name = 'Agent 1'", EVIL)
    status, said, _ = await typed(floor.db, "--config", narrow, "--since", "1d")
    assert status == 0
    lines = said.splitlines()
    assert lines[0].startswith("Tickets that came from ")
    assert lines[0].endswith(": 7. Nothing was sent or changed.")
    assert "Nobody could take until the end: 3 (full 3)." in lines
    assert "How often somebody had as many as they take: 4." in lines
    assert any(line.startswith("Agent 0 ") for line in lines)
    assert [line[:22].strip() for line in lines if line.startswith(("would", "in vain", "really"))] == [
        "would have been",
        "in vain until the end",
        "really was",
    ]
    assert "Not known: who was away" in said
    assert not set(said) & set("\x1b\x9b\u202e")


@pytest.mark.database
async def test_of_one_ticket_it_says_who_and_what_stood_against_each_other(
    floor: Floor, file: Path, narrow: Path
) -> None:
    await some_days(floor)
    status, said, _ = await typed(floor.db, "--config", file, "--since", "1d", "--ticket", 1002)
    came, really, would, _, _, *candidates = said.splitlines()
    assert status == 0
    assert came.startswith("#1002 came 20")
    assert came.endswith("normal, other, de, C0TICKETS")
    assert (really.split(",")[0], would.split(",")[0]) == ("really: Agent 1", "would have: Agent 1")
    assert len(candidates) == 3
    _, said, _ = await typed(floor.db, "--config", narrow, "--since", "1d", "--ticket", 1007)
    assert "would have: nobody yet, after 0:00:" in said
    assert (await typed(floor.db, "--config", file, "--ticket", 1008))[0] == 1


@pytest.mark.database
async def test_a_span_in_which_nothing_came_is_said_in_a_line(floor: Floor, file: Path) -> None:
    await some_days(floor)
    status, said, _ = await typed(floor.db, "--config", file, "--since", "2020", "--until", "2020")
    assert status == 0
    assert said == "No tickets came from 2020-01-01 00:00:00 until 2021-01-01 00:00:00.\n"
    status, said, wrong = await typed(floor.db, "--config", file, "--since", "today", "--until", "yesterday")
    assert (status, said) == (1, "")
    assert wrong.startswith("owona-bot: No time passes from ")


def test_every_fault_of_the_file_is_named_with_its_line(file: Path) -> None:
    file.write_text("assignment:\n  mode: fair\n  cap: -1\n  rules:\n    - {name: vip, channel: tickets}\n")
    said = refused("--config", file)
    assert said.exit_code == 1
    assert {line.split(": ")[1] for line in said.output.splitlines()} == {"line 2", "line 3", "line 5"}


@pytest.mark.parametrize(
    ("words", "text"),
    [(("--since", "soon"), "'soon' is no time such as 30d"), (("--until", "30.2.2026"), "'30.2.2026' is no time")],
)
def test_words_for_no_time_are_refused(file: Path, words: tuple[str, str], text: str) -> None:
    said = refused("--config", file, *words)
    assert isinstance(said.exception, OperatorError)
    assert text in str(said.exception)


def test_a_file_that_gives_nothing_away_is_refused(file: Path) -> None:
    for text in ("", "assignment: {mode: off}\n"):
        file.write_text(text)
        said = refused("--config", file)
        assert isinstance(said.exception, OperatorError)
        assert "gives nothing away by itself" in str(said.exception)


def test_without_a_file_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWONA_CONFIG", raising=False)
    said = refused()
    assert said.exit_code == 2
    assert "--config" in said.output
