"""The one Slack call that a door makes before it answers."""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.errors import FormNotOpened

PATIENCE = 1.5
"""Seconds; the knock's own answer must still be in time."""


async def open_modal(client: AsyncWebClient, trigger: str, view: Mapping[str, object]) -> None:
    """Raises FormNotOpened: Slack was slow or down, the trigger (three seconds, once) is spent."""
    try:
        async with asyncio.timeout(PATIENCE):
            await client.views_open(trigger_id=trigger, view=dict(view))
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise FormNotOpened from error
