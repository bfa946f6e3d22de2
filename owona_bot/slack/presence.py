"""Who is there: https://docs.slack.dev/apis/web-api/user-presence-and-status, and who is not to be disturbed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.presence import Status
from owona_bot.slack.faults import faults
from owona_bot.slack.payload import Payload, status_of

AT_ONCE = 50
"""Users that dnd.teamInfo takes."""


class Presences:
    """Every call raises as `faults` says; without its scope AppRefused with the code `missing_scope`."""

    def __init__(self, web: AsyncWebClient) -> None:
        self.web = web

    async def away(self, user: str) -> bool:
        """Since ten minutes without a touch of a desktop, or because they said so: Slack doesn't tell which."""
        with faults("users.getPresence"):
            answer = await self.web.users_getPresence(user=user)
        return str(answer["presence"]) == "away"

    async def status(self, user: str) -> Status:
        """As it is now, whatever events were missed."""
        with faults("users.info"):
            answer = await self.web.users_info(user=user)
        return status_of(answer["user"])

    async def quiet(self, users: Sequence[str], now: datetime) -> Mapping[str, datetime | None]:
        """Until when each wants quiet; None: they can be disturbed. AT_ONCE at most; `now` by Slack's clock."""
        with faults("dnd.teamInfo"):
            answer = await self.web.dnd_teamInfo(users=list(users))
        return {user: quiet_until(told, now.timestamp()) for user, told in answer["users"].items()}


def quiet_until(told: Payload, now: float) -> datetime | None:
    """`dnd_enabled` only says that there are quiet hours at all: those that count have begun and are not over."""
    begin, end = int(told.get("next_dnd_start_ts") or 0), int(told.get("next_dnd_end_ts") or 0)
    return datetime.fromtimestamp(end, UTC) if told.get("dnd_enabled") and begin <= now < end else None
