"""Stats: `/ticket stats 30d status:new` tells the desk's figures, and what they were before."""

from blocks import ids, stats
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.stats import wish_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.stats import Asker, show_stats
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """Said, or another period pressed."""
    doors.verb(Verb.STATS, asked)
    doors.button(ids.STATS_TODAY, Verb.STATS)
    doors.button(ids.STATS_WEEK, Verb.STATS)
    doors.button(ids.STATS_DAYS, Verb.STATS)
    doors.button(ids.STATS_MONTH, Verb.STATS)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """For the asker alone; without words the last seven days of all tickets."""
    asker = Asker(who, desk.clock(), desk.zone)
    found = await show_stats(desk.db, wish_in(call.spoken.rest), asker)
    await call.say(stats.shown(found, desk.t(who.locale)))
