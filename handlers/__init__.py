"""Every door of the bot, in one list."""

from slack_bolt.async_app import AsyncApp

from handlers import (
    claim,
    help,
    knock,
    new,
    note,
    people,
    release,
    reply,
    resolve,
    settle,
    show,
    thread,
    verbs,
    whole_mail,
)
from owona_bot.desk import Desk
from owona_bot.services.enrol import Team
from owona_bot.slack.doors import Doors

ROOMS = (new, show, claim, release, reply, note, resolve, settle, thread, whole_mail, people, help, verbs)
"""`verbs` is last: it takes whatever the others don't want."""


def register(app: AsyncApp, desk: Desk, team: Team) -> None:
    """Hang all doors into Bolt."""
    knock.introduce(app, desk, team)
    doors = Doors(app)
    for room in ROOMS:
        room.register(doors)
