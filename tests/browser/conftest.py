"""A real browser: Debian's chromium, driven by playwright; without one these tests skip and say so."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from owona_bot.database.embedded import Server
from owona_bot.playground.demo import free_port
from owona_bot.playground.options import Options
from owona_bot.playground.page_letters import SERVER
from owona_bot.playground.server import Running, serve
from owona_bot.playground.stage import SYSTEM_USER, Stage, a_stage, manifest
from tests.postgres import a_database

ARGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
PATIENCE = 60_000
"""Milliseconds until something that should be seen counts as missing."""


Visit = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for the whole run; each visit has a profile of its own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        running = await playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield running
        await running.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """`await visit(url, …)`: a window that fails the test at its end if a script of it failed."""
    troubles: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_window(
            url: str, *, locale: str = "de-DE", dark: bool = False, width: int = 1440, height: int = 900
        ) -> Page:
            context = await browser.new_context(
                locale=locale,
                color_scheme="dark" if dark else "light",
                viewport=ViewportSize(width=width, height=height),
                timezone_id="Europe/Berlin",
            )
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            await page.goto(url)
            return page

        yield open_window
    assert not troubles


@pytest.fixture
async def slack() -> AsyncIterator[Running]:
    """A Slack without a bot and a world around it."""
    running = await serve(Options(manifest=manifest(), pace=0, redelivery=()))
    yield running
    await running.stop()


@pytest.fixture(scope="session")
async def desk(
    postgres: Server,
    admin: asyncpg.Connection,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
) -> AsyncIterator[Stage]:
    """The whole desk with its bot: one for all stories, each with tickets of its own."""
    log = Path(tmp_path_factory.mktemp("desk")) / "bot.log"
    async with a_database(postgres, admin, template) as url:
        mail = f"127.0.0.1:{free_port()}"
        async with a_stage(
            url,
            log,
            *("--database", url, "--desk", mail, "--pace", "0", "--ack-timeout", "30", "--trigger-life", "30"),
            OWONA_SLACK__PACE="0",
            OWONA_SLACK__PATIENCE="20",
            OWONA_REPLY__UNDO_SECONDS="0",
            OWONA_MAIL__AUTHSERV_ID=SERVER,
            OWONA_MAIL__LISTEN=f"smtp://{mail}",
        ) as stage:
            await stage.site.sign_up(SYSTEM_USER, "System")
            yield stage
