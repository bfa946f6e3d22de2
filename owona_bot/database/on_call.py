"""On call: rotas and covers, which are only added to, and who was told last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, DateTime, Time, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change
from owona_bot.domain.on_call import Cover, Length, Roster, Rota
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.rota import Newest

LOCK = text("select pg_advisory_xact_lock(hashtextextended('on_call', 0))")

ROTA = "select id, turns, length, weekday, hand_over, zone, begins_at from owona_bot.rotas"

ROTAS = text(f"""
    {ROTA}
    where begins_at > :since or id = (select max(id) from owona_bot.rotas where begins_at <= :since)""")

NEWEST = text("""
    select r.id, turns, length, weekday, hand_over, zone, begins_at, made_at, a.name
    from owona_bot.rotas r join owona_bot.agents a on a.id = r.made_by
    order by r.id desc limit 1""")

COVERS = text("select id, agent_id, starts_at, ends_at from owona_bot.covers where ends_at > :since")

MOMENT = DateTime(timezone=True)

SAVE = text("""
    insert into owona_bot.rotas (turns, length, weekday, hand_over, zone, begins_at, made_by, made_at)
    values (:turns, :length, :weekday, :at, :zone, :begins, :by, :now)""").bindparams(
    bindparam("turns", type_=ARRAY(BigInteger)),
    bindparam("at", type_=Time),
    bindparam("begins", type_=MOMENT),
    bindparam("now", type_=MOMENT),
)

PUT = text("""
    insert into owona_bot.covers (agent_id, starts_at, ends_at, made_by, made_at)
    values (:agent, :starts, :ends, :by, :now)""").bindparams(
    bindparam("agent", type_=BigInteger),
    bindparam("starts", type_=MOMENT),
    bindparam("ends", type_=MOMENT),
    bindparam("now", type_=MOMENT),
)

TOLD = text("""
    select agent_id is distinct from :agent and (told_at is null or told_at < :now) as news
    from owona_bot.on_call_told""").bindparams(bindparam("agent", type_=BigInteger), bindparam("now", type_=MOMENT))

TELL = text("""
    with old as (select agent_id from owona_bot.on_call_told for update)
    update owona_bot.on_call_told t set agent_id = :agent, told_at = :now from old
    where t.agent_id is distinct from :agent and (t.told_at is null or t.told_at < :now)
    returning old.agent_id""").bindparams(bindparam("agent", type_=BigInteger), bindparam("now", type_=MOMENT))
"""A clock that was set back tells nothing twice: a moment before the last one is none."""

ESCALATED = text("""
    select distinct s.number from owona_bot.escalations e join owona_bot.ticket_state s using (ticket_id)
    where e.stopped_at is null and s.deleted_at is null
    order by s.number limit :most""")


async def lock(tx: Change) -> None:
    """Nobody else changes whose shift it is until this transaction ends."""
    await tx.connection.execute(LOCK)


async def roster(connection: AsyncConnection, since: datetime) -> Roster:
    """All that can hold at `since` or later."""
    rotas = await connection.execute(ROTAS, {"since": since})
    covers = await connection.execute(COVERS, {"since": since})
    return Roster([rota_of(row) for row in rotas], [cover_of(row) for row in covers])


async def newest(connection: AsyncConnection) -> Newest | None:
    """None: there never was one."""
    row = (await connection.execute(NEWEST)).one_or_none()
    return Newest(rota_of(row), row.name, row.made_at) if row else None


async def save(tx: Change, rota: Rota, by: Agent, now: datetime) -> None:
    """It gets an id of its own, higher than any before."""
    told = {
        "turns": list(rota.turns),
        "length": rota.length.value,
        "weekday": rota.weekday,
        "at": rota.at,
        "zone": rota.zone.key,
        "begins": rota.begins,
        "by": by.id,
        "now": now,
    }
    await tx.connection.execute(SAVE, told)


async def put(tx: Change, cover: Cover, by: Agent, now: datetime) -> None:
    """The same of a cover."""
    told = {"agent": cover.agent, "starts": cover.starts, "ends": cover.ends, "by": by.id, "now": now}
    await tx.connection.execute(PUT, told)


async def is_news(connection: AsyncConnection, agent: AgentId | None, now: datetime) -> bool:
    """Whether somebody else was told last."""
    found: bool = (await connection.execute(TOLD, {"agent": agent, "now": now})).scalar_one()
    return found


@dataclass(frozen=True, slots=True)
class Relieved:
    """Who was told last until now; `agent` None: nobody."""

    agent: AgentId | None


async def take_over(tx: Change, agent: AgentId | None, now: datetime) -> Relieved | None:
    """`agent` counts as told now; None for all but the first who says so."""
    row = (await tx.connection.execute(TELL, {"agent": agent, "now": now})).one_or_none()
    return Relieved(None if row.agent_id is None else AgentId(row.agent_id)) if row else None


async def escalated(connection: AsyncConnection, most: int) -> list[int]:
    """Numbers of tickets whose escalation nobody has ended, the oldest first."""
    return [row.number for row in await connection.execute(ESCALATED, {"most": most})]


def rota_of(row: Any) -> Rota:  # a row of that many columns has no useful type
    """A row of ROTAS."""
    turns = tuple(AgentId(one) for one in row.turns)
    zone = ZoneInfo(row.zone)
    return Rota(row.id, turns, Length(row.length), row.weekday, row.hand_over, zone, row.begins_at)


def cover_of(row: Any) -> Cover:  # a row of four columns has no useful type
    """A row of COVERS."""
    return Cover(row.id, None if row.agent_id is None else AgentId(row.agent_id), row.starts_at, row.ends_at)
