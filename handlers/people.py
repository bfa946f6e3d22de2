"""People: somebody joined the workspace, changed or left it."""

from slack_bolt.async_app import AsyncAck

from owona_bot.desk import Desk
from owona_bot.domain.assignment_policy import Signal
from owona_bot.services.enrol import Team, enrol
from owona_bot.services.presence import hear_status
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, status_of, user_of


def register(doors: Doors) -> None:
    """Both events carry the whole user object."""
    doors.event("team_join", changed)
    doors.event("user_change", changed)


async def changed(ack: AsyncAck, event: Payload, desk: Desk, team: Team, knock: str) -> None:
    """Committed before the ack: otherwise Slack brings it again."""
    user = event["user"]
    of_us = await enrol(desk.db, user_of(user), team, knock)
    if of_us and Signal.STATUS in desk.assignment.presence:
        await hear_status(desk.db, user["id"], status_of(user), desk.clock())
    await ack()
