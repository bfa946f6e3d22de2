"""Everybody of the workspace, as `users.list` tells of them."""

from collections.abc import AsyncIterator

from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.people import SlackUser
from owona_bot.slack.faults import faults
from owona_bot.slack.payload import user_of


async def everybody(web: AsyncWebClient) -> AsyncIterator[SlackUser]:
    """All of the workspace, deactivated ones too, page by page."""
    cursor: str | None = ""
    while cursor is not None:
        with faults("users.list"):
            answer = await web.users_list(limit=200, cursor=cursor, include_locale=True)
        for user in answer["members"]:
            yield user_of(user)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
