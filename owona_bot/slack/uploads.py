"""Files into a thread: the three steps that took the place of files.upload.

https://docs.slack.dev/messaging/working-with-files
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.delivery import Later
from owona_bot.slack.client import Spot
from owona_bot.slack.faults import code_of, faults

PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)
"""A large file takes its time, a silent connection ends."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that Slack awaits: the `id` that it will have, and where its bytes go."""

    id: str
    url: str


class Uploads:
    """Every call raises as `faults` says."""

    def __init__(self, web: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self.web = web
        self.session = session

    async def begin(self, name: str, size: int) -> Upload:
        """Nobody sees it yet. `size` is at least one byte."""
        with faults("files"):
            answer = await self.web.files_getUploadURLExternal(filename=name, length=size)
        return Upload(str(answer["file_id"]), str(answer["upload_url"]))

    async def send(self, upload: Upload, content: AsyncIterator[bytes], size: int) -> None:
        """The bytes as they come; still nobody sees it."""
        headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        with faults("files"):
            async with self.session.post(upload.url, data=content, headers=headers, timeout=PATIENCE) as answer:
                if answer.status != 200:
                    raise Later(f"Slack did not take the file: {answer.status}", lane=False)

    async def share(self, upload: Upload, title: str, spot: Spot) -> None:
        """Now it stands in the thread, beneath its title, which is no markup."""
        with faults(spot.channel):
            await self.web.files_completeUploadExternal(
                files=[{"id": upload.id, "title": title}], channel_id=spot.channel, thread_ts=spot.thread
            )

    async def is_shared(self, file: str, channel: str) -> bool:
        """Whether it stands in the channel; Slack takes a moment to know, and knows no upload that was broken off."""
        with faults(channel):
            try:
                answer = await self.web.files_info(file=file)
            except SlackApiError as error:
                if code_of(error) == "file_not_found":
                    return False
                raise
        return channel in channels_of(answer["file"])


def channels_of(file: Mapping[str, Any]) -> set[str]:
    """Where a file object says that it is shared."""
    shares: Mapping[str, Mapping[str, Any]] = file.get("shares") or {}
    return {channel for kind in shares.values() for channel in kind}
