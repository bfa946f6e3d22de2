"""PostgreSQL goes away: frozen as a hanging disk freezes it, or killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from owona_bot.database import embedded
from owona_bot.database.embedded import Server
from owona_bot.playground.stage import until
from tests.postgres import BINARIES, a_folder


def children(pid: int) -> list[int]:
    """Of a process, by /proc."""
    stats = [(int(entry.name), entry / "stat") for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    found = []
    for child, stat in stats:
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found.append(child)
    return found


@asynccontextmanager
async def frozen(server: Server) -> AsyncIterator[None]:
    """Every process of it stands still; connections stay open and say nothing."""
    pids = [server.pid]
    os.kill(server.pid, signal.SIGSTOP)
    pids += children(server.pid)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids[::-1]:
            os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def killed(server: Server) -> AsyncIterator[None]:
    """Gone at once, and started again afterwards."""
    os.kill(server.pid, signal.SIGKILL)
    await until(lambda: dead(server), "PostgreSQL is dead")
    try:
        yield
    finally:
        for pause in server.steps():
            await asyncio.sleep(pause)


@contextmanager
def a_durable_server() -> Iterator[Server]:
    """The suite's own forgets its last commits when it is killed."""
    with a_folder() as folder:
        server = embedded.start(folder, binaries=BINARIES)
        try:
            yield server
        finally:
            server.stop()


async def dead(server: Server) -> bool:
    """Asking reaps it."""
    return not server.alive()
