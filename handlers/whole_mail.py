"""Whole mail: the button beneath a message that is only the newest part of one."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids, thread
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.services.show import show_mail
from owona_bot.slack.doors import Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """One button."""
    doors.action(ids.WHOLE_MAIL, by_button)


async def by_button(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """For the one who pressed."""
    text = await show_mail(desk.db, int(value_in(body)))
    await open_modal(client, body["trigger_id"], thread.whole_mail(text, desk.t(who.locale)))
    await ack()
