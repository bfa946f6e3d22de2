"""A PostgreSQL that hangs: all its processes stand still for a while."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


async def freeze(postmaster: int, seconds: float) -> None:
    """They go on afterwards whatever happens meanwhile."""
    frozen = [postmaster, *children(postmaster)]
    try:
        tell(frozen, signal.SIGSTOP)
        await asyncio.sleep(seconds)
    finally:
        tell(frozen, signal.SIGCONT)


def tell(processes: list[int], what: signal.Signals) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


def children(parent: int) -> Iterator[int]:
    """By /proc: backends are sessions of their own, so no group holds them."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                    yield int(entry.name)
