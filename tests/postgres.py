"""The suite's PostgreSQL: one server a run, a template that is migrated once, and a clone of it for each test.

A clone is some 300 small files: 12 ms in memory, 30 to 300 ms on a disk, so the server lives in /dev/shm if it may.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from tempfile import gettempdir, mkdtemp

import asyncpg

from owona_bot.database import embedded
from owona_bot.database.embedded import Server

BINARIES = Path(os.environ["OWONA_TEST_PG_BIN"]) if "OWONA_TEST_PG_BIN" in os.environ else None
"""Unset: what the bot itself would take."""

ROOM = 1 << 30

CONNECTIONS = 400
"""A bot keeps up to 20 when it is busy, and a slow machine makes it busy; a test may run several."""

EMPTY = "template1"
TEMPLATE = "owona_template"

numbers = count(1)


@contextmanager
def a_folder(parent: Path | None = None) -> Iterator[Path]:
    """One that every account can pass (pytest's own are closed to the server's), gone afterwards."""
    parent = parent or _quick()
    _sweep(parent)
    folder = Path(mkdtemp(prefix=f"owona-test-{os.getpid()}-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _quick() -> Path:
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else Path(gettempdir())


def _sweep(parent: Path) -> None:
    """Of runs that were killed."""
    for folder in parent.glob("owona-test-*"):
        if not Path("/proc", folder.name.split("-")[2]).exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_server() -> Iterator[Server]:
    with a_folder() as folder:
        server = embedded.start(folder, binaries=BINARIES, durable=False, max_connections=CONNECTIONS)
        try:
            yield server
        finally:
            server.stop()


@asynccontextmanager
async def a_database(server: Server, admin: asyncpg.Connection, template: str = EMPTY) -> AsyncIterator[str]:
    """The URL of a copy of the template, dropped afterwards even if somebody is still connected."""
    name = f"test_{next(numbers)}"
    await admin.execute(f"create database {name} template {template} strategy file_copy")
    try:
        yield server.url(name)
    finally:
        await admin.execute(f"drop database {name} with (force)")
