"""Swaps: one message asks, and shows what became of it; the asker hears the answer."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from jobs.reactions.swap import TellSwap
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.swap import State, Swap
from owona_bot.domain.team import Wish
from owona_bot.playground.client import Playground, buttons_of
from owona_bot.services.swap import ask_swap, settle_swap
from owona_bot.services.team import change_team
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import Round, fates, people
from tests.jobs.queue import run_out, taken
from tests.services.rota import MONDAY, NOON, WEEK, a_rota

pytestmark = pytest.mark.database


@pytest.fixture
async def turn(desk: Desk, playground: Playground) -> AsyncIterator[Round]:
    """Ben has it from MONDAY on."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        turn = Round(desk, playground, slack, await people(desk.db))
        await a_rota(desk.db, *turn.team[:2])
        yield turn


async def asked(turn: Round, colleague: int = 2) -> Swap:
    """Ben asks Mia."""
    _, ben, _ = turn.team
    wish = Swap(0, ben.id, turn.team[colleague].id, MONDAY, MONDAY + WEEK)
    return await ask_swap(turn.db, wish, ben, NOON, None)


@pytest.mark.parametrize(
    ("state", "shown", "answer"),
    [
        (State.ACCEPTED, "✅ Accepted", ["✅ Mia takes your shift:"]),
        (State.DECLINED, "Declined", ["Mia can't take your shift:"]),
        (State.WITHDRAWN, "withdrawn", []),
    ],
)
async def test_one_message_asks_and_shows_what_became_of_it(
    turn: Round, state: State, shown: str, answer: list[str]
) -> None:
    _, ben, mia = turn.team
    swap = await asked(turn)
    await turn.settle()
    (question,) = await turn.directs(mia)
    assert buttons_of(question) == ["Accept", "Decline"]
    await settle_swap(turn.db, swap.id, state, ben if state is State.WITHDRAWN else mia, NOON, None)
    await turn.settle()
    (settled,) = await turn.directs(mia)
    assert settled["ts"] == question["ts"]
    assert buttons_of(settled) == []
    assert shown in (await turn.told(mia))[0]
    told = await turn.told(ben)
    assert len(told) == len(answer)
    assert all(words in line for words, line in zip(answer, told, strict=True))


async def test_whoever_else_was_asked_sees_that_it_is_gone(turn: Round) -> None:
    anna, ben, mia = turn.team
    first, _ = await asked(turn, 2), await asked(turn, 0)
    await turn.settle()
    await settle_swap(turn.db, first.id, State.ACCEPTED, mia, NOON, None)
    await turn.settle()
    (other,) = await turn.directs(anna)
    assert buttons_of(other) == []
    assert "Somebody else takes the shift already" in (await turn.told(anna))[0]
    assert len(await turn.told(ben)) == 1


async def test_what_was_withdrawn_before_it_was_asked_is_not_asked(turn: Round, raw: Raw) -> None:
    _, ben, mia = turn.team
    swap = await asked(turn)
    await turn.planned()
    await settle_swap(turn.db, swap.id, State.WITHDRAWN, ben, NOON, None)
    await turn.settle()
    assert await turn.told(mia) == []
    why = ("colleague", "suppressed", "it is settled, and no message asks")
    assert await fates(raw, Reaction.SWAP) == [why, why]


async def test_a_worker_that_dies_after_it_has_asked_leaves_one_message(turn: Round, raw: Raw) -> None:
    _, _, mia = turn.team
    await asked(turn)
    await turn.planned()
    delivery = await taken(raw)
    await TellSwap(turn.desk, turn.web)(delivery)
    assert await run_out(raw, delivery.id) == 1
    await turn.settle()
    assert len(await turn.told(mia)) == 1


class Dying(Slack):
    """Accepted, and nobody hears of it."""

    async def post(self, *told: object, **named: object) -> str:
        await super().post(*told, **named)  # type: ignore[arg-type]  # as they came
        raise KeyboardInterrupt


@pytest.mark.parametrize("state", [State.ASKED, State.ACCEPTED])
async def test_what_is_settled_while_a_dead_workers_lease_runs_ends_its_message(
    turn: Round, raw: Raw, state: State
) -> None:
    _, _, mia = turn.team
    swap = await asked(turn)
    await turn.planned()
    delivery = await taken(raw)
    with pytest.raises(KeyboardInterrupt):
        await TellSwap(turn.desk, Dying(turn.web.web))(delivery)
    if state is State.ACCEPTED:
        await settle_swap(turn.db, swap.id, state, mia, NOON, None)
    await run_out(raw, delivery.id)
    await turn.settle()
    (question,) = await turn.directs(mia)
    assert buttons_of(question) == ([] if state is State.ACCEPTED else ["Accept", "Decline"])
    assert ("colleague", "done", None) in await fates(raw, Reaction.SWAP)


async def test_who_left_is_asked_nothing(turn: Round, raw: Raw) -> None:
    anna, _, mia = turn.team
    await asked(turn)
    await change_team(turn.db, Wish(mia.slack_user, "none"), anna, None)
    await turn.settle()
    assert await turn.told(mia) == []
    assert await fates(raw, Reaction.SWAP) == [
        ("colleague", "suppressed", "somebody of the two has left the team"),
    ]
