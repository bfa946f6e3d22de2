"""Whether the bot is in a channel that somebody chose: the one thing that a form asks Slack before it is taken."""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.report_errors import ReportChannelLacksUs
from owona_bot.slack.doors import PATIENCE
from owona_bot.slack.faults import CHANNEL, code_of

SHARE = 0.4
"""Of the knock's patience: what follows must still be in time."""


async def check_takes_us(client: AsyncWebClient, channel: str) -> None:
    """Raises ReportChannelLacksUs. Where Slack is slow or down the first report will tell."""
    if not channel:
        return
    try:
        async with asyncio.timeout(SHARE * PATIENCE.get()):
            told = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        if code_of(error) in CHANNEL:
            raise ReportChannelLacksUs("channel") from error
        return
    except (aiohttp.ClientError, OSError, TimeoutError):
        return
    if not told.get("is_member") or told.get("is_archived"):
        raise ReportChannelLacksUs("channel")
