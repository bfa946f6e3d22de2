"""What Slack said last of each agent, and whose turn it is to be asked after."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from owona_bot.database.agents import holds
from owona_bot.database.engine import Raw
from owona_bot.domain.people import AgentId
from owona_bot.domain.presence import Look, Status, Watched

COUNTS = f"{holds('a')} and coalesce(a.cap, 1) > 0"
"""Of whom it matters: they could be given a ticket."""

ENLIST = f"""
    insert into owona_bot.presences (agent_id)
    select a.id from owona_bot.agents a
    where {COUNTS} and not exists (select from owona_bot.presences p where p.agent_id = a.id)
    on conflict do nothing"""

TAKE = f"""
    with due as (
        select p.agent_id, a.slack_user from owona_bot.presences p join owona_bot.agents a on a.id = p.agent_id
        where {COUNTS} and p.asked_at <= now() - $1::interval
        order by p.asked_at, p.agent_id limit 1 for update of p skip locked)
    update owona_bot.presences p set asked_at = now() from due where p.agent_id = due.agent_id
    returning p.agent_id, due.slack_user"""

ALL = f"""
    select p.agent_id, a.slack_user from owona_bot.presences p join owona_bot.agents a on a.id = p.agent_id
    where {COUNTS} order by p.agent_id"""

KEEP = """
    update owona_bot.presences set away = $2, looked_at = $3,
        status_emoji = coalesce($4, status_emoji), status_text = coalesce($5, status_text),
        status_until = case when $4::text is null then status_until else $6 end
    where agent_id = $1"""

KEEP_QUIET = """
    update owona_bot.presences p set dnd_until = told.until, looked_at = coalesce($3, p.looked_at)
    from unnest($1::bigint[], $2::timestamptz[]) as told (agent, until)
    where p.agent_id = told.agent"""

HEAR = """
    insert into owona_bot.presences as p (agent_id, status_emoji, status_text, status_until, looked_at)
    select a.id, $2, $3, $4, $5 from owona_bot.agents a where a.slack_user = $1 and a.active
    on conflict (agent_id) do update set
        status_emoji = excluded.status_emoji, status_text = excluded.status_text,
        status_until = excluded.status_until, looked_at = excluded.looked_at,
        away = case when p.looked_at >= $5 - $6::interval then p.away end"""
"""What else was said too long ago to be believed is forgotten, lest it be believed again."""


async def enlist(raw: Raw) -> None:
    """Whoever is new in the team, or may be given tickets now."""
    await raw.execute(ENLIST)


async def take(raw: Raw, every: timedelta) -> Watched | None:
    """Who was not asked after for longest; None when nobody is due. Nobody else takes them meanwhile."""
    row = await raw.fetchrow(TAKE, every)
    return Watched(AgentId(row["agent_id"]), row["slack_user"]) if row else None


async def watched(raw: Raw) -> list[Watched]:
    """All who could be given a ticket."""
    return [Watched(AgentId(row["agent_id"]), row["slack_user"]) for row in await raw.fetch(ALL)]


async def keep(raw: Raw, agent: AgentId, look: Look, now: datetime) -> None:
    """What was not asked stays as it was; but whether somebody is away is known or not."""
    said = look.status
    status = (said.emoji, said.text, said.until) if said else (None, None, None)
    await raw.execute(KEEP, agent, look.away, now, *status)


async def keep_quiet(raw: Raw, quiet: Mapping[AgentId, datetime | None], now: datetime | None) -> None:
    """`now` None: others ask what else there is, and say when they did."""
    await raw.execute(KEEP_QUIET, list(quiet), list(quiet.values()), now)


async def hear_status(raw: Raw, slack_user: str, status: Status, now: datetime, trusted: timedelta) -> None:
    """As an event tells it; nothing for whoever is none of the team."""
    await raw.execute(HEAR, slack_user, status.emoji, status.text, status.until, now, trusted)
