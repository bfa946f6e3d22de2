"""Read back: what people did in tickets' threads while nobody listened is kept as if Slack had told of it."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from owona_bot.database import read_back
from owona_bot.desk import Desk
from owona_bot.domain.delivery import AppRefused, Later, OutsideRefuses, backoff
from owona_bot.domain.note import Heard
from owona_bot.domain.read_back import LATELY, TOLERATED, Gap
from owona_bot.services.read_back import keep_deletion, keep_missed, kept_of, not_among
from owona_bot.slack.faults import MessageGone
from owona_bot.slack.history import History
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import heard_in, moment

BEAT = timedelta(seconds=20)
"""Between two notes that somebody listens; far less than TOLERATED."""

CALLS_A_MINUTE = 40
"""Slack's tier 3 allows 50 of each method, and looks for a post whose outcome is unknown need some."""

REFUSED = timedelta(minutes=1)
"""After which a channel that is closed to us is tried again."""

log = structlog.get_logger()

T = TypeVar("T")


class Lost(Exception):
    """Another replica reads that gap by now."""


async def keep_hearing(desk: Desk, hears: Callable[[], Awaitable[bool]], every: timedelta) -> None:
    """For ever: note that Slack reaches us, while it does."""
    while True:
        if not await hears():
            await asyncio.sleep(1)
            continue
        async with desk.db.raw.acquire() as raw:
            await read_back.beat(raw, TOLERATED)
        await asyncio.sleep(every.total_seconds())


async def keep_reading_back(desk: Desk, history: History, pause: timedelta, lease: timedelta) -> None:
    """For ever: each gap is read by one replica. `pause` is between two calls."""
    while True:
        async with desk.db.raw.acquire() as raw:
            gap = await read_back.take(raw, lease)
        if gap is None:
            await asyncio.sleep(1)
            continue
        await Reading(desk, history, gap, pause, lease).read()


@dataclass(slots=True)
class Reading:
    """Of one gap; whoever is killed amid it leaves it to another, who begins anew: twice does no harm."""

    desk: Desk
    history: History
    gap: Gap
    pause: timedelta
    lease: timedelta
    until: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.until = self.gap.until

    async def read(self) -> None:
        """The gap is closed when all of it is kept."""
        kept = 0
        try:
            async for thread in self._threads():
                kept += await self._thread(thread)
        except Lost:
            return
        except (AppRefused, OutsideRefuses) as refusal:
            log.warning("read_back.refused", channel=self.gap.channel, reason=str(refusal))
            await self._hold(REFUSED)
            return
        async with self.desk.db.raw.acquire() as raw:
            await read_back.close(raw, self.gap, self.until)
        log.info("read_back.done", channel=self.gap.channel, since=str(self.gap.since), kept=kept)

    async def _threads(self) -> AsyncIterator[str]:
        """By ts of their cards: those with a newer reply, and those in which people wrote shortly before."""
        since = ts_of(self.gap.since)
        async with self.desk.db.raw.acquire() as raw:
            oldest = await read_back.oldest(raw, self.gap.channel)
            left = await read_back.threads_lately(raw, self.gap.channel, ts_of(self.gap.since - LATELY))
        after = ts_of(moment(oldest) - timedelta(microseconds=1)) if oldest else None
        before: str | None = None
        while after and (page := await self._page(after, before)):
            newer = [one["ts"] for one in page if str(one.get("latest_reply") or "") > since]
            async with self.desk.db.raw.acquire() as raw:
                ours = await read_back.threads_among(raw, self.gap.channel, newer)
            for thread in sorted(ours):
                yield thread
            left -= ours
            before = str(page[-1]["ts"])
        for thread in sorted(left):
            yield thread

    async def _page(self, after: str, before: str | None) -> list[Payload]:
        return await self._asked(lambda: self.history.begun(self.gap.channel, after, before))

    async def _thread(self, thread: str) -> int:
        """How many versions were missing."""
        kept = await kept_of(self.desk.db, self.gap.channel, thread)
        try:
            messages = await self._asked(lambda: all_of(self.history.thread(self.gap.channel, thread)))
        except MessageGone:
            return 0
        count = 0
        for message in messages:
            told = told_by(message, self.gap.channel)
            count += await keep_missed(self.desk.db, told, kept.get(str(message["ts"])), self.gap.since)
        for ts in not_among(kept, {str(message["ts"]) for message in messages}):
            count += await self._deleted(ts) and await keep_deletion(self.desk.db, self.gap.channel, ts)
        return count

    async def _deleted(self, ts: str) -> bool:
        """Asked for by itself: it may stand beneath another card of the ticket."""
        try:
            await self._asked(lambda: self.history.message(self.gap.channel, ts))
        except MessageGone:
            return True
        return False

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """At Slack's pace, and again while Slack is down."""
        tries = 0
        await self._rest(self.pause)
        while True:
            try:
                return await ask()
            except (AppRefused, OutsideRefuses):
                raise
            except Later as later:
                tries += 1
                await self._rest(later.pause or backoff(tries, random.random))

    async def _rest(self, pause: timedelta) -> None:
        """The lease is kept meanwhile."""
        while True:
            await self._hold(self.lease)
            step = min(pause, self.lease / 3)
            await asyncio.sleep(step.total_seconds())
            if not (pause := pause - step):
                return

    async def _hold(self, lease: timedelta) -> None:
        async with self.desk.db.raw.acquire() as raw:
            until = await read_back.hold(raw, self.gap.channel, self.until, lease)
        if until is None:
            raise Lost
        self.until = until


async def all_of(messages: AsyncIterator[Payload]) -> list[Payload]:
    """Of one thread."""
    return [message async for message in messages]


def told_by(message: Payload, channel: str) -> list[Heard]:
    """What it tells of itself: that it was written, and when last edited; its words from before are gone."""
    written = heard_in({**message, "channel": channel})
    told = [written] if written else []
    if written and (edited := (message.get("edited") or {}).get("ts")):
        changed = {"subtype": "message_changed", "channel": channel, "message": message, "event_ts": edited}
        told += [again] if (again := heard_in(changed)) else []
    return told


def ts_of(at: datetime) -> str:
    """As Slack counts: seconds of the epoch."""
    return f"{at.timestamp():.6f}"
