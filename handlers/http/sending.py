"""Long answers: written piece by piece to whoever takes them; what was cut off never looks whole."""

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

PATIENCE = web.RequestKey("patience", asyncio.Timeout)
"""Of the whole request; whoever sends at length lifts it."""

CLOSING = web.AppKey("closing", asyncio.Event)
"""The server goes down: whoever fetches something comes again."""

AT_ONCE = 65_536
"""Bytes."""

STALL = 60.0
"""Seconds in which so many must be taken: a kilobyte a second is slow, less is nobody."""

LOOK = 0.5
"""Seconds until it is noticed that nobody waits any more."""

RESET = struct.pack("ii", 1, 0)
"""What is left unsent is thrown away, and the other side hears of an error instead of an end."""


async def no_more(app: web.Application) -> None:
    """Before the server waits for those who are still being answered."""
    app[CLOSING].set()


@asynccontextmanager
async def attended(request: web.Request) -> AsyncIterator[None]:
    """What happens within is cancelled when whoever asked hangs up, or the server goes down.

    Raises ConnectionResetError then. The request's patience is lifted.
    """
    request[PATIENCE].reschedule(None)
    sender, left = asyncio.current_task(), asyncio.Event()
    if sender is None:
        raise RuntimeError("outside of a task nothing is sent")

    async def look() -> None:
        while True:
            await asyncio.sleep(LOOK)
            if is_gone(request):
                left.set()
                sender.cancel()
                return

    watcher = asyncio.create_task(look())
    try:
        yield
    except asyncio.CancelledError:
        if left.is_set() and sender.uncancel() == 0:
            raise ConnectionResetError from None
        raise
    finally:
        watcher.cancel()


def is_gone(request: web.Request) -> bool:
    """Nobody reads any more what we write."""
    transport = request.transport
    return transport is None or transport.is_closing() or request.app[CLOSING].is_set()


async def write(response: web.StreamResponse, content: bytes) -> None:
    """As fast as it is taken. Raises TimeoutError where nobody takes it, ConnectionResetError where nobody is left."""
    view = memoryview(content)
    for start in range(0, len(view), AT_ONCE):
        async with asyncio.timeout(STALL):
            await response.write(view[start : start + AT_ONCE])


def break_off(request: web.Request) -> None:
    """An end would look like the file's own; without chunks (HTTP/1.0) a reset alone does not."""
    transport = request.transport
    if transport is None:
        return
    number = transport.get_extra_info("socket").fileno()
    if number >= 0:
        with socket.socket(fileno=os.dup(number)) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    transport.abort()
