"""On call: rotas and covers, which are only added to, and who was told last."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.domain.on_call import Cover, Length, Roster, Rota
from owona_bot.domain.people import AgentId

ROTAS = text("""
    select id, turns, length, weekday, hand_over, zone, begins_at from owona_bot.rotas
    where begins_at > :since or id = (select max(id) from owona_bot.rotas where begins_at <= :since)""")

COVERS = text("select id, agent_id, starts_at, ends_at from owona_bot.covers where ends_at > :since")


async def roster(connection: AsyncConnection, since: datetime) -> Roster:
    """All that can hold at `since` or later."""
    rotas = await connection.execute(ROTAS, {"since": since})
    covers = await connection.execute(COVERS, {"since": since})
    return Roster([rota_of(row) for row in rotas], [cover_of(row) for row in covers])


def rota_of(row: Any) -> Rota:  # a row of seven columns has no useful type
    """A row of ROTAS."""
    turns = tuple(AgentId(one) for one in row.turns)
    zone = ZoneInfo(row.zone)
    return Rota(row.id, turns, Length(row.length), row.weekday, row.hand_over, zone, row.begins_at)


def cover_of(row: Any) -> Cover:  # a row of four columns has no useful type
    """A row of COVERS."""
    return Cover(row.id, None if row.agent_id is None else AgentId(row.agent_id), row.starts_at, row.ends_at)
