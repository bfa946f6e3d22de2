"""Service tokens: made and revoked by an admin, and recognised at the doors on HTTP."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from owona_bot.database import events, tokens
from owona_bot.database.engine import Database
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.token import BITS, SECRET, ServiceToken, Wish, check_room, hash_of, works, written
from owona_bot.domain.token_errors import TokenGone, TokenRefused

STALE = timedelta(minutes=1)
"""How old the note of its last use may be."""


async def list_tokens(db: Database, agent: Agent) -> Sequence[ServiceToken]:
    """All that were not revoked, the newest first. Raises MayNot."""
    permit(agent, Act.TOKEN)
    async with db.read_raw() as raw:
        return await tokens.standing(raw)


async def make_token(db: Database, wish: Wish, agent: Agent, now: datetime, knock: str | None) -> str:
    """The secret, which nobody learns again. Raises MayNot or TooManyTokens."""
    permit(agent, Act.TOKEN)
    secret = written(secrets.token_bytes(BITS // 8))
    async with db.change(by=agent.actor, once=knock) as tx:
        check_room(await tokens.count(tx.raw))
        id_ = await tokens.add(tx.raw, wish, hash_of(secret), agent.id, now)
        scopes = [scope.value for scope in wish.scopes]
        await events.tell(tx, Kind.TOKEN_MADE, None, {"token": id_, "scopes": scopes})
    return secret


async def revoke_token(db: Database, id_: int, agent: Agent, now: datetime, knock: str | None) -> ServiceToken:
    """What it was; from the commit on no door takes it. Raises MayNot or TokenGone."""
    permit(agent, Act.TOKEN)
    async with db.change(by=agent.actor, once=knock) as tx:
        await tokens.count(tx.raw)
        found = await tokens.by_id(tx.raw, id_)
        if found is None:
            raise TokenGone
        await tokens.revoke(tx.raw, id_, agent.id, now)
        await events.tell(tx, Kind.TOKEN_REVOKED, None, {"token": id_})
    return found


async def recognise_token(db: Database, secret: str, now: datetime) -> ServiceToken:
    """Whose it is that knocks. Raises TokenRefused, whatever is wrong with it."""
    if not SECRET.fullmatch(secret):
        raise TokenRefused
    async with db.read_raw() as raw:
        found = await tokens.by_hash(raw, hash_of(secret))
        if found is None or not works(found, now):
            raise TokenRefused
    if found.last_used_at is None or found.last_used_at < now - STALE:
        async with db.change_raw(by=found.actor) as raw:
            await tokens.used(raw, found.id, now)
    return found
