"""A playground with rights enough for everything, and stock clients at its door."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from owona_bot.playground.client import Playground
from owona_bot.playground.options import Options
from owona_bot.playground.server import Running, serve
from owona_bot.playground.wire import Json

MANIFEST = Path(__file__).parent / "manifest.yml"
Start = Callable[..., Awaitable[Running]]
Join = Callable[[Running, AsyncApp], Awaitable[None]]


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Start]:
    """`await start(pace=0)`: a playground with these options, stopped at the end."""
    async with AsyncExitStack() as stack:

        async def run(**options: object) -> Running:
            running = await serve(Options(**{"manifest": MANIFEST, **options}))  # type: ignore[arg-type]  # by name
            stack.push_async_callback(running.stop)
            return running

        yield run


@pytest_asyncio.fixture
async def slack(start: Start) -> Running:
    """Without rate limits, with quick redelivery."""
    return await start(pace=0, redelivery=(0.0, 0.02, 0.02))


@pytest_asyncio.fixture
async def people(slack: Running) -> AsyncIterator[Playground]:
    async with Playground(slack.url) as playground:
        yield playground


@pytest_asyncio.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """For addresses that are no methods."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(slack: Running) -> AsyncWebClient:
    return web_client(slack)


def web_client(running: Running, token: str = "xoxb-playground") -> AsyncWebClient:
    """Stock, and without its retries: a refusal is seen as it comes."""
    return AsyncWebClient(token=token, base_url=running.api_url, retry_handlers=[])


def bolt(running: Running) -> AsyncApp:
    return AsyncApp(
        client=web_client(running),
        signing_secret="playground-signing-secret",
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )


@pytest_asyncio.fixture
async def join() -> AsyncIterator[Join]:
    """`await join(running, app)`: the app on Socket Mode, closed at the end."""
    async with AsyncExitStack() as stack:

        async def connect(running: Running, app: AsyncApp) -> None:
            # whoever answers no ping within half of that is cut off, and comes back after the whole
            handler = AsyncSocketModeHandler(app, "xapp-playground", ping_interval=4)
            stack.push_async_callback(handler.close_async)
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
            async with Playground(running.url) as playground:
                await playground.connected()

        yield connect


async def refused(call: Awaitable[AsyncSlackResponse]) -> Json:
    """The error's body of a call that Slack must refuse."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data: Json = caught.value.response.data
    return data
