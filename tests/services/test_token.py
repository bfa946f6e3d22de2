"""Service tokens on a real PostgreSQL: how many there may be, and what is noted of them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot
from owona_bot.domain.token import MOST, Scope, Wish
from owona_bot.domain.token_errors import TokenGone, TokenRefused, TooManyTokens
from owona_bot.services.token import list_tokens, make_token, recognise_token, revoke_token
from tests.services.team import a_team

pytestmark = pytest.mark.database

WISH = Wish("Auswertung", (Scope.EXPORT,), timedelta(days=1))


async def test_of_many_who_make_one_at_once_so_many_get_it_as_there_may_be(db: Database) -> None:
    [anna] = await a_team(db, 1)
    now = datetime.now(UTC)
    told = await asyncio.gather(
        *(make_token(db, WISH, anna, now, None) for _ in range(MOST + 5)), return_exceptions=True
    )
    made = [one for one in told if isinstance(one, str)]
    assert len(set(made)) == MOST
    assert sum(isinstance(one, TooManyTokens) for one in told) == 5
    assert len(await list_tokens(db, anna)) == MOST


async def test_of_two_who_revoke_one_at_once_one_did(db: Database) -> None:
    [anna] = await a_team(db, 1)
    now = datetime.now(UTC)
    secret = await make_token(db, WISH, anna, now, None)
    [token] = await list_tokens(db, anna)
    told = await asyncio.gather(
        *(revoke_token(db, token.id, anna, now, None) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, TokenGone) for one in told) == 4
    with pytest.raises(TokenRefused):
        await recognise_token(db, secret, now)
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select count(*) from owona_bot.events where kind = 'token.revoked'") == 1


async def test_its_last_use_is_noted_once_a_minute(db: Database) -> None:
    [anna] = await a_team(db, 1)
    now = datetime.now(UTC)
    secret = await make_token(db, WISH, anna, now, None)
    for seconds, noted in ((0, 0), (59, 0), (61, 61), (62, 61)):
        await recognise_token(db, secret, now + timedelta(seconds=seconds))
        [token] = await list_tokens(db, anna)
        assert token.last_used_at == now + timedelta(seconds=noted)


async def test_a_token_is_as_good_as_who_made_it(db: Database) -> None:
    [anna] = await a_team(db, 1)
    now = datetime.now(UTC)
    secret = await make_token(db, WISH, anna, now, None)
    await recognise_token(db, secret, now)
    for change in ("role = 'lead'", "role = 'admin', active = false"):
        async with db.raw.acquire() as raw:
            await raw.execute(f"update owona_bot.agents set {change}")
        with pytest.raises(TokenRefused):
            await recognise_token(db, secret, now)


async def test_only_admins_have_to_do_with_them(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    now = datetime.now(UTC)
    await make_token(db, WISH, anna, now, None)
    with pytest.raises(MayNot):
        await make_token(db, WISH, ben, now, None)
    with pytest.raises(MayNot):
        await list_tokens(db, ben)
    with pytest.raises(MayNot):
        await revoke_token(db, 1, ben, now, None)
