"""`owona-bot export`, as whoever runs the bot types it: a whole file, or none."""

import asyncio
import hashlib
import os
import signal
import stat
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import asyncpg
import pytest

from owona_bot.database.engine import plain_url
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from tests.exports.exported import read_csv

pytestmark = pytest.mark.database

SETTINGS = {
    "OWONA_AGENTS": "anna@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-none",
    "OWONA_SLACK__APP_TOKEN": "xapp-none",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
}


@pytest.fixture
async def desk(database_url: str) -> str:
    """Three tickets that no bot has ever planned."""
    site = await Site.open(database_url, size=2)
    lena = await site.sign_up("lena@example.com", "Lena")
    for title in ("Rechnung", '=HYPERLINK("https://evil.example")', "Umlaute: äöü"):
        await site.create_ticket(lena, title, "Hilfe", acknowledge=False)
    await site.close()
    return database_url


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def is_a_device(path: str) -> bool:
    return stat.S_ISCHR(Path(path).stat().st_mode)


def heed_ctrl_c() -> None:
    """Whoever runs tests in the background may have had it ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def started(url: str, folder: Path, *words: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", "export", *words),
        env={**os.environ, **SETTINGS, "OWONA_DATABASE_URL": url},
        cwd=folder,
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=heed_ctrl_c,
    )


async def typed(url: str, folder: Path, *words: str) -> tuple[int, bytes, str]:
    """Status, what is on stdout, and what it says."""
    process = await started(url, folder, *words)
    written, said = await process.communicate()
    return process.returncode or 0, written, said.decode()


async def test_a_file_is_written_whole_and_its_checksum_said(desk: str, tmp_path: Path) -> None:
    status, _, said = await typed(desk, tmp_path, "tickets", "--output", "alle.csv")
    content = (tmp_path / "alle.csv").read_bytes()
    table = read_csv(content)
    assert status == 0
    assert [row[1] for row in table[1:]] == ["Rechnung", '\'=HYPERLINK("https://evil.example")', "Umlaute: äöü"]
    assert said == (f"3 tickets, {len(content):,} bytes in alle.csv\nsha256 {hashlib.sha256(content).hexdigest()}\n")
    assert names(tmp_path) == ["alle.csv"]
    words = ("--output", "-", "--format", "csv")
    assert await typed(desk, tmp_path, "tickets", *words) == (0, content, said.replace(" in alle.csv", ""))


async def test_nothing_that_fits_is_said_and_figures_are_a_file_too(desk: str, tmp_path: Path) -> None:
    status, written, said = await typed(desk, tmp_path, "tickets", "--filter", "tag:nirgends", "--output", "-")
    assert (status, written.count(b"\n")) == (0, 1)
    assert "No ticket fits" in said
    status, _, said = await typed(desk, tmp_path, "metrics", "--excel", "--output", "z.csv")
    assert status == 0
    assert read_csv((tmp_path / "z.csv").read_bytes(), ";")[1] == ["tickets", "honest", "", "", "3", "count"]


async def test_what_can_not_be_is_said_and_nothing_is_written(desk: str, tmp_path: Path) -> None:
    status, _, said = await typed(desk, tmp_path, "tickets", "--columns", "numbr", "--output", "x.csv")
    assert (status, said) == (1, "owona-bot: There is no column “numbr”. Did you mean number? Nothing was written.\n")
    status, _, said = await typed(desk, tmp_path, "tickets", "--output", "/dev/full")
    assert (status, said) == (1, "owona-bot: The disk is full: /dev/full was not written.\n")
    assert is_a_device("/dev/full")
    status, _, said = await typed(desk, tmp_path, "tickets", "--output", "nowhere/x.csv")
    assert (status, said) == (1, "owona-bot: No such file or directory: nowhere/x.csv was not written.\n")
    status, _, said = await typed(desk, tmp_path, "tickets", "--output", "x.docx")
    assert (status, "no export as docx" in said) == (1, True)
    status, _, said = await typed(desk, tmp_path, "tickets", "--format", "pdf", "--output", "x.csv")
    assert (status, "called csv, but --format says pdf" in said) == (1, True)
    assert names(tmp_path) == []


@pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)])
async def test_whoever_is_stopped_in_the_middle_leaves_the_file_as_it_was(
    desk: str, tmp_path: Path, how: signal.Signals, status: int
) -> None:
    """In the middle is where PostgreSQL lets it wait."""
    file = tmp_path / "alle.json"
    file.write_text("of yesterday")
    lock = await asyncpg.connect(plain_url(desk))
    try:
        await lock.execute("begin")
        await lock.execute("lock table public.support_ticket_messages in access exclusive mode")
        process = await started(desk, tmp_path, "tickets", "--messages", "--output", file.name)

        async def begun() -> bool:
            return (tmp_path / "alle.json.part").exists()

        await until(begun, "the file is begun", within=120)
        process.send_signal(how)
        await process.communicate()
    finally:
        await lock.close()
    assert process.returncode == status
    assert file.read_text() == "of yesterday"
    if how is not signal.SIGKILL:
        assert names(tmp_path) == ["alle.json"]


async def test_whoever_stops_reading_ends_it(desk: str, tmp_path: Path) -> None:
    process = await started(desk, tmp_path, "tickets", "--output", "-")
    assert process.stdout is not None
    process.stdout._transport.close()  # type: ignore[attr-defined]  # asyncio offers no other way to hang up
    assert process.stderr is not None
    said = await process.stderr.read()
    assert await process.wait() == 1
    assert said.decode() == "owona-bot: Whoever read it has stopped; the rest was not written.\n"
