"""What the benchmarks run on: a durable PostgreSQL of their own, migrated databases, and other parties' processes."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg

from owona_bot.database import embedded
from owona_bot.database.embedded import Server
from owona_bot.database.migrate import migrate
from owona_bot.playground.site import Site
from owona_bot.playground.stage import SYSTEM_USER, die_with_parent, ended


@contextmanager
def a_server() -> Iterator[Server]:
    """As the bot itself starts it, fsync and all; belongs in the main thread."""
    with TemporaryDirectory(prefix="owona-bench-") as folder:
        Path(folder).chmod(0o711)
        server = embedded.start(Path(folder, "postgresql"))
        try:
            yield server
        finally:
            server.stop()


async def a_database(server: Server, name: str) -> str:
    """The URL of a fresh one, migrated."""
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        await admin.execute(f"create database {name}")
    finally:
        await admin.close()
    await migrate(server.url(name))
    return server.url(name)


async def a_customer(url: str) -> UUID:
    """An account, and beside it the system user's."""
    site = await Site.open(url, 1)
    try:
        await site.sign_up(SYSTEM_USER, "System")
        return await site.sign_up("lena@example.com", "Lena Kunde")
    finally:
        await site.close()


@asynccontextmanager
async def a_process(module: str, **told: str) -> AsyncIterator[None]:
    """`python -m benchmarks.<module>` with `told` in its environment, once it has said that it is ready."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"benchmarks.{module}"),
        env=told,
        stdin=DEVNULL,
        stdout=PIPE,
        preexec_fn=die_with_parent,
    )
    try:
        assert process.stdout is not None
        if await asyncio.wait_for(process.stdout.readline(), 20) != b"ready\n":
            raise RuntimeError(f"benchmarks.{module} did not start")
        yield
    finally:
        await ended(process)


def slack_of(settings: Mapping[str, str]) -> dict[str, str]:
    """What a process needs to know of the playground."""
    names = ("OWONA_DATABASE_URL", "OWONA_SLACK__API_URL", "OWONA_SLACK__BOT_TOKEN", "OWONA_SLACK__APP_TOKEN")
    return {name: settings[name] for name in names}
