"""People as Slack tells of them: `users.list`, and the `user` object of its events."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.people import SlackUser
from owona_bot.slack.faults import faults


def user_of(user: Mapping[str, Any]) -> SlackUser:
    """https://docs.slack.dev/reference/objects/user-object"""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    return SlackUser(
        id=str(user["id"]),
        team=str(user.get("team_id") or profile.get("team") or ""),
        email=profile.get("email"),
        name=str(name or user["id"]),
        locale=user.get("locale"),
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        deleted=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger")),
    )


async def everybody(web: AsyncWebClient) -> AsyncIterator[SlackUser]:
    """All of the workspace, deactivated ones too, page by page."""
    cursor: str | None = ""
    while cursor is not None:
        with faults("users.list"):
            answer = await web.users_list(limit=200, cursor=cursor, include_locale=True)
        for user in answer["members"]:
            yield user_of(user)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
