"""People: at start and each hour, who of the workspace is an agent."""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.desk import Desk
from owona_bot.services.enrol import Team, enrol_all
from owona_bot.slack.people import everybody

HOUR = 3600

log = structlog.get_logger()


async def keep_enrolling(desk: Desk, team: Team, web: AsyncWebClient) -> None:
    """For ever; events tell of changes in between. While Slack can't be asked, whoever was an agent stays one."""
    while True:
        log.info("people.read", agents=await enrol_all(desk.db, [user async for user in everybody(web)], team))
        await asyncio.sleep(HOUR)
