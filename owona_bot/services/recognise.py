"""Recognise: which agent stands behind a Slack user."""

from owona_bot.database import agents
from owona_bot.database.engine import Database
from owona_bot.domain.errors import NotAnAgent
from owona_bot.domain.people import Agent


async def recognise(db: Database, slack_user: str | None) -> Agent:
    """Raises NotAnAgent for whoever is not, or no longer, of the team."""
    async with db.read() as connection:
        agent = await agents.by_slack_user(connection, slack_user or "")
    if agent is None:
        raise NotAnAgent
    return agent
