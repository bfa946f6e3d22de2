"""Me: `/ticket me` shows a form for language, absence and notices; `/ticket me sick` or `me hours 9-17` says it."""

from slack_bolt.async_app import AsyncAck

from blocks import abilities, ids, me
from owona_bot.desk import Desk
from owona_bot.domain.abilities import Ability, known_to
from owona_bot.domain.abilities import wanted_in as able_in
from owona_bot.domain.me import wanted_in, wanted_of
from owona_bot.domain.people import Agent
from owona_bot.domain.team import Ask, Asked, own_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.me import change_me, show_me
from owona_bot.services.team import change_abilities, open_abilities
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """Said, or filled in."""
    doors.verb(Verb.ME, asked)
    doors.submission(ids.ME_FORM, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the form."""
    if (own := own_in(call.spoken.rest)) is not None:
        await of_oneself(own, call, desk, who)
        return
    if not call.spoken.rest:
        await call.show(me.form(await show_me(desk.db, who), desk.clock(), desk.zone, desk.t(who.locale)))
        return
    now = desk.clock()
    changed = await change_me(desk.db, wanted_in(call.spoken.rest, now, desk.zone), who, now, call.knock)
    await call.done(me.told(await show_me(desk.db, changed), now, desk.t(changed.locale)))


async def of_oneself(said: Asked, call: Call, desk: Desk, who: Agent) -> None:
    """The same as of a colleague after `/ticket team`."""
    t, known = desk.t(who.locale), known_to(desk.assignment, desk.zone.key)
    if said.ask is Ask.EDIT or not said.words:
        await call.show(abilities.form(await open_abilities(desk.db, said.whom, who), known, t))
        return
    able = able_in(Ability(said.ask.value), said.words, known)
    await call.say(abilities.told(await change_abilities(desk.db, said.whom, able, who, call.knock), able, known, t))


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form, unless there is something to say: nobody may be there at all."""
    now = desk.clock()
    wanted = wanted_of(me.read(view["state"]["values"]), now, desk.zone)
    changed = await change_me(desk.db, wanted, who, now, knock)
    page = me.warning(await show_me(desk.db, changed), now, desk.t(changed.locale))
    if page is None:
        await ack()
    else:
        await ack(response_action="update", view=page)
