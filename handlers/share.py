"""Share: `/ticket share @ben` proposes how Ben's open tickets go to others; so does the bot when somebody is away."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids, reply
from blocks import shares as view_of
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.shares import State, numbers_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.share import look_at_share, open_share, preview_share, settle_share
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.modals import open_modal, update_modal
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """Said or filled in; and what stands beneath a proposal."""
    doors.verb(Verb.SHARE, asked)
    doors.submission(ids.SHARE_FORM, looked_at)
    doors.submission(ids.SHARE_PREVIEW, confirmed)
    doors.action(ids.SHARE_ACCEPT, accepted)
    doors.action(ids.SHARE_DECLINE, declined)
    doors.action(ids.SHARE_SHOW, shown)
    doors.action(ids.SHARE_PAGE, turned)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Whose tickets are chosen already: those that were named, else one's own."""
    of = await open_share(desk.db, call.spoken, who)
    await call.show(view_of.form(of.slack_user, desk.t(who.locale)))


async def looked_at(ack: AsyncAck, view: Payload, desk: Desk, who: Agent) -> None:
    """What it would come to, above the form."""
    wish = view_of.read(view["state"]["values"])
    found = await preview_share(desk.db, wish, who, desk.assignment, desk.clock())
    await ack(**reply.above(view_of.preview(found, 1, desk.workspace, desk.t(who.locale))))


async def confirmed(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes everything; a direct message says what was done."""
    (number,) = numbers_in(view["private_metadata"], 1)
    await settle_share(desk.db, number, State.ACCEPTED, who, desk.clock(), knock)
    await ack(response_action="clear")


async def accepted(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """All copies of the message redraw themselves by delivery."""
    (number,) = numbers_in(value_in(body), 1)
    await settle_share(desk.db, number, State.ACCEPTED, who, desk.clock(), knock)
    await ack()


async def declined(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Nothing is moved."""
    (number,) = numbers_in(value_in(body), 1)
    await settle_share(desk.db, number, State.DECLINED, who, desk.clock(), knock)
    await ack()


async def shown(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """All of it, where the message names the first ones."""
    (number,) = numbers_in(value_in(body), 1)
    found = await look_at_share(desk.db, number, who)
    await open_modal(client, body["trigger_id"], view_of.preview(found, 1, desk.workspace, desk.t(who.locale)))
    await ack()


async def turned(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """Another page, in the same modal."""
    number, page = numbers_in(value_in(body), 2)
    found = await look_at_share(desk.db, number, who)
    await update_modal(client, body["view"], view_of.preview(found, page, desk.workspace, desk.t(who.locale)))
    await ack()
