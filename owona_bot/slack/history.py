"""What people wrote in a channel, read back: one message, or the thread in which it stands."""

from collections.abc import AsyncIterator

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.slack.client import PAGE
from owona_bot.slack.faults import MessageGone, code_of, faults
from owona_bot.slack.payload import Payload

MOST_AT_ONCE = 500
"""Messages of one page of a channel: thousands of threads are some ten calls."""


class History:
    """Every call raises as `faults` says."""

    def __init__(self, web: AsyncWebClient) -> None:
        self.web = web

    async def message(self, channel: str, ts: str) -> Payload:
        """As it stands now, in a thread or not. Raises MessageGone."""
        page = await self._page(channel, ts, cursor="", oldest=ts, latest=ts)
        found: Payload | None = next((one for one in page["messages"] if one.get("ts") == ts), None)
        if found is None or found.get("subtype") == "tombstone":
            raise MessageGone("message_not_found")
        return found

    async def thread(self, channel: str, first: str) -> AsyncIterator[Payload]:
        """Oldest first, page by page; `first` is the ts of the message that began it. Raises MessageGone."""
        cursor: str | None = ""
        while cursor is not None:
            page = await self._page(channel, first, cursor=cursor)
            for message in page["messages"]:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None

    async def begun(self, channel: str, after: str, before: str | None) -> list[Payload]:
        """A page of what stands in the channel itself, newest first, between two ts; threads tell `latest_reply`."""
        with faults(channel):
            answer = await self.web.conversations_history(
                channel=channel, oldest=after, latest=before, limit=MOST_AT_ONCE
            )
        found: list[Payload] = list(answer["messages"])
        return found

    async def _page(self, channel: str, ts: str, *, cursor: str, oldest: str = "", latest: str = "") -> Payload:
        with faults(channel):
            try:
                answer = await self.web.conversations_replies(
                    channel=channel,
                    ts=ts,
                    cursor=cursor,
                    limit=PAGE,
                    oldest=oldest or None,
                    latest=latest or None,
                    inclusive=True,
                    include_all_metadata=True,
                )
            except SlackApiError as error:
                if code_of(error) == "thread_not_found":
                    raise MessageGone("thread_not_found") from error
                raise
        told: Payload = answer.data if isinstance(answer.data, dict) else {}
        return told
