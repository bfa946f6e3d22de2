"""People: somebody joined the workspace, changed or left it."""

from slack_bolt.async_app import AsyncAck

from owona_bot.desk import Desk
from owona_bot.services.enrol import Team, enrol
from owona_bot.slack.doors import Doors
from owona_bot.slack.payload import Payload, user_of


def register(doors: Doors) -> None:
    """Both events carry the whole user object."""
    doors.event("team_join", changed)
    doors.event("user_change", changed)


async def changed(ack: AsyncAck, event: Payload, desk: Desk, team: Team, knock: str) -> None:
    """Committed before the ack: otherwise Slack brings it again."""
    await enrol(desk.db, user_of(event["user"]), team, knock)
    await ack()
