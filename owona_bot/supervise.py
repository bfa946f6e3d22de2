"""Jobs that are kept alive until a signal ends them all."""

import asyncio
import gc
import random
import signal
import time
from collections.abc import Awaitable, Callable

import structlog

from owona_bot.database.engine import GONE
from owona_bot.domain.delivery import Later, backoff
from owona_bot.domain.errors import Unavailable

SETTLED = 60.0
"""Seconds after which a job counts as well again: the pause after its next crash is short."""

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]


async def until_stopped(jobs: dict[str, Job]) -> None:
    """Each job begins again when it crashes; a signal ends them all."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    outages = Outages()
    tasks = [asyncio.create_task(supervised(name, job, outages), name=name) for name, job in jobs.items()]
    settle_down()
    log.info("bot.ready")
    await stop.wait()
    log.info("bot.stopping")
    pending = set(tasks)
    while pending:  # a library may swallow a cancellation
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=1)


def settle_down() -> None:
    """What the start has made is never looked through for garbage again: each time 0.15 s in which nobody is heard."""
    gc.collect()
    gc.freeze()


class Outages:
    """PostgreSQL's interrupt all jobs, again and again: once a minute one of them says so."""

    def __init__(self, count: Callable[[], float] = time.monotonic) -> None:
        self._told: float | None = None
        self._count = count

    def told(self, name: str, outage: Exception) -> None:
        """Slack's are told one by one."""
        now = self._count()
        if not isinstance(outage, Later):
            if self._told is not None and now - self._told < SETTLED:
                return
            self._told = now
        log.warning("job.interrupted", job=name, reason=f"{type(outage).__name__}: {outage}")


async def supervised(name: str, job: Job, outages: Outages) -> None:
    """An outage of PostgreSQL or Slack is waited out; anything else is a fault, and the log has it."""
    loop, crashes = asyncio.get_running_loop(), 0
    while True:
        began, pause = loop.time(), None
        try:
            await job()
        except (*GONE, Unavailable, Later) as outage:
            pause = outage.pause if isinstance(outage, Later) else None
            outages.told(name, outage)
        except Exception as fault:
            log.error("job.crashed", job=name, exc_info=fault)
        crashes = crashes + 1 if loop.time() - began < SETTLED else 1
        await asyncio.sleep((pause or backoff(crashes, random.random)).total_seconds())
