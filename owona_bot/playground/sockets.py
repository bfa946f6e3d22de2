"""Socket Mode: single-use URLs, up to ten sockets, each envelope to one of them."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from owona_bot.playground.cast import APP
from owona_bot.playground.wire import Json, dumps, loads, new_id

MOST = 10
WARNING = 10.0
GRACE = 0.2


class Closed(Exception):
    """The socket went away before the ack came."""


@dataclass(slots=True, eq=False)
class Socket:
    """`ready` from `hello` until it was told to disconnect."""

    link: web.WebSocketResponse
    request: web.Request
    ready: bool = True
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Sockets:
    """Round-robin over the ready sockets."""

    def __init__(self) -> None:
        self.url = ""
        self._tickets: set[str] = set()
        self._open: list[Socket] = []
        self._turn = 0
        self._change = asyncio.Event()
        self._closing: set[asyncio.Task[bool]] = set()

    def invite(self) -> str:
        """A URL that lets one socket in, once."""
        ticket = new_id("W")
        self._tickets.add(ticket)
        return f"{self.url}/link/?ticket={ticket}&app_id={APP}"

    def ready(self) -> list[Socket]:
        return [socket for socket in self._open if socket.ready and not socket.link.closed]

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="this URL was used or never given out")
        self._tickets.discard(ticket)
        link = web.WebSocketResponse(heartbeat=None, max_msg_size=0)
        await link.prepare(request)
        socket = Socket(link, request)
        if len(self.ready()) >= MOST:
            await self._say(socket, "too_many_websockets")
            await link.close()
            return link
        await self._serve(socket)
        return link

    async def _serve(self, socket: Socket) -> None:
        await socket.link.send_str(dumps(_hello(len(self.ready()) + 1)))
        self._open.append(socket)
        self._change.set()
        try:
            async for message in socket.link:
                if message.type == WSMsgType.TEXT:
                    _heard(socket, message.data)
        finally:
            self._gone(socket)

    def _gone(self, socket: Socket) -> None:
        socket.ready = False
        self._open.remove(socket)
        for future in socket.waiting.values():
            if not future.done():
                future.set_exception(Closed())

    async def send(self, envelope: Json, timeout: float) -> Json:
        """The ack. Raises ConnectionError without a socket, Closed, or TimeoutError."""
        ready = self.ready()
        if not ready:
            raise ConnectionError("no socket is connected")
        self._turn += 1
        socket = ready[self._turn % len(ready)]
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = future
        try:
            async with asyncio.timeout(timeout):
                await self._put(socket, envelope)
                return await future
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)

    @staticmethod
    async def _put(socket: Socket, envelope: Json) -> None:
        try:
            await socket.link.send_str(dumps(envelope))
        except ConnectionError as gone:
            raise Closed from gone

    async def close(self, reason: str) -> int:
        """How many sockets were told; `abort` cuts them without a word, `warning` leaves 10 s."""
        ready = self.ready()
        for socket in ready:
            socket.ready = False
            if reason == "abort":
                _cut(socket)
            else:
                await self._say_goodbye(socket, reason)
        return len(ready)

    async def _say_goodbye(self, socket: Socket, reason: str) -> None:
        """What is under way may still be acked: ten seconds after a warning, a moment after the rest."""
        await self._say(socket, reason)
        if reason == "warning":
            asyncio.get_running_loop().call_later(WARNING, _cut, socket)
            return
        task = asyncio.get_running_loop().create_task(_close_soon(socket))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    @staticmethod
    async def _say(socket: Socket, reason: str) -> None:
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
        await socket.link.send_str(dumps(goodbye))

    async def wait(self, count: int) -> None:
        """Until so many sockets are ready."""
        while len(self.ready()) < count:
            self._change.clear()
            await self._change.wait()

    async def shut(self) -> None:
        for task in list(self._closing):
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)
        for socket in list(self._open):
            _cut(socket)


def _hello(count: int) -> Json:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP},
    }


def _heard(socket: Socket, text: str) -> None:
    """Anything but an ack that somebody waits for is ignored."""
    try:
        message = loads(text)
    except ValueError:
        return
    if not isinstance(message, dict):
        return
    future = socket.waiting.get(str(message.get("envelope_id")))
    if future is not None and not future.done():
        future.set_result(message)


async def _close_soon(socket: Socket) -> bool:
    await asyncio.sleep(GRACE)
    return await socket.link.close()


def _cut(socket: Socket) -> None:
    if socket.request.transport is not None:
        socket.request.transport.abort()
