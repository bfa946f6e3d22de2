"""Introduce: each minute Slack is asked whether it still takes our token, for nobody there can be told otherwise."""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.delivery import AppRefused, Later
from owona_bot.slack.faults import faults
from owona_bot.slack.token import Token

WHAT_TO_DO = (
    "Slack refuses OWONA_SLACK__BOT_TOKEN. Nothing is lost: all that is for Slack waits. Take a new token from the "
    "app's page OAuth & Permissions (xoxb-…), or install the app anew, and start the bot again with it."
)

log = structlog.get_logger()


async def keep_introducing(web: AsyncWebClient, token: Token, every: float) -> None:
    """For ever."""
    while True:
        await asyncio.sleep(every)
        await introduce(web, token)


async def introduce(web: AsyncWebClient, token: Token) -> None:
    """An outage of Slack's says nothing about the token."""
    try:
        with faults("auth.test"):
            await web.auth_test()
    except AppRefused as refusal:
        if token.refusal != refusal.code:
            log.error("slack.token_refused", error=refusal.code, missing=WHAT_TO_DO)
        token.refusal = refusal.code
    except Later:
        return
    else:
        token.refusal = None
