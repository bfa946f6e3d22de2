"""Waking up: a bell that rings when PostgreSQL notifies, and at the latest when a second has passed."""

import asyncio
from collections import deque
from typing import Any

from owona_bot.database.engine import Database, plain_url

CHANNEL = "owona_bot"

POLL = 1.0
"""Seconds: what a lost notification costs at most."""


class Bell:
    """Each ring wakes one who waits, or the next who would."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._rung = False

    def ring(self) -> None:
        """Rings while nobody waits are one."""
        while self._waiting:
            sleeper = self._waiting.popleft()
            if not sleeper.done():
                sleeper.set_result(None)
                return
        self._rung = True

    async def wait(self, seconds: float = POLL) -> None:
        """Until it rings, or for `seconds`."""
        if self._rung:
            self._rung = False
            return
        sleeper = asyncio.get_running_loop().create_future()
        self._waiting.append(sleeper)
        try:
            await asyncio.wait({sleeper}, timeout=seconds)  # wait_for of Python 3.11 may swallow a cancellation
        finally:
            if not sleeper.done():
                self._waiting.remove(sleeper)


async def listen(db: Database, bell: Bell) -> None:
    """Rings at every notification until the connection ends, then raises ConnectionResetError.

    Behind a transaction pooler nobody notifies: there it never rings, and polling does the work.
    """
    if not db.listens:
        await asyncio.Event().wait()
    connection = await db.reach(plain_url(db.url), timeout=5)
    ended = asyncio.Event()

    def heard(*_: Any) -> None:  # asyncpg hands connection, pid, channel, payload
        bell.ring()

    def over(_: Any) -> None:
        ended.set()

    connection.add_termination_listener(over)
    try:
        await connection.add_listener(CHANNEL, heard)
        bell.ring()
        await ended.wait()
        raise ConnectionResetError("the listening connection ended")
    finally:
        connection.terminate()
