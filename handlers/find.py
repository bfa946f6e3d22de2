"""Find: `/ticket find login fails`, words and filters in any order."""

from blocks import list as view
from owona_bot.desk import Desk
from owona_bot.domain.list_errors import NothingToFind
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb
from owona_bot.services.list import Reader, list_tickets
from owona_bot.services.view import saved_views
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said; the buttons beneath what was found are the list's."""
    doors.verb(Verb.FIND, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """For the asker alone, with the words where they were found."""
    if not call.spoken.rest:
        raise NothingToFind
    listing = await list_tickets(desk.db, call.spoken.rest, Reader(who, desk.clock(), desk.zone))
    views = await saved_views(desk.db, who)
    await call.say(view.listed(listing, views, who, desk.workspace, desk.clock(), desk.t(who.locale)))
