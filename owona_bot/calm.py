"""Calm: who waits for an answer has this process first; what nobody waits for goes on when it is quiet."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Calm:
    """How many knocks are being answered; forgotten with the process, since it only says when, never what."""

    def __init__(self) -> None:
        self._knocks = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @contextmanager
    def disturbed(self) -> Iterator[None]:
        """While a knock is answered."""
        self._knocks += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._knocks -= 1
            if not self._knocks:
                self._quiet.set()

    async def wait(self, seconds: float) -> None:
        """Until no knock is being answered, and never longer: those who knock all day hold nothing up."""
        quiet = asyncio.ensure_future(self._quiet.wait())
        try:
            await asyncio.wait({quiet}, timeout=seconds)
        finally:
            quiet.cancel()
