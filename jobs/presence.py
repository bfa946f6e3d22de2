"""Presence: Slack is asked who is there, as far as the operator's file lets that count, and no faster than it likes.

Replicas share the work: each asks after whoever was not asked after for longest, by one pace for all of them.
While Slack can't be asked, what it said last stays, until it is too old to be believed.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from owona_bot.desk import Desk
from owona_bot.domain.assignment_policy import Signal
from owona_bot.domain.delivery import AppRefused, Lane, Refused
from owona_bot.domain.presence import Look, Watched
from owona_bot.services.presence import keep_look, keep_quiet, may_ask, whom_to_ask, whom_to_leave_alone
from owona_bot.slack.presence import AT_ONCE, Presences

EVERY = timedelta(seconds=30)
"""After so long somebody is asked after again; in a team of more than twenty, once all the others were."""

PEOPLE_A_MINUTE = 40
"""Slack's tier 3 allows 50 of users.getPresence, tier 4 100 of users.info; with BURST the first minute has 50."""

BURST = 10

SOONEST = timedelta(seconds=1)
"""However unpaced Slack is: a second is soon enough."""

OF_EACH_PERSON = frozenset({Signal.AWAY, Signal.STATUS})

log = structlog.get_logger()

T = TypeVar("T")


@dataclass(slots=True)
class Watch:
    """`pace` is a factor on Slack's limits, 0 for none; `ahead` is how far the desk's clock is before Slack's.

    `closed` is what our scopes don't let us ask.
    """

    desk: Desk
    slack: Presences
    pace: float
    ahead: timedelta = timedelta()
    closed: set[Signal] = field(default_factory=set)

    @property
    def asks(self) -> frozenset[Signal]:
        """Nothing while nobody is given anything."""
        rules = self.desk.assignment
        return frozenset() if rules.off else rules.presence - self.closed

    @property
    def every(self) -> timedelta:
        """Between two questions after the same person."""
        return max(EVERY * self.pace, SOONEST)

    async def keep_watching(self) -> None:
        """Who is there and what their status says; for ever."""
        while True:
            while OF_EACH_PERSON & self.asks and await self.look_at_one():
                pass
            await asyncio.sleep(SOONEST.total_seconds())

    async def keep_quiet(self) -> None:
        """Who is not to be disturbed; for ever."""
        lane = Lane("slack.quiet", self.every, 1)
        while True:
            if Signal.DND in self.asks and await may_ask(self.desk.db, lane):
                await self.look_at_all()
            await asyncio.sleep(SOONEST.total_seconds())

    async def look_at_one(self) -> bool:
        """False when nobody is due. Raises Later."""
        person = await whom_to_ask(self.desk.db, self.every)
        if person is None:
            return False
        await self.our_turn()
        try:
            look = await self.look(person.slack_user)
        except Refused as refusal:
            log.warning("presence.refused", agent=person.agent, reason=str(refusal))
        else:
            await keep_look(self.desk.db, person.agent, look, self.desk.clock())
        return True

    async def look(self, user: str) -> Look:
        """As far as it counts."""
        away = await self.unless_closed(Signal.AWAY, self.slack.away(user)) if Signal.AWAY in self.asks else None
        if Signal.STATUS not in self.asks:
            return Look(away)
        return Look(away, await self.unless_closed(Signal.STATUS, self.slack.status(user)))

    async def look_at_all(self) -> None:
        """In as few calls as Slack takes. Raises Later."""
        team = await whom_to_leave_alone(self.desk.db)
        for start in range(0, len(team), AT_ONCE):
            await self.look_at_some(team[start : start + AT_ONCE])

    async def look_at_some(self, team: Sequence[Watched]) -> None:
        """One call."""
        users = [person.slack_user for person in team]
        try:
            told = await self.unless_closed(Signal.DND, self.slack.quiet(users, self.desk.clock() - self.ahead))
        except Refused as refusal:
            log.warning("presence.refused", agents=len(team), reason=str(refusal))
            return
        if told is not None:
            quiet = {one.agent: self.here(told[one.slack_user]) for one in team if one.slack_user in told}
            alone = not OF_EACH_PERSON & self.asks
            await keep_quiet(self.desk.db, quiet, self.desk.clock() if alone else None)

    def here(self, until: datetime | None) -> datetime | None:
        """By the desk's clock."""
        return until and until + self.ahead

    async def our_turn(self) -> None:
        """Of all replicas' one."""
        lane = Lane("slack.presence", timedelta(minutes=self.pace / PEOPLE_A_MINUTE), BURST)
        while True:
            if await may_ask(self.desk.db, lane):
                return
            await asyncio.sleep(lane.every.total_seconds() / 4)

    async def unless_closed(self, signal: Signal, asked: Awaitable[T]) -> T | None:
        """None once our scopes lack it, which is said once. Raises Later, Refused."""
        try:
            return await asked
        except AppRefused as refusal:
            if refusal.code != "missing_scope":
                raise
            if signal not in self.closed:
                log.warning("presence.no_scope", signal=signal.value, missing="see manifest.yml: install the app anew")
            self.closed.add(signal)
            return None
