"""Whether the bot is in a channel: asked before a form is taken, and never waited for."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.report_errors import ReportChannelLacksUs
from owona_bot.playground.client import Playground
from owona_bot.playground.options import Options
from owona_bot.playground.server import Running, serve
from owona_bot.playground.stage import manifest
from owona_bot.slack.client import web_client
from owona_bot.slack.doors import PATIENCE
from owona_bot.slack.membership import check_takes_us


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    running = await serve(Options(manifest(), pace=0))
    yield running
    await running.stop()


@pytest.fixture
async def client(running: Running) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield web_client("xoxb-playground", running.api_url, session)


async def test_where_it_is_nothing_is_said_and_elsewhere_which_field_is_wrong(client: AsyncWebClient) -> None:
    await check_takes_us(client, "C0REPORTS")
    await check_takes_us(client, "")
    for channel in ("C0RANDOM", "C0PRIVATE", "C0OLDDESK", "C0NOWHERE"):
        with pytest.raises(ReportChannelLacksUs) as refused:
            await check_takes_us(client, channel)
        assert refused.value.field == "channel"


@pytest.mark.parametrize("kind", ["hang", "drop", "server_error", "ratelimited", "error:internal_error"])
async def test_a_slack_that_does_not_say_refuses_nothing(client: AsyncWebClient, running: Running, kind: str) -> None:
    async with Playground(running.url) as people:
        await people.fault("conversations.info", kind)
        token = PATIENCE.set(0.5)
        try:
            await check_takes_us(client, "C0RANDOM")
        finally:
            PATIENCE.reset(token)
