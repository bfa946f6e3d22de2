"""A ticket on which much happens: its card is redrawn as often as Slack bears, and shows the last of it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.domain.delivery import CARD_UPDATES_A_MINUTE
from owona_bot.playground.client import text_of
from tests.handlers.desk import Asked, Scene, a_quick_stage
from tests.postgres import a_database

pytestmark = pytest.mark.database

QUICK = 0.1
"""Of the real pace: a minute has six seconds."""

ON_THE_WAY = 1.0
"""Seconds by which a redraw may come later than it was sent."""

CHANGE = "update public.support_tickets set priority = $2 where id = $1"


@pytest.fixture(params=[QUICK, 1.0])
async def desk(
    request: pytest.FixtureRequest,
    postgres: Server,
    admin: asyncpg.Connection,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Scene, float]]:
    """As fast as that; the local Slack allows all, and counts."""
    log = tmp_path_factory.mktemp("noise") / "bot.log"
    pace: float = request.param
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log, OWONA_SLACK__PACE=str(pace)) as stage,
    ):
        yield Scene(stage), pace


async def changes(desk: Scene, ticket: Asked, count: int, seconds: float) -> None:
    """Spread over so long; the last makes it urgent."""
    async with desk.site.pool.acquire() as connection:
        for n in range(count):
            last = n == count - 1
            await connection.execute(CHANGE, ticket.id, "urgent" if last else ("low", "high")[n % 2])
            await asyncio.sleep(seconds / count)


async def redraws(desk: Scene, ticket: Asked) -> list[float]:
    """When Slack got them."""
    ts = (await desk.card(ticket))["ts"]
    return [call["at"] for call in await desk.slack.calls("chat.update") if call["args"]["ts"] == ts]


def most_within(moments: list[float], seconds: float) -> int:
    """In any span so long."""
    return max(sum(first <= moment < first + seconds for moment in moments) for first in moments)


async def test_a_card_is_redrawn_twenty_times_a_minute_at_most_and_ends_right(desk: tuple[Scene, float]) -> None:
    scene, pace = desk
    minute, count = 60 * pace, 1_000 if pace == QUICK else 40
    ticket = await scene.asked()
    await changes(scene, ticket, count, 2 * minute if pace == QUICK else 10)
    card = await scene.card_says(ticket, "Dringend")
    drawn = await redraws(scene, ticket)
    assert most_within(drawn, minute - ON_THE_WAY) <= CARD_UPDATES_A_MINUTE
    assert len(drawn) < count / 2
    assert text_of(card) == text_of(await scene.card(ticket))
