"""Wakes the planners once a change is committed, instead of within it.

A transaction that notifies holds a lock of the whole server's until its commit is on disk: of fifty changes at once,
the site's among them, each would wait for the disk alone.
"""

import asyncio

import asyncpg

NOTIFY = "set local synchronous_commit to off; notify owona_bot"
"""One transaction, for which nobody waits until it is on disk: meanwhile it would hold that lock itself."""

GONE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""The last is what a pool raises that is terminated meanwhile."""


class Herald:
    """One notification stands for all that was committed while the last was under way."""

    def __init__(self, raw: asyncpg.Pool) -> None:
        self._raw = raw
        self._telling: asyncio.Task[None] | None = None
        self._more = False

    def tell(self) -> None:
        """Nobody waits for it; where it is lost, the planners look a second later."""
        self._more = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._more:
            self._more = False
            try:
                await self._raw.execute(NOTIFY)
            except GONE:
                return
