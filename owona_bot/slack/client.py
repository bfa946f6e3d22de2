"""Slack's Web API as the bot uses it: what is posted stands there once.

A post carries a mark in its metadata. After an attempt whose end nobody knows, the channel or thread
is read back and the mark looked for before anything is posted again.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.delivery import ChannelRefused
from owona_bot.domain.people import SlackUser
from owona_bot.slack.faults import MessageGone, faults
from owona_bot.slack.payload import user_of

EVENT_TYPE = "owona_post"

TIMEOUT = 10
"""Seconds; a lease outlives one post and one read-back."""

PAGE = 200
"""Messages of one read-back page."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel, or with `thread` (the parent's ts) a thread in it."""

    channel: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is what notifications and screen readers say; `blocks` what is seen."""

    text: str
    blocks: Sequence[dict[str, Any]]


class Slack:
    """Posts, updates and reads back; every call raises as `faults` says."""

    def __init__(self, web: AsyncWebClient) -> None:
        self.web = web

    async def post(self, spot: Spot, content: Content, mark: str) -> str:
        """The new message's `ts`."""
        with faults(spot.channel):
            answer = await self.web.chat_postMessage(
                channel=spot.channel,
                thread_ts=spot.thread,
                text=content.text,
                blocks=content.blocks,
                metadata=metadata(mark),
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["ts"])

    async def post_once(self, spot: Spot, content: Content, mark: str, *, since: float | None) -> str:
        """With `since` (seconds of the epoch) an earlier attempt may have come through: look first."""
        if since is not None:
            found = await self.find(spot, mark, since)
            if found is not None:
                return found
        return await self.post(spot, content, mark)

    async def update(self, channel: str, ts: str, content: Content, mark: str) -> None:
        """Raises MessageGone when it was deleted."""
        with faults(channel):
            await self.web.chat_update(
                channel=channel, ts=ts, text=content.text, blocks=content.blocks, metadata=metadata(mark)
            )

    async def direct(self, user: str) -> str:
        """The channel in which that person alone reads us; Slack makes it at the first time."""
        with faults("conversations.open"):
            answer = await self.web.conversations_open(users=user)
        return str(answer["channel"]["id"])

    async def publish(self, user: str, view: Mapping[str, object]) -> None:
        """To that person's Home, in place of what stands there."""
        with faults("views.publish"):
            await self.web.views_publish(user_id=user, view=dict(view))

    async def person(self, user: str) -> SlackUser:
        """https://docs.slack.dev/reference/methods/users.info"""
        with faults("users.info"):
            answer = await self.web.users_info(user=user, include_locale=True)
        return user_of(answer["user"])

    async def takes_us(self, channel: str) -> bool:
        """Whether the bot is a member of a channel that is not archived."""
        try:
            with faults(channel):
                told = (await self.web.conversations_info(channel=channel))["channel"]
        except ChannelRefused:
            return False
        return bool(told.get("is_member")) and not told.get("is_archived")

    async def permalink(self, channel: str, ts: str) -> str | None:
        """None when it was deleted."""
        try:
            with faults(channel):
                answer = await self.web.chat_getPermalink(channel=channel, message_ts=ts)
        except MessageGone:
            return None
        return str(answer["permalink"])

    async def find(self, spot: Spot, mark: str, since: float) -> str | None:
        """The `ts` of our post that carries `mark`, not older than `since`."""
        async for message in self._read(spot, since):
            if mark_of(message) == mark:
                return str(message["ts"])
        return None

    async def _read(self, spot: Spot, since: float) -> AsyncIterator[Mapping[str, Any]]:
        oldest, cursor = f"{since:.6f}", ""
        while True:
            with faults(spot.channel):
                if spot.thread is None:
                    answer = await self.web.conversations_history(
                        channel=spot.channel, oldest=oldest, cursor=cursor, limit=PAGE, include_all_metadata=True
                    )
                else:
                    answer = await self.web.conversations_replies(
                        channel=spot.channel,
                        ts=spot.thread,
                        oldest=oldest,
                        cursor=cursor,
                        limit=PAGE,
                        include_all_metadata=True,
                    )
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


def metadata(mark: str) -> dict[str, object]:
    """As `chat.postMessage` takes it."""
    return {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}}


def mark_of(message: Mapping[str, Any]) -> str | None:
    """None for what was not posted by this bot."""
    told = message.get("metadata") or {}
    return (told.get("event_payload") or {}).get("mark") if told.get("event_type") == EVENT_TYPE else None


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Never retries by itself: the SDK's own retry posts twice when a connection dies after Slack accepted."""
    return AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[], timeout=TIMEOUT)
