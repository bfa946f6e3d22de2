"""Why: `/ticket why 42` says who has a ticket and by which rule, or why nobody has it yet."""

from blocks import ids, why
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.why import explain
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """Said, or pressed where somebody is told that it is their turn."""
    doors.verb(Verb.WHY, asked)
    doors.button(ids.WHY, Verb.WHY)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """For the asker alone, in their language."""
    now = desk.clock()
    found = await explain(desk.db, desk.assignment, number_in(call.spoken), who, now)
    await call.say(why.told(found, who, now, desk.t(who.locale)))
