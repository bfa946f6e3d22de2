"""Service tokens, of which the hash alone is kept."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from owona_bot.database.engine import Raw
from owona_bot.domain.people import AgentId
from owona_bot.domain.token import Scope, ServiceToken, Wish

SEEN = """
    select t.id, t.name, t.scopes, t.created_at, t.last_used_at, t.expires_at, coalesce(a.name, '?') as made_by,
           case when a.active and a.role = 'admin' then a.id end as maker
    from owona_bot.service_tokens t left join owona_bot.agents a on a.id = t.made_by
    where t.revoked_at is null"""

ALL = f"{SEEN} order by t.id desc"

BY_HASH = f"{SEEN} and t.hash = $1"

BY_ID = f"{SEEN} and t.id = $1"

ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('owona_bot.service_tokens', 0))"

COUNT = "select count(*) from owona_bot.service_tokens where revoked_at is null"

ADD = """
    insert into owona_bot.service_tokens (name, hash, scopes, made_by, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6) returning id"""

USED = """
    update owona_bot.service_tokens set last_used_at = $2
    where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')"""

REVOKE = """
    update owona_bot.service_tokens set revoked_at = $2, revoked_by = $3 where id = $1 and revoked_at is null"""


async def standing(raw: Raw) -> Sequence[ServiceToken]:
    """All that were not revoked, the newest first."""
    return [token_of(row) for row in await raw.fetch(ALL)]


async def by_hash(raw: Raw, hashed: bytes) -> ServiceToken | None:
    """None for a revoked one too."""
    row = await raw.fetchrow(BY_HASH, hashed)
    return token_of(row) if row else None


async def by_id(raw: Raw, id_: int) -> ServiceToken | None:
    """None for a revoked one too."""
    row = await raw.fetchrow(BY_ID, id_)
    return token_of(row) if row else None


def token_of(row: asyncpg.Record) -> ServiceToken:
    """A scope that an older or newer version knew opens nothing here."""
    scopes = tuple(scope for scope in Scope if scope.value in row["scopes"])
    maker = None if row["maker"] is None else AgentId(row["maker"])
    times = (row["created_at"], row["last_used_at"], row["expires_at"])
    return ServiceToken(row["id"], row["name"], scopes, row["made_by"], maker, *times)


async def count(raw: Raw) -> int:
    """Of those that were not revoked; nobody else makes one until this transaction ends."""
    await raw.execute(ONE_AT_A_TIME)
    found: int = await raw.fetchval(COUNT)
    return found


async def add(raw: Raw, wish: Wish, hashed: bytes, by: AgentId, now: datetime) -> int:
    """Its id."""
    scopes = [scope.value for scope in wish.scopes]
    id_: int = await raw.fetchval(ADD, wish.name, hashed, scopes, by, now, now + wish.life)
    return id_


async def used(raw: Raw, id_: int, now: datetime) -> None:
    """Written at most once a minute."""
    await raw.execute(USED, id_, now)


async def revoke(raw: Raw, id_: int, by: AgentId, now: datetime) -> None:
    """For ever."""
    await raw.execute(REVOKE, id_, now, by)
