"""Team: `/ticket team` shows who belongs to it; admins change it there, or by `/ticket team add @ben lead`."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, team
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.team import Wish, wish_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.team import change_team, show_team
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload

CHANGE = "change"
"""The word behind the list's button: it opens the form."""


def register(doors: Doors) -> None:
    """Said, pressed, or filled in."""
    doors.verb(Verb.TEAM, asked)
    doors.submission(ids.TEAM_FORM, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the list."""
    t = desk.t(who.locale)
    if not call.spoken.rest:
        changes = may(who, Act.TEAM_CHANGE)
        await call.say(team.listed(await show_team(desk.db, who), desk.clock(), t, changes=changes))
        return
    if call.spoken.rest == CHANGE:
        permit(who, Act.TEAM_CHANGE)
        await call.show(team.form(t))
        return
    wish = wish_in(call.spoken.rest)
    await call.say(team.changed(wish, await change_team(desk.db, wish, who, call.knock), t))


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """What is done is said in the form's place."""
    wish: Wish = team.read(view["state"]["values"])
    known = await change_team(desk.db, wish, who, knock)
    await ack(response_action="update", view=team.done(wish, known, desk.t(who.locale)))
