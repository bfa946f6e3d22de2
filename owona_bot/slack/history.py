"""What people wrote in a channel, read back: one message, or the thread in which it stands."""

from collections.abc import AsyncIterator

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.slack.client import PAGE
from owona_bot.slack.faults import MessageGone, code_of, faults
from owona_bot.slack.payload import Payload


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

    async def link(self, channel: str, ts: str) -> str:
        """Where people see it. Raises MessageGone."""
        with faults(channel):
            answer = await self.web.chat_getPermalink(channel=channel, message_ts=ts)
        return str(answer["permalink"])

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
