"""Hand-overs: told once to both, whoever looks and whoever dies, and late rather than never."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from jobs.hand_over import keep_handing_over
from jobs.reactions.shift import TellShift
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.on_call import Cover
from owona_bot.domain.team import Wish
from owona_bot.playground.client import Playground
from owona_bot.playground.stage import until
from owona_bot.services.on_call import hand_over
from owona_bot.services.rota import put_cover
from owona_bot.services.team import change_team
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import Round, fates, people
from tests.jobs.queue import run_out, taken
from tests.services.rota import MONDAY, NOON, a_rota, events

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


@pytest.fixture
async def turn(desk: Desk, playground: Playground) -> AsyncIterator[Round]:
    """Anna has it from NOON on, Ben from MONDAY."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        turn = Round(desk, playground, slack, await people(desk.db))
        await a_rota(desk.db, *turn.team[:2])
        await hand_over(desk.db, NOON)
        await turn.settle()
        yield turn


async def test_both_are_told_at_the_hand_over(turn: Round) -> None:
    anna, ben, _ = turn.team
    assert await turn.told(anna) == ["☎️ You are on call from now until Mon, Nov 30, 9:00 AM."]
    turn.now = MONDAY
    assert await hand_over(turn.db, turn.now)
    await turn.settle()
    assert await turn.told(ben) == ["☎️ You are on call from now until Mon, Dec 7, 9:00 AM."]
    assert (await turn.told(anna))[1:] == ["Your shift is over. Ben is on call now."]


async def test_replicas_that_look_all_the_time_tell_it_once(turn: Round) -> None:
    turn.now = MONDAY
    jobs = [asyncio.create_task(keep_handing_over(turn.desk)) for _ in range(5)]

    async def told() -> bool:
        return len(await events(turn.db, "shift.began")) == 2

    await until(told, "the hand-over is told")
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    assert len(await events(turn.db, "shift.began")) == 2


async def test_what_nobody_saw_in_time_is_told_with_since_when(turn: Round) -> None:
    _, ben, _ = turn.team
    turn.now = MONDAY + 26 * HOUR
    await hand_over(turn.db, turn.now)
    await turn.settle()
    assert await turn.told(ben) == ["☎️ You have been on call since yesterday, 9:00 AM, until Mon, Dec 7, 9:00 AM."]


async def test_a_worker_that_dies_after_it_has_posted_leaves_one_message(turn: Round, raw: Raw) -> None:
    _, ben, _ = turn.team
    turn.now = MONDAY
    await hand_over(turn.db, turn.now)
    await turn.planned()
    delivery = await taken(raw)
    await TellShift(turn.desk, turn.web)(delivery)
    assert await run_out(raw, delivery.id) == 1
    await turn.settle()
    assert len(await turn.told(ben)) == 1
    assert [state for _, state, _ in await fates(raw, Reaction.SHIFT)] == ["done"] * 3


async def test_what_changed_hands_again_before_it_was_told_is_not_told(turn: Round, raw: Raw) -> None:
    anna, ben, mia = turn.team
    turn.now = MONDAY
    await hand_over(turn.db, turn.now)
    await turn.planned()
    await put_cover(turn.db, Cover(0, mia.id, MONDAY, MONDAY + HOUR), anna, MONDAY, None)
    await turn.settle()
    assert await turn.told(ben) == []
    assert (await fates(raw, Reaction.SHIFT))[1] == ("agent", "suppressed", "there was another hand-over since")


async def test_who_left_is_told_nothing(turn: Round, raw: Raw) -> None:
    anna, ben, _ = turn.team
    await change_team(turn.db, Wish(ben.slack_user, "none"), anna, None)
    turn.now = MONDAY
    await hand_over(turn.db, turn.now)
    await turn.settle()
    assert await turn.told(ben) == []
    assert (await turn.told(anna))[1:] == ["Your shift is over. Nobody is on call now."]
    assert [target for target, _, _ in await fates(raw, Reaction.SHIFT)] == ["agent", "before"]
