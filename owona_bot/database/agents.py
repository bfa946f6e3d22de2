"""The team as the database knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from owona_bot.database.engine import Raw
from owona_bot.database.tables import agents
from owona_bot.domain.assignee import Team
from owona_bot.domain.people import Agent, AgentId, Role

COLUMNS = (
    agents.c.id,
    agents.c.slack_user,
    agents.c.email,
    agents.c.name,
    agents.c.locale,
    agents.c.language,
    agents.c.role,
)

BY_SLACK_USER = select(*COLUMNS).where(agents.c.slack_user == bindparam("user"), agents.c.active)

BY_ID = select(*COLUMNS).where(agents.c.id == bindparam("id"), agents.c.active)

RECOGNISED = """
    select id, slack_user, email, name, locale, language, role from owona_bot.agents
    where slack_user = $1 and active"""
"""BY_SLACK_USER for plain asyncpg: asked at each knock."""

EVERYBODY = """
    select id, slack_user, email, name, locale, language, role from owona_bot.agents where active order by id"""

TOLD_AT = bindparam("told_at", type_=BigInteger)

KEEP = text("""
    insert into owona_bot.agents (slack_user, email, name, locale, role, active, told_at)
    values (:slack_user, :email, :name, :locale, :role, true, :told_at)
    on conflict (slack_user) do update
    set email = excluded.email, name = excluded.name, locale = excluded.locale, role = excluded.role, active = true,
        told_at = excluded.told_at
    where agents.told_at <= excluded.told_at
      and (agents.email, agents.name, agents.locale, agents.role, agents.active)
          is distinct from (excluded.email, excluded.name, excluded.locale, excluded.role, true)""").bindparams(TOLD_AT)

MAKE_ROOM = text("""
    update owona_bot.agents set active = false where active and email = :email and slack_user <> :slack_user""")

DISMISS = text("""
    update owona_bot.agents set active = false, told_at = :told_at
    where slack_user = :slack_user and told_at <= :told_at""").bindparams(TOLD_AT)

KEEP_ONLY = text("update owona_bot.agents set active = false where active and slack_user <> all(:users)").bindparams(
    bindparam("users", type_=ARRAY(Text))
)


@dataclass(frozen=True, slots=True)
class Member:
    """What Slack tells of an agent; `email` in lower case.

    `told_at` is Slack's time of the change in seconds: its events come in any order, and the newest counts.
    """

    slack_user: str
    email: str
    name: str
    locale: str
    role: Role
    told_at: int


def agent_of(row: Any) -> Agent:  # a row of seven columns has no useful type
    """A row of COLUMNS; what they chose themselves goes before Slack's language."""
    id_, slack_user, email, name, locale, language, role = row
    return Agent(AgentId(id_), slack_user, email, name, language or locale, role)


async def by_slack_user(connection: AsyncConnection, user: str) -> Agent | None:
    """None for whoever is not (or no longer) of the team."""
    row = (await connection.execute(BY_SLACK_USER, {"user": user})).one_or_none()
    return agent_of(row) if row else None


async def recognised(raw: Raw, user: str) -> Agent | None:
    """The same over plain asyncpg."""
    row = await raw.fetchrow(RECOGNISED, user)
    return agent_of(row) if row else None


async def everybody(raw: Raw) -> list[Agent]:
    """Of the team now."""
    return [agent_of(row) for row in await raw.fetch(EVERYBODY)]


async def by_id(connection: AsyncConnection, agent: AgentId) -> Agent | None:
    """None for whoever is no longer of the team."""
    row = (await connection.execute(BY_ID, {"id": agent})).one_or_none()
    return agent_of(row) if row else None


async def names(connection: AsyncConnection) -> dict[int, str]:
    """Display names by id, of former agents too."""
    rows = await connection.execute(select(agents.c.id, agents.c.name))
    return {row.id: row.name for row in rows}


def holds(agent: str) -> str:
    """In SQL, whether the row of `agents` that is called so may hold tickets: what Act.CLAIM says of its role."""
    return f"{agent}.active and {agent}.role <> 'reader'"


async def slack_names(connection: AsyncConnection) -> dict[str, str]:
    """Display names by Slack user, of former agents too."""
    rows = await connection.execute(select(agents.c.slack_user, agents.c.name))
    return {row.slack_user: row.name for row in rows}


async def active(connection: AsyncConnection) -> list[Agent]:
    """The team as it is now, by name."""
    rows = await connection.execute(select(*COLUMNS).where(agents.c.active).order_by(agents.c.name, agents.c.id))
    return [agent_of(row) for row in rows]


async def team(connection: AsyncConnection) -> Team:
    """Who may be meant."""
    return Team(await active(connection), await slack_names(connection))


async def name_of(connection: AsyncConnection, actor: str) -> str | None:
    """Of an event's actor `agent:<id>`; None for everybody else."""
    return (await connection.execute(select(agents.c.name).where(agents.c.id == id_in(actor)))).scalar_one_or_none()


async def slack_user_of(connection: AsyncConnection, actor: str) -> str | None:
    """The same person, as Slack knows them."""
    named = select(agents.c.slack_user).where(agents.c.id == id_in(actor))
    return (await connection.execute(named)).scalar_one_or_none()


def id_in(actor: str) -> int | None:
    """An agent's; none is null."""
    kind, _, id_ = actor.partition(":")
    return int(id_) if kind == "agent" and id_.isdecimal() else None


async def keep(connection: AsyncConnection, member: Member) -> None:
    """Take in or bring up to date; an address belongs to one active agent."""
    values = {
        "slack_user": member.slack_user,
        "email": member.email,
        "name": member.name,
        "locale": member.locale,
        "role": member.role,
        "told_at": member.told_at,
    }
    await connection.execute(MAKE_ROOM, {"email": member.email, "slack_user": member.slack_user})
    await connection.execute(KEEP, values)


async def dismiss(connection: AsyncConnection, slack_user: str, told_at: int) -> None:
    """No longer an agent; what they hold counts as unassigned."""
    await connection.execute(DISMISS, {"slack_user": slack_user, "told_at": told_at})


async def keep_only(connection: AsyncConnection, slack_users: Iterable[str]) -> None:
    """Dismiss everybody else."""
    await connection.execute(KEEP_ONLY, {"users": list(slack_users)})
