"""Fallback: a channel that refused us is looked at again and again; when it takes us, new things go home."""

import asyncio

import structlog

from owona_bot.database import refusals
from owona_bot.desk import Desk
from owona_bot.slack.client import Slack

log = structlog.get_logger()


async def keep_returning(desk: Desk, slack: Slack, every: float) -> None:
    """For ever; cards that moved stay where they are."""
    while True:
        async with desk.db.raw.acquire() as raw:
            refused = await refusals.refused(raw)
        for channel in refused:
            if await slack.takes_us(channel):
                await welcomed(desk, channel)
        await asyncio.sleep(every)


async def welcomed(desk: Desk, channel: str) -> None:
    """What moved away from there is linked to."""
    async with desk.db.raw.acquire() as raw, raw.transaction():
        if await refusals.end(raw, channel, "bot:fallback"):
            log.info("channel.takes_us", channel=channel)
