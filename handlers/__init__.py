"""Every door of the bot, in one list."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from handlers import (
    assign,
    bulk,
    canned,
    category,
    claim,
    close,
    emoji,
    escalate,
    export,
    find,
    from_message,
    help,
    home,
    knock,
    list,
    me,
    merge,
    new,
    note,
    oncall,
    people,
    priority,
    release,
    reopen,
    reply,
    report,
    resolve,
    schedule,
    settle,
    share,
    show,
    sla,
    sla_alert,
    snooze,
    split,
    stats,
    status,
    tag,
    team,
    thread,
    token,
    undo,
    unmerge,
    verbs,
    whole_mail,
    why,
)
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.services.enrol import Team
from owona_bot.services.recognise import recognise
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import user_in

ROOMS = (
    new,
    show,
    list,
    bulk,
    export,
    find,
    claim,
    release,
    reply,
    undo,
    canned,
    note,
    resolve,
    assign,
    status,
    close,
    reopen,
    priority,
    category,
    tag,
    snooze,
    sla,
    why,
    escalate,
    merge,
    unmerge,
    split,
    share,
    settle,
    sla_alert,
    thread,
    emoji,
    from_message,
    whole_mail,
    people,
    schedule,
    stats,
    report,
    token,
    me,
    team,
    oncall,
    help,
    home,
    verbs,
)
"""`verbs` is last: it hangs the buttons that the others have named."""


def register(app: AsyncApp, desk: Desk, team: Team, patience: float) -> None:
    """Hang all doors into Bolt, each to answer within `patience` seconds."""

    async def recognised(args: AsyncArgs) -> Agent:
        return await recognise(desk.db, user_in(args.body))

    knock.introduce(app, desk, team, patience)
    doors = Doors(app, recognised)
    for room in ROOMS:
        room.register(doors)
