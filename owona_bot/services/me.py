"""Me: an agent's own language, whether they are there and who stands in, which notices they want to hear."""

from datetime import datetime

from owona_bot.database import agents, team
from owona_bot.database.engine import Database
from owona_bot.domain.me import Wanted
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.team import Myself, myself_of
from owona_bot.services.away import Saying, be_away


async def show_me(db: Database, agent: Agent) -> Myself:
    """Whoever is of the team may."""
    permit(agent, Act.ME)
    async with db.read() as connection:
        return myself_of(await team.colleagues(connection), agent.id)


async def change_me(db: Database, wanted: Wanted, agent: Agent, now: datetime, knock: str | None) -> Agent:
    """Answers the agent as they are now, who reads the answer in the language they chose.

    Raises as `substitute_of` does.
    """
    permit(agent, Act.ME)
    async with db.change(by=agent.actor, once=knock) as tx:
        if wanted.available is not None:
            await be_away(tx, wanted, agent, Saying(agent, now), await agents.team(tx.connection))
        if wanted.speaks:
            await team.speak(tx, agent.id, wanted.language)
        if wanted.notices is not None:
            await team.hear(tx, agent.id, wanted.notices)
        return await agents.by_slack_user(tx.connection, agent.slack_user) or agent
