"""A file from Slack: its bytes, with a token that goes to Slack alone."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.domain.delivery import Later, Refused
from owona_bot.slack.faults import faults

LIMIT = 25 * 1024 * 1024
"""Bytes of one file."""

PIECE = 256 * 1024

PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)


class Downloads:
    """Every call raises as `faults` says; Refused for what is gone, too large or elsewhere."""

    def __init__(self, web: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self.web = web
        self.session = session

    async def fetch(self, file: str) -> AsyncIterator[bytes]:
        """The bytes of a Slack file by its id, as they come."""
        with faults("files"):
            answer = await self.web.files_info(file=file)
        told = answer["file"]
        url = str(told.get("url_private_download") or told.get("url_private") or "")
        if not is_slacks(url, str(self.web.base_url)):
            raise Refused("Slack names no address of its own for the file")
        size = 0
        async for piece in self._pieces(url, str(told.get("mimetype", ""))):
            size += len(piece)
            if size > LIMIT:
                raise Refused(f"the file has more than {LIMIT} bytes")
            yield piece

    async def _pieces(self, url: str, kind: str) -> AsyncIterator[bytes]:
        """Never follows elsewhere: without the right to a file Slack leads to, or shows, a page for people."""
        headers = {"Authorization": f"Bearer {self.web.token}"}
        with faults("files"):
            async with self.session.get(url, headers=headers, allow_redirects=False, timeout=PATIENCE) as answer:
                if answer.status >= 500 or answer.status == 429:
                    raise Later(f"Slack does not give the file now: {answer.status}", lane=False)
                if answer.status != 200:
                    raise Refused(f"Slack does not give the file: {answer.status}")
                if answer.content_type == "text/html" != kind:
                    raise Refused("Slack gives a page in place of the file: the bot lacks files:read")
                async for piece in answer.content.iter_chunked(PIECE):
                    yield piece


def is_slacks(url: str, api_url: str) -> bool:
    """Whether the token may go there: https at Slack, or wherever the API itself is."""
    parts, api = urlsplit(url), urlsplit(api_url)
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    host = parts.hostname or ""
    named = parts.username is None and parts.port in (None, 443)
    return parts.scheme == "https" and named and (host == "slack.com" or host.endswith(".slack.com"))
