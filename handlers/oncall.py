"""On call: `/ticket oncall` shows whose shift it is; leads edit it there, and everybody swaps their own."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, reply, rota, swap
from blocks import on_call as view_of
from owona_bot.desk import Desk
from owona_bot.domain.on_call_words import Ask, asked_in, number_in
from owona_bot.domain.people import Agent
from owona_bot.domain.rota import remembered
from owona_bot.domain.swap import State
from owona_bot.domain.verbs import Verb
from owona_bot.services.on_call import show_on_call
from owona_bot.services.rota import open_rota, preview_rota, put_cover, save_rota
from owona_bot.services.swap import ask_swap, open_swap, settle_swap
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload, value_in

SETTLES = {Ask.ACCEPT: State.ACCEPTED, Ask.DECLINE: State.DECLINED, Ask.WITHDRAW: State.WITHDRAWN}


def register(doors: Doors) -> None:
    """Said or pressed, the two buttons of a request, and four forms."""
    doors.verb(Verb.ONCALL, asked)
    doors.action(ids.SWAP_ACCEPT, accepted)
    doors.action(ids.SWAP_DECLINE, declined)
    doors.submission(ids.ROTA_FORM, looked_at)
    doors.submission(ids.ROTA_PREVIEW, saved)
    doors.submission(ids.COVER_FORM, put)
    doors.submission(ids.SWAP_FORM, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the view."""
    wish, now, t = asked_in(call.spoken.rest), desk.clock(), desk.t(who.locale)
    match wish.ask:
        case Ask.SHOW:
            await call.say(view_of.shown(await show_on_call(desk.db, who, now), who, now, t))
        case Ask.EDIT:
            await call.show(rota.form(await open_rota(desk.db, who), desk.zone.key, t))
        case Ask.SHIFT:
            await call.show(rota.cover_form(await open_rota(desk.db, who), t))
        case Ask.SWAP:
            await call.show(swap.form(await open_swap(desk.db, who, now), now, t))
        case _:
            settled = await settle_swap(desk.db, wish.swap, SETTLES[wish.ask], who, now, call.knock)
            await call.say(swap.settled(settled, t))


async def accepted(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The message redraws itself by delivery."""
    await settle_swap(desk.db, number_in([value_in(body)]), State.ACCEPTED, who, desk.clock(), knock)
    await ack()


async def declined(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The shift stays with whoever asked."""
    await settle_swap(desk.db, number_in([value_in(body)]), State.DECLINED, who, desk.clock(), knock)
    await ack()


async def looked_at(ack: AsyncAck, view: Payload, desk: Desk, who: Agent) -> None:
    """What it would come to, above the form."""
    now, typed = desk.clock(), rota.read(view["state"]["values"])
    looked = await preview_rota(desk.db, typed, int(view["private_metadata"]), who, now)
    await ack(**reply.above(rota.preview(looked, now, desk.t(who.locale))))


async def saved(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes both."""
    wanted, seen = remembered(view["private_metadata"])
    await save_rota(desk.db, wanted, seen, who, desk.clock(), knock)
    await ack(response_action="clear")


async def put(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form."""
    await put_cover(desk.db, rota.read_cover(view["state"]["values"]), who, desk.clock(), knock)
    await ack()


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The colleague is asked by direct message."""
    await ask_swap(desk.db, swap.read(view["state"]["values"], who.id), who, desk.clock(), knock)
    await ack()
