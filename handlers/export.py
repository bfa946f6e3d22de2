"""Export: `/ticket export csv is:open`, `/export`, or the button beneath a list; a form asks for what is missing.

`/ticket export list` shows the last ones.
"""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from blocks import export as view_of
from blocks import ids
from blocks.parts import View
from owona_bot.desk import Desk
from owona_bot.domain.export import Export
from owona_bot.domain.export_job import export_id
from owona_bot.domain.export_words import Asked, asked_in, spec_for, wants_list
from owona_bot.domain.listing import list_id
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.verbs import Verb
from owona_bot.exports.stream import check
from owona_bot.mail.tokens import new_token
from owona_bot.services.export import (
    ask_export,
    cancel_export,
    check_tickets,
    filter_of_list,
    give_link,
    last_exports,
)
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, value_in
from owona_bot.slack.whisper import respond_later


def register(doors: Doors) -> None:
    """Said or pressed, the form, and what stands beneath an export."""
    doors.verb(Verb.EXPORT, asked)
    doors.action(ids.EXPORT, opened)
    doors.submission(ids.EXPORT_FORM, sent)
    doors.action(ids.EXPORT_CANCEL, cancelled)
    doors.action(ids.EXPORT_LINK, linked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """It starts at once where both the file and the tickets were named; else the form holds what was said."""
    permit(who, Act.EXPORT)
    wish, t = asked_in(call.spoken.rest), desk.t(who.locale)
    if wants_list(call.spoken.rest):
        found = await last_exports(desk.db, who)
        rights = {"others": may(who, Act.EXPORT_OTHERS), "links": desk.exports.links}
        await call.say(view_of.listed(found, desk.clock(), t, **rights))
    elif wish.is_complete:
        export = await start(wish, desk, who, call.knock)
        await call.say(view_of.begun(export.spec, t))
    else:
        await call.show(form(wish, desk, who))


async def opened(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """With the filter of the list."""
    wish = Asked(filter=await filter_of_list(desk.db, list_id(value_in(body)), who))
    await open_modal(client, body["trigger_id"], form(wish, desk, who))
    await ack()


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; a direct message shows how far it comes."""
    await start(view_of.read(view["state"]["values"]), desk, who, knock)
    await ack()


async def cancelled(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The message redraws itself by delivery."""
    await cancel_export(desk.db, export_id(value_in(body)), who, knock)
    await ack()


async def linked(ack: AsyncAck, body: Payload, respond: AsyncRespond, desk: Desk, who: Agent) -> None:
    """A new one, for whoever pressed alone; those that were given before lead there too."""
    token, hash_ = new_token()
    found = await give_link(desk.db, export_id(value_in(body)), hash_, who, desk.exports, desk.clock())
    respond_later(respond, view_of.fetched(found, desk.exports.link(token), desk.t(who.locale)))
    await ack()


def form(wish: Asked, desk: Desk, who: Agent) -> View:
    """Raises MayNot for notes that were named by who may not have them."""
    if wish.notes:
        permit(who, Act.EXPORT_NOTES)
    return view_of.form(wish, desk.t(who.locale), notes=may(who, Act.EXPORT_NOTES))


async def start(wish: Asked, desk: Desk, who: Agent, knock: str | None) -> Export:
    """A job does it from here on. Raises what `check`, `check_tickets` and `ask_export` do."""
    spec, now = spec_for(wish, who.locale, desk.zone.key), desk.clock()
    check(spec)
    await check_tickets(desk.db, spec, who, now, desk.t(who.locale))
    return await ask_export(desk.db, spec, who, desk.exports, now, knock)
