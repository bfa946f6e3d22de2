"""Reading strangers' mails in children with limits on time and memory: a mail may kill its reader, never the bot.

Attachments come back as raw bytes behind the JSON, not in it (base64 in JSON would cost the bot three copies and
the loop a long parse), and not for the bot to cut out again (the loop would lag, and the bot would parse after all).
"""

import asyncio
import json
import math
import os
import sys
from collections.abc import AsyncIterator
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
NO_START = "The child that reads mails does not start. No mail was touched. Try: python -m owona_bot.mail.reading"


class Reader:
    """One child, started when it is needed; never two mails at once."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: asyncio.subprocess.Process | None = None
        self._read = 0

    async def read(self, raw: bytes) -> InboundMail | Unreadable:
        """Facts, or why there are none; a child that failed or was cancelled is gone.

        Raises OperatorError if no child starts, for that is not the mail's fault.
        """
        child = await self._ready()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(child, raw)
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
            async with asyncio.timeout(START_SECONDS):
                answer = await self._exchange(child, b"")
        except (TimeoutError, *BROKEN) as error:
            raise OperatorError(f"{NO_START} ({await self._end(error)})") from error
        except BaseException:
            await self.close()
            raise
        if isinstance(answer, Unreadable):
            raise OperatorError(f"{NO_START} ({answer.detail})")

    async def _exchange(self, child: asyncio.subprocess.Process, raw: bytes) -> InboundMail | Unreadable:
        self._read += 1
        sending = asyncio.ensure_future(_send(child, raw, math.ceil(self._seconds)))
        try:
            answer = await _receive(child, len(raw))
            if isinstance(answer, InboundMail):
                await sending  # else the child may have ended without taking it all
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await sending
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


async def _send(child: asyncio.subprocess.Process, raw: bytes, seconds: int) -> None:
    """In pieces: handed the whole, the transport would copy it."""
    stream = child.stdin
    assert stream is not None  # we asked for a pipe
    stream.write(REQUEST.pack(len(raw), seconds))
    view = memoryview(raw)
    for start in range(0, len(raw), CHUNK):
        stream.write(view[start : start + CHUNK])
        await stream.drain()


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


async def _exactly(stream: asyncio.StreamReader, size: int) -> bytes:
    """As `readexactly`, which would hold a big attachment twice and a half."""
    chunks = []
    while size > 0:
        chunk = await stream.read(min(size, CHUNK))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        size -= len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


class ReadingRoom:
    """A few readers; whoever comes when all read waits its turn."""

    def __init__(self, readers: list[Reader]) -> None:
        self._free: asyncio.LifoQueue[Reader] = asyncio.LifoQueue()
        for reader in readers:
            self._free.put_nowait(reader)

    async def read_apart(self, raw: bytes) -> InboundMail | Unreadable:
        """The time limit begins when a reader is free."""
        reader = await self._free.get()
        try:
            return await reader.read(raw)
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
