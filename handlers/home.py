"""Home: somebody opens the app, and chooses there what they want to see; a delivery draws it."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids
from blocks import list as view
from owona_bot.desk import Desk
from owona_bot.domain.errors import StaleButton
from owona_bot.domain.home import Tab
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may
from owona_bot.services.home import (
    choose_tab,
    choose_view,
    filter_home,
    keep_filter,
    open_home,
    show_deadlines,
    turn_page,
)
from owona_bot.services.view import saved_views
from owona_bot.slack.doors import Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """Opened, and all that is pressed or typed there but the verbs' own buttons."""
    doors.event("app_home_opened", opened)
    doors.action(ids.HOME_MINE, tab)
    doors.action(ids.HOME_UNASSIGNED, tab)
    doors.action(ids.HOME_WAITING, tab)
    doors.action(ids.HOME_CHANGED, tab)
    doors.action(ids.HOME_TEAM, tab)
    doors.action(ids.HOME_CLEAR, tab)
    doors.action(ids.HOME_FILTER, filtered)
    doors.action(ids.HOME_LATE, deadlines)
    doors.action(ids.HOME_RISK, deadlines)
    doors.action(ids.HOME_VIEW, chosen)
    doors.action(ids.HOME_SAVE, name_it)
    doors.action(ids.HOME_FIRST, turned)
    doors.action(ids.HOME_MORE, turned)


async def opened(ack: AsyncAck, event: Payload, desk: Desk, knock: str) -> None:
    """Committed before the ack. The app's messages are opened by the same event, and show nothing of ours."""
    if event["tab"] == "home":
        await open_home(desk.db, event["user"], knock)
    await ack()


async def tab(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """In place of whatever stands there."""
    if value_in(body) not in set(Tab):
        raise StaleButton
    await choose_tab(desk.db, Tab(value_in(body)), who, knock)
    await ack()


async def filtered(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Enter was pressed."""
    await filter_home(desk.db, value_in(body), who, knock)
    await ack()


async def deadlines(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Those that a count is of."""
    await show_deadlines(desk.db, value_in(body), who, knock)
    await ack()


async def chosen(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent, knock: str) -> None:
    """A view's filter, or the form in which views are deleted."""
    value = value_in(body)
    if value == view.FORGET:
        views = await saved_views(desk.db, who)
        form = view.forget_form(views, desk.t(who.locale), shared_too=may(who, Act.VIEW_SHARED))
        await open_modal(client, body["trigger_id"], form)
    else:
        await choose_view(desk.db, int(value), who, knock)
    await ack()


async def name_it(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """The form asks for a name."""
    kept = await keep_filter(desk.db, who)
    form = view.save_form(str(kept), desk.t(who.locale), may_share=may(who, Act.VIEW_SHARED))
    await open_modal(client, body["trigger_id"], form)
    await ack()


async def turned(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """To the page whose number the button has."""
    await turn_page(desk.db, int(value_in(body)), who, knock)
    await ack()
