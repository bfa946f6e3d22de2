"""The way to the control API, for its typed client."""

from types import TracebackType
from typing import Self

import aiohttp

from owona_bot.playground.answer import Answer
from owona_bot.playground.wire import Json, dumps


class PlaygroundError(Exception):
    """A person could not do that: no such button, no such channel, not a member …"""


class Asking:
    """`url` is what the playground printed; users by id, handle or name, channels by id or name."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.api_url = f"{self.url}/api/"
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        return self._session

    async def _ask(self, what: str, **told: object) -> Json:
        body = dumps({name: value for name, value in told.items() if value is not None})
        headers = {"Content-Type": "application/json"}
        async with self._http.post(f"{self.url}/control/{what}", data=body, headers=headers) as answer:
            return await said(answer)

    async def _act(self, what: str, **told: object) -> Answer:
        return Answer(**await self._ask(what, **told))

    async def _list(self, what: str, **told: object) -> list[Json]:
        found: list[Json] = (await self._ask(what, **told))["items"]
        return found


async def said(answer: aiohttp.ClientResponse) -> Json:
    said: Json = await answer.json()
    if answer.status >= 400:
        raise PlaygroundError(said["error"])
    return said
