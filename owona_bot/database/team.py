"""Who is of the team in which role, as admins decided, and whether they are there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import asyncpg
from sqlalchemy import BigInteger, Boolean, DateTime, Integer, RowMapping, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.agents import holds
from owona_bot.database.engine import Change
from owona_bot.database.workers import BORNE
from owona_bot.domain.abilities import Abilities
from owona_bot.domain.me import Absence
from owona_bot.domain.notice import Notice
from owona_bot.domain.people import Agent, AgentId, Granted
from owona_bot.domain.team import Colleague, Wish

LOCK = text("select pg_advisory_xact_lock(hashtextextended('team', 0))")

ADMINS = text("select slack_user from owona_bot.agents where active and role = 'admin'")

GRANTED = text("select slack_user, role from owona_bot.team_roles")

KNOWN = text("select exists (select from owona_bot.agents where slack_user = :user and active)")

GRANT = text("""
    insert into owona_bot.team_roles (slack_user, role, changed_by) values (:user, :role, :by)
    on conflict (slack_user) do update
    set role = excluded.role, changed_by = excluded.changed_by, changed_at = now()""")

APPLY = text("""
    update owona_bot.agents
    set active = :role <> 'none', role = case when :role = 'none' then role else :role end
    where slack_user = :user and active""").bindparams(bindparam("role", type_=Text))

LET_GO = text("""
    update owona_bot.agents a
    set substitute = null,
        available = a.available or a.id = gone.id and not gone.active,
        away_until = case when a.id <> gone.id or gone.active then a.away_until end
    from owona_bot.agents gone
    where gone.slack_user = :user and (not gone.active or gone.role = 'reader')
      and (a.id = gone.id or a.substitute = gone.id)""")
"""Who works on tickets no more stands in for nobody; who left is not away either, should they come back."""

TEAM = f"""
    select a.id, a.slack_user, a.name, a.role, a.language, a.available, a.away_until,
           held.n as open_tickets, a.notices, a.skills, a.languages, a.cap, a.hours::text, s.id as substitute
    from owona_bot.agents a
    cross join lateral (
        select count(*) as n from owona_bot.ticket_state
        where a.role = 'reader' and lower(seen_agent) = a.email and {BORNE}) held
    left join owona_bot.agents s on s.id = a.substitute and {holds("s")}
    where a.active
    order by array_position(array['admin', 'lead', 'agent', 'reader'], a.role), lower(a.name), a.id"""
"""What readers still have is counted as it was last planned, from an index; what all others have, `workers` knows."""

COLLEAGUES = text(TEAM)

ABLE_COLUMNS = ("skills", "languages", "cap", "hours")
"""Of a colleague, what they can and when."""

STANDING = text("""
    select available, away_until, substitute, sick, skills, languages, cap, hours::text
    from owona_bot.agents where id = :id for update""")

BE = text("""
    update owona_bot.agents set available = :available, away_until = :until, substitute = :substitute, sick = :sick
    where id = :id""").bindparams(
    bindparam("available", type_=Boolean),
    bindparam("sick", type_=Boolean),
    bindparam("until", type_=DateTime(timezone=True)),
    bindparam("substitute", type_=BigInteger),
)

ABLE = text("""
    update owona_bot.agents
    set skills = :skills, languages = :languages, cap = :cap, hours = cast(:hours as jsonb)
    where id = :id""").bindparams(
    bindparam("skills", type_=ARRAY(Text)),
    bindparam("languages", type_=ARRAY(Text)),
    bindparam("cap", type_=Integer),
    bindparam("hours", type_=Text),
)

SPEAK = text("update owona_bot.agents set language = :language where id = :id").bindparams(
    bindparam("language", type_=Text)
)


HEAR = text("update owona_bot.agents set notices = :notices where id = :id").bindparams(
    bindparam("notices", type_=ARRAY(Text))
)


async def lock(tx: Change) -> list[str]:
    """The admins by Slack user; nobody else changes the team until this transaction ends."""
    await tx.connection.execute(LOCK)
    return [row.slack_user for row in await tx.connection.execute(ADMINS)]


async def granted(connection: AsyncConnection) -> dict[str, Granted]:
    """What admins decided, by Slack user."""
    return {row.slack_user: row.role for row in await connection.execute(GRANTED)}


async def knows(connection: AsyncConnection, slack_user: str) -> bool:
    """Whether they are of the team now."""
    found: bool = (await connection.execute(KNOWN, {"user": slack_user})).scalar_one()
    return found


async def grant(tx: Change, wish: Wish, by: Agent) -> None:
    """Kept for whenever Slack tells of them; at once for who is known already."""
    told = {"user": wish.slack_user, "role": wish.role}
    await tx.connection.execute(GRANT, {**told, "by": by.id})
    await tx.connection.execute(APPLY, told)
    await tx.connection.execute(LET_GO, {"user": wish.slack_user})


async def colleagues(connection: AsyncConnection) -> list[Colleague]:
    """All of the team, those who may most first."""
    return [colleague_of(row) for row in (await connection.execute(COLLEAGUES)).mappings()]


def colleague_of(row: RowMapping | asyncpg.Record) -> Colleague:
    """A row of COLLEAGUES, of either driver."""
    kept = {name: value for name, value in row.items() if name not in ABLE_COLUMNS}
    return Colleague(**{**kept, "notices": frozenset(row["notices"])}, abilities=abilities_of(row))


def abilities_of(row: RowMapping | asyncpg.Record) -> Abilities:
    """Hours come as text."""
    hours = json.loads(row["hours"]) if row["hours"] else None
    return Abilities(frozenset(row["skills"]), frozenset(row["languages"]), row["cap"], hours)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of somebody whom nobody else changes until the transaction ends."""

    absence: Absence
    abilities: Abilities


async def standing(tx: Change, agent: AgentId) -> Standing:
    """As it is kept."""
    row = (await tx.connection.execute(STANDING, {"id": agent})).mappings().one()
    absence = Absence(row["available"], row["away_until"], row["substitute"], row["sick"])
    return Standing(absence, abilities_of(row))


async def be(tx: Change, agent: AgentId, absence: Absence) -> None:
    """There, or away, for good or until a moment."""
    told = {"available": absence.available, "until": absence.until, "substitute": absence.substitute}
    await tx.connection.execute(BE, {"id": agent, "sick": absence.sick, **told})


async def able(tx: Change, agent: AgentId, abilities: Abilities) -> None:
    """What they can, and when."""
    told = {
        "skills": sorted(abilities.skills),
        "languages": sorted(abilities.languages),
        "cap": abilities.cap,
        "hours": None if abilities.hours is None else json.dumps(abilities.hours),
    }
    await tx.connection.execute(ABLE, {"id": agent, **told})


async def speak(tx: Change, agent: AgentId, language: str | None) -> None:
    """`de`, `en`, or None for Slack's own."""
    await tx.connection.execute(SPEAK, {"id": agent, "language": language})


async def hear(tx: Change, agent: AgentId, notices: Iterable[Notice]) -> None:
    """Those by direct message, and no others."""
    await tx.connection.execute(HEAR, {"id": agent, "notices": sorted(notices)})
