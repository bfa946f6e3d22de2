"""Team: `/ticket team` shows who belongs to it; `/ticket team skills @ben billing`, and forms, say what they can."""

from slack_bolt.async_app import AsyncAck

from blocks import abilities, fairness, ids, shares, team
from owona_bot.desk import Desk
from owona_bot.domain import fairness as lately
from owona_bot.domain.abilities import Ability, Known, known_to, wanted_in, wanted_of
from owona_bot.domain.me import wanted_in as absence_in
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.shares import share_in
from owona_bot.domain.team import ABSENCES, Ask, Asked, Wish, asked_in, wish_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.away import Saying
from owona_bot.services.fairness import show_fairness
from owona_bot.services.share import open_share
from owona_bot.services.team import change_abilities, change_absence, change_team, open_abilities, show_team
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload

CHANGE = "change"
"""The word behind the list's button: it opens the form."""


def register(doors: Doors) -> None:
    """Said, pressed, or filled in."""
    doors.verb(Verb.TEAM, asked)
    doors.submission(ids.TEAM_FORM, sent)
    doors.submission(ids.ABILITIES_FORM, kept)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the list."""
    t, now, rest = desk.t(who.locale), desk.clock(), call.spoken.rest
    if not rest:
        seats = await show_team(desk.db, who, desk.assignment, now)
        await call.say(team.listed(seats, team.Reader(who, now, desk.zone.key, t)))
    elif rest.split()[0].casefold() in lately.WORDS:
        await call.say(fairness.told(await show_fairness(desk.db, who, now), t))
    elif rest.casefold() == CHANGE:
        permit(who, Act.TEAM_CHANGE)
        await call.show(team.form(t))
    elif (spoken := share_in(rest)) is not None:
        of = await open_share(desk.db, spoken, who)
        await call.show(shares.form(of.slack_user, t))
    elif (of_one := asked_in(rest)) is not None:
        await of_colleague(of_one, call, desk, who)
    else:
        wish = wish_in(rest)
        await call.say(team.changed(wish, await change_team(desk.db, wish, who, call.knock), t))


async def of_colleague(said: Asked, call: Call, desk: Desk, who: Agent) -> None:
    """What they can and when, or that they are away; without words the form."""
    t, now, known = desk.t(who.locale), desk.clock(), known_of(desk)
    if said.ask in ABSENCES:
        wanted = absence_in(f"{said.ask} {said.words}", now, desk.zone)
        changed = await change_absence(desk.db, said.whom, wanted, Saying(who, now), call.knock)
        await call.say(team.away(changed, now, t))
    elif said.ask is Ask.EDIT or not said.words:
        await call.show(abilities.form(await open_abilities(desk.db, said.whom, who), known, t))
    else:
        able = wanted_in(Ability(said.ask.value), said.words, known)
        one = await change_abilities(desk.db, said.whom, able, who, call.knock)
        await call.say(abilities.told(one, able, known, t))


def known_of(desk: Desk) -> Known:
    """What the file names."""
    return known_to(desk.assignment, desk.zone.key)


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """What is done is said in the form's place."""
    wish: Wish = team.read(view["state"]["values"])
    known = await change_team(desk.db, wish, who, knock)
    await ack(response_action="update", view=team.done(wish, known, desk.t(who.locale)))


async def kept(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form, unless there is something to remark."""
    known = known_of(desk)
    whom, form = abilities.read(view["state"]["values"], view["private_metadata"])
    wanted = wanted_of(form, known)
    await change_abilities(desk.db, whom, wanted, who, knock)
    remark = abilities.remark(wanted, known, desk.t(who.locale))
    if remark is None:
        await ack()
    else:
        await ack(response_action="update", view=remark)
