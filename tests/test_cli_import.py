"""`owona-bot import tickets FILE`, as whoever runs the bot types it."""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from owona_bot.cli_import import LARGEST_TEXT, Wish, import_lines, improvements_of
from owona_bot.database.engine import connect
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.imports import BadFile
from owona_bot.playground.stage import until
from owona_bot.services.import_tickets import AT_ONCE
from tests.domain.test_ticket_stream import a_file, a_message, a_ticket

SETTINGS = {
    "OWONA_AGENTS": "anna@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-none",
    "OWONA_SLACK__APP_TOKEN": "xapp-none",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
    "OWONA_MAIL__SYSTEM_USER": "system@owona.de",
}

EXAMPLE = Path(__file__).parents[1] / "docs" / "improvements.yml"


async def started(url: str, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", "import", "tickets", *words),
        env={**os.environ, **SETTINGS, "OWONA_DATABASE_URL": url},
        stdout=PIPE,
        stderr=PIPE,
    )


async def typed(url: str, *words: str) -> tuple[int, str, str]:
    """Status, what it says, and what it says of what went wrong."""
    process = await started(url, *words)
    said, wrong = await process.communicate()
    return process.returncode or 0, said.decode(), wrong.decode()


async def value(url: str, query: str) -> Any:  # whatever it selects
    db = await connect(url)
    async with db.read_raw() as raw:
        found = await raw.fetchval(query)
    await db.close()
    return found


TICKETS = "select count(*) from public.support_tickets"


@pytest.mark.database
async def test_the_example_is_filed_once_and_says_so(database_url: str) -> None:
    status, said, wrong = await typed(database_url, str(EXAMPLE), "--json")
    assert (status, wrong) == (0, "")
    lines = [json.loads(line) for line in said.splitlines()]
    assert lines[-1] == {"dry_run": False, "made": 8, "changed": 0, "unchanged": 0, "refused": 0}
    assert [line["number"] for line in lines[:-1]] == list(range(1001, 1009))
    status, said, _ = await typed(database_url, str(EXAMPLE))
    assert (status, said) == (0, "improvements.yml: 0 made, 0 changed, 8 unchanged, 0 refused.\n")


@pytest.mark.database
async def test_a_file_with_faults_changes_nothing_and_names_all_of_them(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "tickets.json"
    file.write_text(a_file(a_ticket(1001), a_ticket(1002, status="open"), a_ticket(1003, tags="vip")))
    status, said, wrong = await typed(database_url, str(file))
    assert (status, said) == (1, "")
    first, *faults = wrong.splitlines()
    assert first == "owona-bot: tickets.json can't be imported as it is. Nothing was changed."
    assert [fault.split(":")[0] for fault in faults] == ["  line 3", "  line 4"]
    assert await value(database_url, TICKETS) == 0


@pytest.mark.database
async def test_whoever_is_killed_in_the_middle_and_goes_on_has_all_of_it_once(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "tickets.ndjson"
    tickets = (a_ticket(number, messages=[a_message(number)]) for number in range(1001, 4001))
    file.write_text("\n".join(map(json.dumps, tickets)))
    process = await started(database_url, str(file))
    await until(lambda: value(database_url, f"{TICKETS} having count(*) > 0"), "a first batch is written", 240)
    process.kill()
    await process.wait()
    status, said, _ = await typed(database_url, str(file), "--json")
    told = json.loads(said.splitlines()[-1])
    assert (status, told["made"] + told["unchanged"]) == (0, 3000)
    assert told["unchanged"] > 0
    assert told["unchanged"] % AT_ONCE == 0
    assert await value(database_url, "select count(*) from public.support_ticket_messages") == 3000
    assert await value(database_url, "select count(*) from owona_bot.events where kind = 'message.added'") == 3000


@pytest.mark.database
async def test_what_is_refused_is_said_and_told_by_the_status(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "tickets.ndjson"
    file.write_text(json.dumps(a_ticket(1001)))
    await typed(database_url, str(file))
    file.write_text("\n".join(map(json.dumps, [a_ticket(1001) | {"id": a_ticket(9)["id"]}, a_ticket(1002)])))
    status, said, wrong = await typed(database_url, str(file))
    assert status == 1
    assert said.startswith(f"line 1: {a_ticket(9)['id']}: refused: #1001 is another ticket here")
    assert said.endswith("tickets.ndjson: 1 made, 0 changed, 0 unchanged, 1 refused.\n")
    assert wrong == "owona-bot: 1 of the file can't be imported; each line above says why.\n"


def faults(tmp_path: Path, text: str | bytes, *, is_json: bool = False) -> list[str]:
    file = tmp_path / "improvements"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadFile) as raised:
        improvements_of(Wish(file, dry_run=False, as_json=False), is_json=is_json)
    assert str(raised.value).startswith("improvements can't be imported as it is. Nothing was changed.")
    return [str(fault) for fault in raised.value.faults]


HEAD = "format: owona-improvements/1\nsource: owona_bot\nimprovements:\n"

LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

HOSTILE: Mapping[str, tuple[str | bytes, str]] = {
    "nothing": ("", "line 1: must have names and values, not None"),
    "a text": ("just words", "line 1: must have names and values"),
    "a billion laughs": (HEAD + LAUGHS, "line 4: & and * are not taken here"),
    "an alias": (HEAD + "- *a", "line 4: & and * are not taken here"),
    "a tag": (HEAD + "- !!python/object/apply:os.system ['true']", "line 4: a tag (!) is not taken here"),
    "a key twice": (HEAD + "- {key: a, key: b}", "line 4: the key 'key' can't stand here"),
    "our own mark": (HEAD + "- {__line__: 1}", "line 4: the key '__line__' can't stand here"),
    "very deep": (HEAD + "- " + "[" * 2_000, "line 4: more than 12 lists and mappings within each other"),
    "NUL": (HEAD + "- key: a\0", "line 4: no YAML"),
    "UTF-16": (HEAD.encode("utf-16"), "line 1: no UTF-8 text stands here"),
    "Latin-1": (HEAD.encode() + "- key: ü".encode("latin-1"), "line 4: no UTF-8 text stands here"),
    "broken": (HEAD + "- key: [a", "line 4: "),
    "two documents": (HEAD + "- key: a\n---\n- key: b", "line 5: "),
    "too large": (HEAD + "#" * LARGEST_TEXT, "line 1: a file of improvements has at most 4 MB"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_of_improvements_is_refused_with_its_line(tmp_path: Path, what: str) -> None:
    text, expected = HOSTILE[what]
    assert faults(tmp_path, text)[0].startswith(expected)


def test_every_fault_of_improvements_is_named_with_line_and_field(tmp_path: Path) -> None:
    entries = """\
  - key: one
    title: Eins
    problem: Was fehlt.
    prioritity: high
    work:
      - {status: doing, at: 2026-02-30}
      - status: new
        note: ""
  - key: one
    title:
    problem: Was fehlt.
    deployed: yesterday
"""
    told = faults(tmp_path, HEAD + entries)
    assert [fault.split(": must", 1)[0].split(": is", 1)[0] for fault in told] == [
        "line 7: improvements[0].prioritity",
        "line 9: improvements[0].work[0].status",
        "line 9: improvements[0].work[0].at",
        "line 11: improvements[0].work[1].note",
        "line 13: improvements[1].title",
        "line 15: improvements[1].deployed",
    ]
    assert told[0].endswith("is not known: did you mean priority?")


def test_a_key_that_comes_twice_is_named(tmp_path: Path) -> None:
    entry = "- {key: one, title: Eins, problem: Was fehlt.}\n"
    assert faults(tmp_path, HEAD + entry * 2) == ["line 5: improvements[1].key: one stands twice in this file"]


def test_json_of_improvements_is_read_alike(tmp_path: Path) -> None:
    file = tmp_path / "improvements.json"
    one = {"key": "a", "title": "😀", "problem": "?", "deployed": {"version": "1"}}
    file.write_text(json.dumps({"format": "owona-improvements/1", "source": "x", "improvements": [one]}))
    source, [(line, read)] = improvements_of(Wish(file, dry_run=False, as_json=False), is_json=True)
    assert (source, line, read.title, read.status.value) == ("x", 1, "😀", "resolved")
    assert read.comments == ("deployed: version 1",)
    one["deployed"] = {"version": 1}
    text = json.dumps({"format": "owona-improvements/1", "source": "x", "improvements": [one]}, indent=2)
    assert faults(tmp_path, text, is_json=True)[0].startswith("line 10: improvements[0].deployed.version: must be text")


OTHERS = {
    '{"format": "owona-tickets/2"}': "format: must be owona-tickets/1 or owona-improvements/1, not 'owona-tickets/2'",
    '{"format": 7}': "format: must be owona-tickets/1 or",
    '{"format": "owona-selection/1", "tickets": []}': "of chosen columns nothing can be restored",
    "{": "the file ends here",
    '{"a': "the file ends here",
    "number,title\n1001,Bilder": "must have names and values, not 'number,title 1001,Bilder'",
    "PK\x03\x04": "line 1: no YAML",
}


@pytest.mark.parametrize("text", OTHERS)
async def test_another_format_is_refused_before_a_database_is_asked(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tickets.json"
    file.write_text(text)
    with pytest.raises(BadFile, match=re.escape(OTHERS[text])):
        await anext(import_lines(NOBODY, Wish(file, dry_run=True, as_json=False)))


async def test_a_pipe_is_no_file_that_can_be_read_twice(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OperatorError, match="read twice"):
        await anext(import_lines(NOBODY, Wish(tmp_path / "pipe", dry_run=True, as_json=False)))


NOBODY: Any = None
"""No desk: whoever asks it fails."""
