"""Schedule: `/ticket schedule` shows what happens by itself; leads run, pause and set the time of it there.

`/ticket schedule run prune`, `… pause auto_close`, `… resume remind`, `… time remind 0 9 * * 1-5` say the same.
"""

from slack_bolt.async_app import AsyncAck

from blocks import ids, schedule
from blocks.parts import View
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.schedule import Deed, Entry, Forecast, NewTime, Shown, Wish, explained, named, wish_in
from owona_bot.domain.verbs import Verb
from owona_bot.services.schedule import change_time, pause_job, resume_job, run_now, show_schedule
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload

MOST = 100
"""Tickets that a preview looks at."""


def register(doors: Doors) -> None:
    """Said, pressed, or filled in."""
    doors.verb(Verb.SCHEDULE, asked)
    doors.button(ids.SCHEDULE_NOW, Verb.SCHEDULE)
    doors.button(ids.SCHEDULE_TURN, Verb.SCHEDULE)
    doors.button(ids.SCHEDULE_CLOCK, Verb.SCHEDULE)
    doors.submission(ids.SCHEDULE_RUN, started)
    doors.submission(ids.SCHEDULE_TIME, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Without words the list."""
    t, wish = desk.t(who.locale), wish_in(call.spoken.rest)
    entries, changes = await all_entries(desk, who), may(who, Act.SCHEDULE_CHANGE)
    if wish.name is None:
        await call.say(schedule.listed(entries, desk.clock(), t, changes=changes))
        return
    shown = named(wish.name, entries)
    if wish.deed is not Deed.SHOW:
        permit(who, Act.SCHEDULE_CHANGE)
    if wish.deed is Deed.RUN:
        await call.show(schedule.preview(shown.entry, None, t), lambda: counted(desk, shown.entry, t))
    elif wish.deed is Deed.TIME and not wish.cron:
        await call.show(schedule.time_form(shown.entry, desk.zone.key, t))
    else:
        await change(wish, shown.entry, call, desk, who)
        after = await as_it_is(desk, who, shown.entry.name)
        await call.say(schedule.one(after, desk.clock(), t, changes=changes))


async def change(wish: Wish, entry: Entry, call: Call, desk: Desk, who: Agent) -> None:
    """What needs no form."""
    match wish.deed:
        case Deed.PAUSE:
            await pause_job(desk.db, entry.name, who, call.knock)
        case Deed.RESUME:
            await resume_job(desk.db, entry.name, desk.clock(), who, call.knock)
        case Deed.TIME:
            new = NewTime(entry.name, wish.cron, desk.zone.key)
            await change_time(desk.db, new, desk.clock(), who, call.knock)


async def counted(desk: Desk, entry: Entry, t: Translate) -> View:
    """The preview again, once it is known of what: that may take longer than the trigger of a form lives."""
    return schedule.preview(entry, await forecast(desk, entry), t)


async def forecast(desk: Desk, entry: Entry) -> Forecast:
    """Nothing for a job that an older version knew: its run will say so."""
    errand = desk.errands.get(entry.job)
    return await errand.look(MOST) if errand else Forecast()


async def all_entries(desk: Desk, who: Agent) -> list[Shown]:
    """As they are now."""
    return [explained(shown, desk.errands) for shown in await show_schedule(desk.db, who)]


async def as_it_is(desk: Desk, who: Agent, name: str) -> Shown:
    """Raises JobUnknown."""
    return named(name, await all_entries(desk, who))


async def started(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """A job does it from here on."""
    name = str(view["private_metadata"])
    await run_now(desk.db, name, desk.clock(), who, knock)
    await ack(response_action="update", view=schedule.begun(name, desk.t(who.locale)))


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """When it runs now is said in the form's place."""
    new = schedule.read(str(view["private_metadata"]), view["state"]["values"], desk.zone.key)
    await change_time(desk.db, new, desk.clock(), who, knock)
    shown = await as_it_is(desk, who, new.name)
    await ack(response_action="update", view=schedule.changed(shown, desk.clock(), desk.t(who.locale)))
