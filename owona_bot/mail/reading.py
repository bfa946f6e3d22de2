"""Reading strangers' mails in children with limits on time and memory: a mail may kill its reader, never the bot.

Attachments come back as raw bytes behind the JSON, not in it (base64 in JSON would cost the bot three copies and
the loop a long parse), and not for the bot to cut out again (the loop would lag, and the bot would parse after all).
"""

import asyncio
import json
import math
import os
import sys
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager, suppress

from owona_bot.domain.errors import OperatorError
from owona_bot.domain.mail import InboundMail, Unreadable
from owona_bot.mail.facts import Garbled, mail_of, sizes
from owona_bot.mail.reading_child import ANSWER, REQUEST, main

SECONDS = 10.0
MEMORY = 512 * 1024 * 1024
WORKERS = 2
MAILS = 500  # that one child reads: whatever leaks, leaks so long
CHUNK = 256 * 1024
JSON_BYTES = 32 * 1024 * 1024
START_SECONDS = 20.0
BROKEN = (EOFError, ConnectionError, Garbled, json.JSONDecodeError)
Pieces = AsyncIterable[bytes | memoryview]
NO_START = "The child that reads mails does not start. No mail was touched. Try: python -m owona_bot.mail.reading"


class Reader:
    """One child, started when it is needed; never two mails at once."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: asyncio.subprocess.Process | None = None
        self._read = 0

    async def read(self, raw: bytes) -> InboundMail | Unreadable:
        """The same of a mail at hand."""
        return await self.read_pieces(len(raw), in_pieces(raw))

    async def read_pieces(self, size: int, pieces: Pieces) -> InboundMail | Unreadable:
        """Facts, or why there are none; a child that failed or was cancelled is gone.

        The time limit is the child's alone, however slowly `pieces` come. Raises what they raise (they know no
        OSError: that would be the child's), and OperatorError if no child starts: neither is the mail's fault.
        """
        child = await self._ready()
        try:
            return await self._exchange(child, size, pieces)
        except TimeoutError:
            await self.close()
            return Unreadable("time", f"more than {self._seconds:g} s")
        except BROKEN as error:
            return Unreadable("crash", await self._end(error))
        except BaseException:
            await self.close()
            raise

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._read >= MAILS:
            await self.close()
        if self._child is None:
            self._child = await _start(self._memory)
            await self._greet(self._child)
            self._read = 0
        return self._child

    async def _greet(self, child: asyncio.subprocess.Process) -> None:
        """An empty mail: the imports are not on the first one's time."""
        try:
            answer = await self._exchange(child, 0, in_pieces(b""), START_SECONDS)
        except (TimeoutError, *BROKEN) as error:
            raise OperatorError(f"{NO_START} ({await self._end(error)})") from error
        except BaseException:
            await self.close()
            raise
        if isinstance(answer, Unreadable):
            raise OperatorError(f"{NO_START} ({answer.detail})")

    async def _exchange(
        self, child: asyncio.subprocess.Process, size: int, pieces: Pieces, patience: float | None = None
    ) -> InboundMail | Unreadable:
        """The child reads all before it says a word; `patience` is for the first word of its life."""
        self._read += 1
        whole = await _send(child, size, self._seconds, pieces)
        async with asyncio.timeout(patience or self._seconds):
            answer = await _receive(child, size)
        if isinstance(answer, InboundMail) and not whole:
            raise Garbled("early")
        if isinstance(answer, Unreadable):
            await self.close()
        return answer

    async def _end(self, error: Exception) -> str:
        child = self._child
        await self.close()
        return f"{type(error).__name__}, exit code {child.returncode if child else None}"

    async def close(self) -> None:
        """Kill the child, for it has nothing to lose, and wait for it."""
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.kill()
        await child.communicate()


async def _start(memory: int) -> asyncio.subprocess.Process:
    """Without the bot's environment, in which its secrets are."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.mail.reading", str(memory)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=CHUNK,
        env={**kept, "LC_ALL": "C.UTF-8"},
    )


async def _send(child: asyncio.subprocess.Process, size: int, seconds: float, pieces: Pieces) -> bool:
    """In pieces: handed the whole, the transport would copy it. False when the child ended without taking it all."""
    stream = child.stdin
    assert stream is not None  # we asked for a pipe
    stream.write(REQUEST.pack(size, math.ceil(seconds)))
    async for piece in pieces:
        stream.write(piece)
        try:
            async with asyncio.timeout(seconds):
                await stream.drain()
        except ConnectionError:
            return False
    return True


async def in_pieces(raw: bytes) -> AsyncIterator[memoryview]:
    """Of a mail at hand."""
    view = memoryview(raw)
    for start in range(0, len(raw), CHUNK):
        yield view[start : start + CHUNK]


async def _receive(child: asyncio.subprocess.Process, longest: int) -> InboundMail | Unreadable:
    """A child that was taken over can still not make us take more than its mail's size."""
    stream = child.stdout
    assert stream is not None  # we asked for a pipe
    (length,) = ANSWER.unpack(await stream.readexactly(ANSWER.size))
    if length > JSON_BYTES:
        raise Garbled("length")
    facts = json.loads(await _exactly(stream, length))
    if isinstance(facts, dict) and facts.get("unreadable") == "memory":
        return Unreadable("memory", "more than the reader may have")
    expected = sizes(facts)
    if sum(expected) > longest:
        raise Garbled("sizes")
    return mail_of(facts, [await _exactly(stream, size) for size in expected])


async def _exactly(stream: asyncio.StreamReader, size: int) -> bytearray:
    """As `readexactly`, which would hold a big attachment twice and a half."""
    content, at = bytearray(size), 0
    while at < size:
        chunk = await stream.read(min(size - at, CHUNK))
        if not chunk:
            raise EOFError
        content[at : at + len(chunk)] = chunk
        at += len(chunk)
    return content


class ReadingRoom:
    """A few readers; whoever comes when all read waits its turn."""

    def __init__(self, readers: list[Reader]) -> None:
        self._free: asyncio.LifoQueue[Reader] = asyncio.LifoQueue()
        for reader in readers:
            self._free.put_nowait(reader)

    async def read_apart(self, raw: bytes) -> InboundMail | Unreadable:
        """Of a mail at hand."""
        return await self.read_pieces(len(raw), in_pieces(raw))

    async def read_pieces(self, size: int, pieces: Pieces) -> InboundMail | Unreadable:
        """The first piece is asked for when a reader is free."""
        reader = await self._free.get()
        try:
            return await reader.read_pieces(size, pieces)
        finally:
            self._free.put_nowait(reader)


@asynccontextmanager
async def reading_room(
    *, workers: int = WORKERS, seconds: float = SECONDS, memory: int = MEMORY
) -> AsyncIterator[ReadingRoom]:
    """For the bot's life; its children end with it."""
    readers = [Reader(seconds, memory) for _ in range(workers)]
    try:
        yield ReadingRoom(readers)
    finally:
        for reader in readers:
            await reader.close()


async def read_apart(raw: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> InboundMail | Unreadable:
    """One mail in a child of its own, for the command line (0.2 s to start); the bot keeps a `reading_room`."""
    reader = Reader(seconds, memory)
    try:
        return await reader.read(raw)
    finally:
        await reader.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MEMORY)
