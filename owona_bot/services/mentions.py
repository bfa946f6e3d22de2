"""Mentions: people in what is typed as filters know them."""

from owona_bot.database import agents
from owona_bot.database.engine import Raw
from owona_bot.domain.team import MENTION


async def by_address(raw: Raw, line: str) -> str:
    """Each of the team's mentions as an address; a stranger's stays as Slack wrote it."""
    addresses = {one.slack_user: one.email for one in await agents.everybody(raw)}
    return MENTION.sub(lambda found: addresses.get(found[1], found[0]), line)
