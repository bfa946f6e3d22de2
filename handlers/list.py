"""List: `/ticket list status:new`, its next pages, and views that are kept of it."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids
from blocks import list as view
from blocks.parts import Post
from owona_bot.desk import Desk
from owona_bot.domain.listing import Listing, list_id
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.verbs import Verb
from owona_bot.services.list import Reader, list_again, list_more, list_tickets
from owona_bot.services.view import forget_views, save_view, saved_views, view_text
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, value_in
from owona_bot.slack.whisper import respond_instead


def register(doors: Doors) -> None:
    """The verb, the buttons beneath a list, and the forms of its views."""
    doors.verb(Verb.LIST, asked)
    doors.action(ids.MORE, more)
    doors.action(ids.FIRST, first)
    doors.action(ids.VIEW, chosen)
    doors.action(ids.SAVE_VIEW, name_it)
    doors.submission(ids.VIEW_FORM, saved)
    doors.submission(ids.FORGET_FORM, forgotten)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """For the asker alone; no words list everything."""
    listing = await list_tickets(desk.db, call.spoken.rest, reader(desk, who))
    await call.say(await page(desk, listing, who))


async def more(ack: AsyncAck, body: Payload, respond: AsyncRespond, desk: Desk, who: Agent) -> None:
    """In place of the page that was read."""
    listing = await list_more(desk.db, list_id(value_in(body)), reader(desk, who))
    respond_instead(respond, await page(desk, listing, who))
    await ack()


async def first(ack: AsyncAck, body: Payload, respond: AsyncRespond, desk: Desk, who: Agent) -> None:
    """Read anew: what has changed since is in it."""
    listing = await list_again(desk.db, list_id(value_in(body)), reader(desk, who))
    respond_instead(respond, await page(desk, listing, who))
    await ack()


async def chosen(ack: AsyncAck, body: Payload, args: AsyncArgs, desk: Desk, who: Agent) -> None:
    """A view in place of the list, or the form in which views are deleted."""
    value = value_in(body)
    if value == view.FORGET:
        views = await saved_views(desk.db, who)
        form = view.forget_form(views, desk.t(who.locale), shared_too=may(who, Act.VIEW_SHARED))
        await open_modal(args.client, body["trigger_id"], form)
    else:
        listing = await list_tickets(desk.db, await view_text(desk.db, int(value), who), reader(desk, who))
        respond_instead(args.respond, await page(desk, listing, who))
    await ack()


async def name_it(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """The form asks for a name."""
    form = view.save_form(value_in(body), desk.t(who.locale), may_share=may(who, Act.VIEW_SHARED))
    await open_modal(client, body["trigger_id"], form)
    await ack()


async def saved(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; the menu of the next list knows it."""
    sent = body["view"]
    await save_view(desk.db, view.read_saved(sent["private_metadata"], sent["state"]["values"]), who, knock)
    await ack()


async def forgotten(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form."""
    await forget_views(desk.db, view.read_forgotten(body["view"]["state"]["values"]), who, knock)
    await ack()


def reader(desk: Desk, who: Agent) -> Reader:
    """What `me` and `today` mean."""
    return Reader(who, desk.clock(), desk.zone)


async def page(desk: Desk, listing: Listing, who: Agent) -> Post:
    """As the asker sees it."""
    views = await saved_views(desk.db, who)
    return view.listed(listing, views, who, desk.workspace, desk.clock(), desk.t(who.locale))
