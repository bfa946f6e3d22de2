"""Me: an agent's own language, whether they are there, which notices they want to hear."""

from owona_bot.database import agents, team
from owona_bot.database.engine import Database
from owona_bot.domain.me import Wanted
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.team import Colleague


async def show_me(db: Database, agent: Agent) -> Colleague:
    """As the team sees them."""
    permit(agent, Act.ME)
    async with db.read() as connection:
        return next(one for one in await team.colleagues(connection) if one.id == agent.id)


async def change_me(db: Database, wanted: Wanted, agent: Agent, knock: str | None) -> Agent:
    """Answers the agent as they are now, who reads the answer in the language they chose."""
    permit(agent, Act.ME)
    async with db.change(by=agent.actor, once=knock) as tx:
        if wanted.available is not None:
            await team.be(tx, agent.id, available=wanted.available, until=wanted.until)
        if wanted.speaks:
            await team.speak(tx, agent.id, wanted.language)
        if wanted.notices is not None:
            await team.hear(tx, agent.id, wanted.notices)
        return await agents.by_slack_user(tx.connection, agent.slack_user) or agent
