"""Who is of the team in which role, as admins decided, and whether they are there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, DateTime, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change
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

TEAM = """
    with held as (
        select lower(seen_agent) as email, count(*) as n from owona_bot.ticket_state
        where seen_agent is not null and seen_status not in ('resolved', 'closed') and deleted_at is null
        group by 1)
    select a.id, a.slack_user, a.name, a.role, a.language, a.available, a.away_until,
           coalesce(held.n, 0) as open_tickets, a.notices
    from owona_bot.agents a left join held using (email)
    where a.active
    order by array_position(array['admin', 'lead', 'agent', 'reader'], a.role), lower(a.name), a.id"""
"""Open tickets are counted as they were last planned: that has an index, the site's table has none for it."""

COLLEAGUES = text(TEAM)

BE = text("""
    update owona_bot.agents set available = :available, away_until = :until where id = :id""").bindparams(
    bindparam("available", type_=Boolean), bindparam("until", type_=DateTime(timezone=True))
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


async def colleagues(connection: AsyncConnection) -> list[Colleague]:
    """All of the team, those who may most first."""
    return [colleague_of(row) for row in await connection.execute(COLLEAGUES)]


def colleague_of(row: Any) -> Colleague:  # a row of nine columns has no useful type
    """A row of COLLEAGUES."""
    return Colleague(
        id=AgentId(row.id),
        slack_user=row.slack_user,
        name=row.name,
        role=row.role,
        language=row.language,
        available=row.available,
        away_until=row.away_until,
        open_tickets=row.open_tickets,
        notices=frozenset(row.notices),
    )


async def be(tx: Change, agent: AgentId, *, available: bool, until: datetime | None) -> None:
    """There, or away, for good or until a moment."""
    await tx.connection.execute(BE, {"id": agent, "available": available, "until": until})


async def speak(tx: Change, agent: AgentId, language: str | None) -> None:
    """`de`, `en`, or None for Slack's own."""
    await tx.connection.execute(SPEAK, {"id": agent, "language": language})


async def hear(tx: Change, agent: AgentId, notices: Iterable[Notice]) -> None:
    """Those by direct message, and no others."""
    await tx.connection.execute(HEAR, {"id": agent, "notices": sorted(notices)})
