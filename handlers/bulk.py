"""Bulk: the button beneath a list opens a form; its preview shows what would happen; a job does it."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import bulk as view
from blocks import ids, reply
from owona_bot.desk import Desk
from owona_bot.domain.listing import list_id
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.services.bulk import cancel_bulk, preview_bulk, start_bulk
from owona_bot.services.list import Reader
from owona_bot.slack.doors import Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """The button, the two forms, and Cancel."""
    doors.action(ids.BULK, opened)
    doors.submission(ids.BULK_FORM, looked_at)
    doors.submission(ids.BULK_PREVIEW, started)
    doors.action(ids.BULK_CANCEL, cancelled)


async def opened(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """What is to be done to them."""
    permit(who, Act.BULK)
    await open_modal(client, body["trigger_id"], view.form(value_in(body), desk.t(who.locale)))
    await ack()


async def looked_at(ack: AsyncAck, body: Payload, desk: Desk, who: Agent) -> None:
    """What it would do, above the form."""
    sent = body["view"]
    wanted = view.read(sent["state"]["values"])
    reader = Reader(who, desk.clock(), desk.zone)
    preview = await preview_bulk(desk.db, list_id(sent["private_metadata"]), wanted, reader)
    await ack(**reply.above(view.preview(preview, desk.t(who.locale))))


async def started(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes everything; a direct message shows how far it comes."""
    await start_bulk(desk.db, list_id(body["view"]["private_metadata"]), who, knock)
    await ack(response_action="clear")


async def cancelled(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The message redraws itself by delivery."""
    await cancel_bulk(desk.db, list_id(value_in(body)), who, knock)
    await ack()
