"""A playground and bots as processes of their own, started as a person would: with environment variables."""

import asyncio
import ctypes
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from owona_bot.playground.client import Playground
from owona_bot.playground.site import Site
from owona_bot.playground.wire import Json

PR_SET_PDEATHSIG = 1

SYSTEM_USER = "system@owona.de"
"""Owns the tickets of people without an account."""

DESK = "support@owona.de"
"""Where letters come from and answers go."""

T = TypeVar("T")

CONFIG = Path(__file__).with_name("desk.yml")
"""The demo's OWONA_CONFIG: 4 h to the first answer on an integration, and a chain for what is late."""
Obey = Callable[[Json], None]


class DidNotHappen(AssertionError):
    """Something awaited was not there in time."""


def manifest() -> Path:
    """Of the installed package, else of the checkout."""
    installed = Path(str(files("owona_bot"))) / "manifest.yml"
    return installed if installed.exists() else Path(__file__).parents[2] / "manifest.yml"


async def until(look: Callable[[], Awaitable[T | None]], what: str, within: float = 60.0) -> T:
    """What `look` finds, asked again and again. Raises DidNotHappen."""
    try:
        async with asyncio.timeout(within):
            while True:
                found = await look()
                if found:
                    return found
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise DidNotHappen(f"after {within:g} s still not: {what}") from None


@dataclass(slots=True)
class Stage:
    """What is running. `settings` are what every bot is started with; `log` is where bots write."""

    database: str
    playground: Playground
    site: Site
    settings: Mapping[str, str]
    log: Path
    bots: list[Process] = field(default_factory=list)

    async def start_bot(self, **settings: str) -> Process:
        """One more replica; returns before it is ready."""
        with self.log.open("ab") as log:
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "owona_bot.cli", "run"),
                env={**without_owona(), **self.settings, **settings},
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )
        self.bots.append(bot)
        return bot

    async def ready(self, sockets: int = 1) -> None:
        """The bots hold their sockets and know their agents."""
        await until(lambda: self._listening(sockets), f"{sockets} socket(s) of the bot; see {self.log}", 90)
        await until(self._knows_agents, f"the bot knows its agents; see {self.log}", 90)

    async def _listening(self, sockets: int) -> bool:
        if self.bots and all(bot.returncode is not None for bot in self.bots):
            raise DidNotHappen(f"the bot ended at once; it said: {self.log.read_text()[-2000:]}")
        return int((await self.playground.counts())["sockets"]) >= sockets

    async def _knows_agents(self) -> bool:
        async with self.site.pool.acquire() as connection:
            return bool(await connection.fetchval("select exists (select from owona_bot.agents where active)"))

    async def mail_in(self, sender: str, recipient: str, raw: bytes) -> str:
        """A customer's mail to the desk's receiver; its last word, such as `250 2.0.0 OK`."""
        listen = self.settings["OWONA_MAIL__LISTEN"].removeprefix("smtp://")
        return await self.playground.write_mail(listen, sender, recipient, raw)

    async def stop_bots(self) -> None:
        """As an operator does it: SIGTERM, and patience."""
        for bot in self.bots:
            await ended(bot)
        self.bots.clear()


def without_owona() -> dict[str, str]:
    """This process's environment but for the bot's own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OWONA_")}


def die_with_parent() -> None:
    """In the child, before it becomes what it is: the kernel ends it with us, however we end."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


async def ended(process: Process, patience: float = 10.0) -> None:
    """SIGTERM, then SIGKILL."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), patience)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def a_playground(*options: str, obey: Obey | None = None) -> AsyncIterator[Playground]:
    """Its process, reached through its control API; `obey` gets what its page asks of us."""
    asks = ("--asks",) if obey else ()
    line = (sys.executable, "-m", "owona_bot.playground", "--manifest", str(manifest()), *options, *asks)
    process = await asyncio.create_subprocess_exec(*line, stdin=DEVNULL, stdout=PIPE, preexec_fn=die_with_parent)
    try:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), 60)
        if not said:
            raise DidNotHappen("the playground did not start; what it said stands above")
        told = json.loads(said)
        hearing = asyncio.create_task(hear(process.stdout, obey))
        async with Playground(told["url"]) as playground:
            yield playground
        hearing.cancel()
    finally:
        await ended(process)


async def hear(said: asyncio.StreamReader, obey: Obey | None) -> None:
    """Line by line until it ends."""
    while obey and (line := await said.readline()):
        obey(json.loads(line))


@asynccontextmanager
async def a_stage(
    database: str, log: Path, *options: str, bots: int = 1, obey: Obey | None = None, **settings: str
) -> AsyncIterator[Stage]:
    """Everything but PostgreSQL, which `database` names; `options` are the playground's, `settings` the bots'."""
    async with a_playground(*options, obey=obey) as playground:
        told = await usual(database, playground, settings)
        stage = Stage(database, playground, await Site.open(database), told, log)
        try:
            for _ in range(bots):
                await stage.start_bot()
            if bots:
                await stage.ready(bots)
            yield stage
        finally:
            await stage.stop_bots()
            await stage.site.close()


def free_port() -> int:
    """Replicas share it: the kernel hands each connection to one of them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def usual(database: str, playground: Playground, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings that a README would tell to export, with the playground's tokens."""
    ids = {channel["name"]: channel["id"] for channel in await playground.channels()}
    return {
        "OWONA_DATABASE_URL": database,
        "OWONA_AGENTS": "anna@owona.de,ben@owona.de",
        "OWONA_SLACK__API_URL": playground.api_url,
        "OWONA_SLACK__BOT_TOKEN": "xoxb-playground",
        "OWONA_SLACK__APP_TOKEN": "xapp-playground",
        "OWONA_SLACK__SIGNING_SECRET": "playground-signing-secret",
        "OWONA_SLACK__CHANNELS__TICKETS": ids["tickets"],
        "OWONA_SLACK__CHANNELS__OPERATIONS": ids["operations"],
        "OWONA_SLACK__CHANNELS__SLA": ids["sla"],
        "OWONA_SLACK__CHANNELS__TIER2": ids["tier2"],
        "OWONA_MAIL__SYSTEM_USER": SYSTEM_USER,
        "OWONA_MAIL__SMTP_URL": f"smtp://{await playground.smtp()}",
        "OWONA_MAIL__ADDRESS": DESK,
        "OWONA_MAIL__LISTEN": f"smtp://127.0.0.1:{free_port()}",
        "OWONA_MAIL__PER_HOUR": "0",
        "OWONA_SECRET": "a-secret-of-the-playground",
        "OWONA_HTTP__LISTEN": f"127.0.0.1:{(http := free_port())}",
        "OWONA_HTTP__PUBLIC_URL": f"http://127.0.0.1:{http}",
        **settings,
    }
