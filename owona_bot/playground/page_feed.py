"""What changed, to every open page: server-sent events, each with the pieces that differ from the last."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from aiohttp import web

from owona_bot.playground.wire import dumps

TICK = 0.5
"""Seconds between looks at what rings no bell: sockets, mails, the database."""

BREATH = 0.02
"""Seconds in which changes gather."""

KEEP_ALIVE = 20
"""Ticks without news until a comment shows whether somebody still listens."""

Look = Callable[[], Awaitable[Mapping[str, object]]]


class Feed:
    """Rings once for each change, whoever made it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self.ended = False

    @property
    def heard(self) -> bool:
        """Whether any page is open."""
        return bool(self._waiting)

    def ring(self) -> None:
        for bell in self._waiting:
            bell.set()

    def end(self) -> None:
        """Streams end by themselves."""
        self.ended = True
        self.ring()

    async def stream(self, request: web.Request, look: Look) -> web.StreamResponse:
        """Until the page goes or the playground ends."""
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        with contextlib.suppress(ConnectionError):
            async for frame in self._frames(look):
                await answer.write(frame)
        return answer

    async def _frames(self, look: Look) -> AsyncIterator[bytes]:
        bell, sent, quiet = asyncio.Event(), dict[str, int](), 0
        self._waiting.add(bell)
        try:
            while not self.ended:
                told = {name: dumps(piece) for name, piece in (await look()).items()}
                news = [f"{dumps(name)}:{text}" for name, text in told.items() if sent.get(name) != hash(text)]
                sent = {name: hash(text) for name, text in told.items()}
                quiet = 0 if news else quiet + 1
                if news:
                    yield f"data: {{{','.join(news)}}}\n\n".encode()
                elif quiet % KEEP_ALIVE == 0:
                    yield b": still here\n\n"
                await _rest(bell)
        finally:
            self._waiting.discard(bell)


async def _rest(bell: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(bell.wait(), TICK)
        await asyncio.sleep(BREATH)
    bell.clear()
