"""The way to PostgreSQL: every connection of the process is made here, and the log hears once that none can be had."""

import time
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

REFUSALS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What comes instead of a connection: nobody answers, it starts up, it has too many, or it doesn't know us."""

STEADY = 60.0
"""Seconds between two outages that are told as two; one that comes sooner is the same, and not told again."""

log = structlog.get_logger()


class NotReached(ConnectionError):
    """PostgreSQL took no connection, for whatever reason; it may later."""


def told(refusal: Exception) -> str:
    """PostgreSQL's own words name an account at most."""
    return f"{type(refusal).__name__}: {refusal}"


class Reach:
    """Called in place of `asyncpg.connect`. `away` says since when none could be had, by `count`."""

    def __init__(self, count: Callable[[], float] = time.monotonic) -> None:
        self.away: float | None = None
        self._back: float | None = None
        self._told = False
        self._count = count

    async def __call__(self, *dsn: str, **options: Any) -> asyncpg.Connection:  # asyncpg's own, which has no types
        """Raises NotReached."""
        try:
            connection = await asyncpg.connect(*dsn, **options)
        except REFUSALS as refusal:
            self._refused(refusal)
            raise NotReached(told(refusal)) from refusal
        self._reached()
        return connection

    def _refused(self, refusal: Exception) -> None:
        """Told once; whoever is interrupted by it need not say so again."""
        if self.away is not None:
            return
        self.away = self._count()
        if self._back is None or self.away - self._back > STEADY:
            self._told = True
            log.error("database.away", reason=told(refusal), then="it is tried again")

    def _reached(self) -> None:
        if self.away is None:
            return
        seconds, self.away, self._back = self._count() - self.away, None, self._count()
        if self._told:
            self._told = False
            log.warning("database.back", seconds=round(seconds, 1))
