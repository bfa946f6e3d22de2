"""Recognise: which agent stands behind a Slack user, and which ticket's thread it is that they write in."""

from owona_bot.database import agents, notes, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.errors import NotAnAgent
from owona_bot.domain.people import Agent


async def recognise(db: Database, slack_user: str | None) -> Agent:
    """Raises NotAnAgent for whoever is not, or no longer, of the team."""
    async with db.read_raw() as raw:
        agent = await agents.recognised(raw, slack_user or "")
    if agent is None:
        raise NotAnAgent
    return agent


async def number_of_thread(db: Database, channel: str, thread: str) -> int | None:
    """None for a thread that is no ticket's."""
    async with db.read() as connection:
        ticket = await notes.ticket_of(connection, channel, thread, thread)
        return await tickets.number_of(connection, ticket) if ticket else None
