"""Me: `/ticket me` shows a form for language, absence and notices; `/ticket me away until Monday` says it at once."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, me
from owona_bot.desk import Desk
from owona_bot.domain.me import wanted_in, wanted_of
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb
from owona_bot.services.me import change_me, show_me
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """Said, or filled in."""
    doors.verb(Verb.ME, asked)
    doors.submission(ids.ME_FORM, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the form."""
    if not call.spoken.rest:
        await call.show(me.form(await show_me(desk.db, who), desk.clock(), desk.zone, desk.t(who.locale)))
        return
    now = desk.clock()
    changed = await change_me(desk.db, wanted_in(call.spoken.rest, now, desk.zone), who, now, call.knock)
    await call.done(me.told(await show_me(desk.db, changed), now, desk.t(changed.locale)))


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
