"""Calm: who waits for an answer or a card has this process first; what nobody waits for goes on when it is quiet."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Calm:
    """How much of a kind is under way; forgotten with the process, since it only says when, never what.

    It is calm `lull` seconds after the last of it has ended, since more may follow from it.
    """

    def __init__(self, lull: float = 0.0) -> None:
        self._lull = lull
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._soon: asyncio.TimerHandle | None = None

    @contextmanager
    def disturbed(self) -> Iterator[None]:
        """While one of it is under way."""
        self._under_way += 1
        self._quiet.clear()
        if self._soon is not None:
            self._soon.cancel()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._soon = asyncio.get_running_loop().call_later(self._lull, self._quiet.set)

    async def wait(self, seconds: float) -> None:
        """Until none is under way, and never longer: those who knock all day hold nothing up."""
        if self._quiet.is_set():
            return
        quiet = asyncio.ensure_future(self._quiet.wait())
        try:
            await asyncio.wait({quiet}, timeout=seconds)
        finally:
            quiet.cancel()
