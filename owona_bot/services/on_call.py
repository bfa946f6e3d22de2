"""On call: who has to be called now, and what everybody may see of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import agents, events, on_call, swaps, team
from owona_bot.database.engine import Database
from owona_bot.domain.event import Kind
from owona_bot.domain.on_call import LONGEST, holder, serves, shift_at
from owona_bot.domain.on_call_board import ESCALATIONS, Board, Looker, Watch, board
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, permit

BY = "bot:on_call"

SWAPS = 8
"""Open requests that one sees at once."""


async def on_call_now(db: Database, now: datetime) -> Agent | None:
    """Whose shift it is by the desk's clock, also one who is away: rather they are called than nobody.

    None: nobody's, or that of somebody who left the team or may only read.
    """
    async with db.read() as connection:
        return await serving(connection, now)


async def serving(connection: AsyncConnection, now: datetime) -> Agent | None:
    """The same within a transaction."""
    found = holder(await on_call.roster(connection, now), now)
    agent = await agents.by_id(connection, found) if found is not None else None
    return agent if serves(agent) else None


async def show_on_call(db: Database, agent: Agent, now: datetime) -> Board:
    """Whoever is of the team may see it."""
    permit(agent, Act.ONCALL)
    async with db.read() as connection:
        roster = await on_call.roster(connection, now - LONGEST)
        colleagues = {one.id: one for one in await team.colleagues(connection)}
        asked = await swaps.open_of(connection, agent.id, now, SWAPS)
        names = {AgentId(id_): name for id_, name in (await agents.names(connection)).items()}
    return board(roster, Looker(agent.id, now, colleagues), asked, names)


async def hand_over(db: Database, now: datetime) -> bool:
    """Whoever has it now is told, and who had it: once, however many replicas look. Answers whether it was news."""
    async with db.read() as connection:
        agent = await serving(connection, now)
        if not await on_call.is_news(connection, agent.id if agent else None, now):
            return False
    async with db.change(by=BY) as tx:
        await on_call.lock(tx)
        agent = await serving(tx.connection, now)
        relieved = await on_call.take_over(tx, agent.id if agent else None, now)
        if relieved is None:
            return False
        told = {"agent": agent.id if agent else None, "before": relieved.agent}
        await events.tell(tx, Kind.SHIFT_BEGAN, None, told)
    return True


async def watch(db: Database, agent: AgentId, now: datetime) -> Watch:
    """What is told to `agent` at a hand-over, as it is now."""
    async with db.read() as connection:
        shift = shift_at(await on_call.roster(connection, now - LONGEST), now)
        hearer = await agents.by_id(connection, agent)
        holds = await serving(connection, now)
        escalated = await on_call.escalated(connection, ESCALATIONS + 1)
    until = shift.ends if shift.ends < now + LONGEST else None
    return Watch(shift, hearer, holds, until, escalated)
