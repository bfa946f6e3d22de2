"""Help: `/ticket help`, or `/ticket` alone."""

from blocks import notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said."""
    doors.verb(Verb.HELP, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Every verb with an example."""
    await call.say(notice.help(desk.t(who.locale)))
