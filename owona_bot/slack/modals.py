"""The one Slack call that a door makes before it answers."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.errors import FormNotOpened
from owona_bot.slack.doors import PATIENCE

T = TypeVar("T")

SPARE = 0.5
"""Of the knock's patience, in seconds: its own answer must still be in time."""


async def open_modal(client: AsyncWebClient, trigger: str, view: Mapping[str, object]) -> Mapping[str, object]:
    """As Slack shows it. Raises FormNotOpened: Slack was slow or down, the trigger (three seconds, once) is spent."""
    opened = await _in_time(client.views_open(trigger_id=trigger, view=dict(view)))
    shown: Mapping[str, object] = opened["view"]
    return shown


async def push_modal(client: AsyncWebClient, trigger: str, view: Mapping[str, object]) -> None:
    """Above the one in which something was pressed. Raises FormNotOpened."""
    await _in_time(client.views_push(trigger_id=trigger, view=dict(view)))


async def update_modal(client: AsyncWebClient, shown: Mapping[str, object], view: Mapping[str, object]) -> None:
    """In place of `shown`, unless that has changed meanwhile. Raises FormNotOpened."""
    await _in_time(client.views_update(view_id=str(shown["id"]), hash=str(shown["hash"]), view=dict(view)))


async def _in_time(call: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(PATIENCE.get() - SPARE):
            return await call
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise FormNotOpened from error
