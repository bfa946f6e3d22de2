"""Team: who belongs to it, in which role; only admins change it, and one admin always stays."""

from collections.abc import Sequence

from owona_bot.database import events, team
from owona_bot.database.engine import Database
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.team import Colleague, Wish, check_admins, check_known


async def show_team(db: Database, agent: Agent) -> Sequence[Colleague]:
    """Everybody of it, those who may most first."""
    permit(agent, Act.TEAM)
    async with db.read() as connection:
        return await team.colleagues(connection)


async def change_team(db: Database, wish: Wish, agent: Agent, knock: str | None) -> bool:
    """Answers whether the person is known already; who is not is looked up in Slack by a delivery.

    Raises MayNot, LastAdmin or NotAMember.
    """
    permit(agent, Act.TEAM_CHANGE)
    async with db.change(by=agent.actor, once=knock) as tx:
        check_admins(await team.lock(tx), wish)
        known = await team.knows(tx.connection, wish.slack_user)
        check_known(known, wish)
        await team.grant(tx, wish, agent)
        if not known:
            await events.tell(tx, Kind.TEAM_CHANGED, None, {"user": wish.slack_user, "by": agent.slack_user})
    return known
