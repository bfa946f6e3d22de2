"""Stats: `/ticket stats 30d status:new` tells the desk's figures, and what they were before."""

import asyncio
from dataclasses import dataclass, field

from blocks import ids, notice, stats
from blocks.parts import Post
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import UserError
from owona_bot.domain.people import Agent
from owona_bot.domain.report_errors import FiguresTakeTime
from owona_bot.domain.stats import Stats, wish_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.stats import Asker, show_stats
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.whisper import say_when

PATIENCE = 1.4
"""Seconds, of the two in which Slack has to be answered."""

AT_ONCE = 2
"""Answers that are still counted after it; each holds two connections of the pool that knocks need."""


def register(doors: Doors) -> None:
    """Said, or another period pressed."""
    doors.verb(Verb.STATS, Counter().asked)
    doors.button(ids.STATS_TODAY, Verb.STATS)
    doors.button(ids.STATS_WEEK, Verb.STATS)
    doors.button(ids.STATS_DAYS, Verb.STATS)
    doors.button(ids.STATS_MONTH, Verb.STATS)


@dataclass(slots=True)
class Counter:
    """`late` are the figures that somebody was told would follow."""

    late: set[asyncio.Task[Stats]] = field(default_factory=set)

    async def asked(self, call: Call, desk: Desk, who: Agent) -> None:
        """For the asker alone; without words the last seven days of all tickets. What takes long follows."""
        asker, t = Asker(who, desk.clock(), desk.zone), desk.t(who.locale)
        counting = asyncio.ensure_future(show_stats(desk.db, wish_in(call.spoken.rest), asker))
        await asyncio.wait({counting}, timeout=PATIENCE)
        if counting.done():
            await call.say(stats.shown(counting.result(), t))
            return
        self._follows(counting, call, t)
        await call.say(stats.counting(t))

    def _follows(self, counting: asyncio.Task[Stats], call: Call, t: Translate) -> None:
        """Raises FiguresTakeTime where too many wait already, or nothing can be said later."""
        if call.later is None or len(self.late) >= AT_ONCE:
            counting.cancel()
            raise FiguresTakeTime
        self.late.add(counting)
        counting.add_done_callback(self.late.discard)
        say_when(counted(counting, t), call.later)


async def counted(counting: asyncio.Task[Stats], t: Translate) -> Post:
    """The figures, or why there are none: no error handler hears of it any more."""
    try:
        return stats.shown(await counting, t)
    except UserError as error:
        return notice.refused(error, t)
