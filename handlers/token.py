"""Token: `/ticket token` lists the keys of programs, makes one and revokes one; for admins alone."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, token
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.token import asked_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.token import list_tokens, make_token, revoke_token
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """Said, pressed, or filled in."""
    doors.verb(Verb.TOKEN, asked)
    doors.button(ids.TOKEN_NEW, Verb.TOKEN)
    doors.button(ids.TOKEN_REVOKE, Verb.TOKEN)
    doors.submission(ids.TOKEN_FORM, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the list."""
    permit(who, Act.TOKEN)
    t, wish = desk.t(who.locale), asked_in(call.spoken.rest)
    if wish.new:
        await call.show(token.form(t))
    elif wish.revoked is not None:
        gone = await revoke_token(desk.db, wish.revoked, who, desk.clock(), call.knock)
        await call.say(token.revoked(gone, t))
    else:
        await call.say(token.listed(await list_tokens(desk.db, who), desk.clock(), t))


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The secret takes the form's place, and is said nowhere else."""
    wish = token.read(view["state"]["values"])
    secret = await make_token(desk.db, wish, who, desk.clock(), knock)
    await ack(response_action="update", view=token.made(secret, desk.t(who.locale)))
