"""Report: `/ticket report weekly` makes one now; `… schedule` makes it come by itself, and `… list` shows those.

`… pause 3`, `… resume 3`, `… run 3` and `… delete 3` are said of one of the list, or pressed beneath it.
"""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids
from blocks import report_schedule as view_of
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_ask import Ask, Asked, asked_in
from owona_bot.domain.report_errors import ReportForgotten
from owona_bot.domain.report_schedule import Order
from owona_bot.domain.verbs import Verb
from owona_bot.services.report_made import want_pdf
from owona_bot.services.report_schedule import (
    Asker,
    delete_report,
    make_now,
    may_change,
    one_scheduled,
    ordered,
    pause_report,
    resume_report,
    run_report,
    schedule_report,
    scheduled,
)
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.membership import check_takes_us
from owona_bot.slack.payload import Payload, value_in

CHANGES = {Ask.PAUSE: pause_report, Ask.RESUME: resume_report, Ask.RUN: run_report}


def register(doors: Doors) -> None:
    """Said, pressed, or filled in."""
    doors.verb(Verb.REPORT, asked)
    doors.button(ids.REPORT_PLAN, Verb.REPORT)
    doors.button(ids.REPORT_TURN, Verb.REPORT)
    doors.button(ids.REPORT_NOW, Verb.REPORT)
    doors.button(ids.REPORT_DELETE, Verb.REPORT)
    doors.action(ids.REPORT_PDF, pdf)
    doors.submission(ids.REPORT_FORM, made)
    doors.submission(ids.REPORT_SCHEDULE, saved)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the form."""
    permit(who, Act.REPORT)
    wish, t = asked_in(call.spoken.rest), desk.t(who.locale)
    match wish.ask:
        case Ask.FORM:
            await call.show(view_of.form(wish, t, call.place.channel if call.place else ""))
        case Ask.SCHEDULE:
            await call.show(view_of.plan_form(wish, desk.zone.key, t))
        case Ask.MAKE:
            await make(wish, call, desk, who)
        case Ask.LIST:
            entries = [(one, may_change(who, one.entry)) for one in await scheduled(desk.db, who)]
            await call.say(view_of.listed(entries, desk.clock(), t))
        case Ask.DELETE:
            await delete(wish, call, desk, who)
        case _:
            shown = await CHANGES[wish.ask](desk.db, wish.name, asker(call.knock, desk, who))
            heading = t("report_schedule.begun") if wish.ask is Ask.RUN else ""
            await call.say(view_of.one(shown, desk.clock(), t, changes=True, heading=heading))


def asker(knock: str | None, desk: Desk, who: Agent, channel: str | None = None) -> Asker:
    """Who, when, by which knock and in which channel."""
    return Asker(who, desk.clock(), knock, channel)


async def make(wish: Asked, call: Call, desk: Desk, who: Agent) -> None:
    """It comes to where it was asked for; where the bot is not, to who asked."""
    order = Order(
        kind=wish.kind or ReportKind.WEEKLY,
        by=who.id,
        filter=wish.filter,
        channel=call.place.channel if call.place else None,
        thread=call.place.thread if call.place else None,
        locale=who.locale,
        day=wish.day,
    )
    await make_now(desk.db, order, asker(call.knock, desk, who, order.channel))
    await call.say(view_of.begun(desk.t(who.locale)))


async def delete(wish: Asked, call: Call, desk: Desk, who: Agent) -> None:
    """Typed, a button is shown that does it."""
    t = desk.t(who.locale)
    if not wish.sure:
        await call.say(view_of.doomed(await one_scheduled(desk.db, wish.name, who), desk.clock(), t))
        return
    await delete_report(desk.db, wish.name, asker(call.knock, desk, who))
    await call.say(view_of.deleted(wish.name, t))


async def made(ack: AsyncAck, client: AsyncWebClient, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """A job makes it."""
    typed = view_of.read(view["state"]["values"])
    order = await ordered(desk.db, typed, who, mails=desk.sender.writes)
    await check_takes_us(client, typed.channel)
    await make_now(desk.db, order, asker(knock, desk, who, view.get("private_metadata") or None))
    await ack(response_action="update", view=view_of.begun_view(desk.t(who.locale)))


async def saved(ack: AsyncAck, client: AsyncWebClient, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """When it comes first is said in the form's place."""
    typed = view_of.read(view["state"]["values"])
    order = await ordered(desk.db, typed, who, mails=desk.sender.writes)
    await check_takes_us(client, typed.channel)
    shown = await schedule_report(desk.db, order, typed, desk.zone.key, asker(knock, desk, who))
    await ack(response_action="update", view=view_of.saved(shown, desk.clock(), desk.t(who.locale)))


async def pdf(ack: AsyncAck, body: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Beneath the report, by delivery."""
    digits, message = value_in(body), body.get("message") or {}
    if not digits.isdecimal():
        raise ReportForgotten
    spot = (str(body["channel"]["id"]), str(message.get("thread_ts") or message["ts"]))
    await want_pdf(desk.db, int(digits), spot, asker(knock, desk, who))
    await ack()
