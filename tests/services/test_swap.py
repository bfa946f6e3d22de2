"""Swaps on a real PostgreSQL: the first Yes counts, whoever else says it in the same moment."""

import asyncio
from datetime import timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.on_call_errors import (
    CannotServe,
    ColleagueGone,
    NobodyToSwapWith,
    NoShiftToSwap,
    NotYourShift,
    ShiftOver,
    SwapAsked,
    SwapGone,
    SwapSettled,
    SwapWithSelf,
)
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.swap import State, Swap
from owona_bot.domain.team import Wish
from owona_bot.services.on_call import on_call_now, show_on_call
from owona_bot.services.recognise import recognise
from owona_bot.services.rota import open_rota, save_rota
from owona_bot.services.swap import ask_swap, open_swap, settle_swap, show_swap
from owona_bot.services.team import change_team
from tests.services.rota import MONDAY, NOON, WEEK, a_rota, events, wanted
from tests.services.team import a_team

pytestmark = pytest.mark.database

DAY = timedelta(days=1)


def first(asker: Agent, colleague: Agent) -> Swap:
    """Of the turn that begins on MONDAY."""
    return Swap(0, asker.id, colleague.id, MONDAY, MONDAY + WEEK)


async def test_who_accepts_has_the_shift_and_both_are_told(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, "ask")
    assert await on_call_now(db, MONDAY) == ben
    await settle_swap(db, swap.id, State.ACCEPTED, carla, NOON + DAY, "accept")
    assert [await on_call_now(db, MONDAY + n * WEEK - n * DAY) for n in (0, 1)] == [carla, carla]
    assert await on_call_now(db, MONDAY - DAY) == anna
    assert await on_call_now(db, MONDAY + WEEK) == anna
    told = await events(db, "swap.asked", "swap.settled")
    named = {"swap": swap.id, "asker": ben.id, "colleague": carla.id}
    assert told == [{**named, "state": "asked"}, {**named, "state": "accepted"}]


async def test_of_ten_who_accept_the_same_shift_at_once_one_gets_it(db: Database) -> None:
    team = await a_team(db, 12)
    anna, ben, *others = team
    for round_ in range(3):
        await a_rota(db, anna, ben)
        span = (MONDAY + 2 * round_ * WEEK, MONDAY + (2 * round_ + 1) * WEEK)
        asked = [await ask_swap(db, Swap(0, ben.id, one.id, *span), ben, NOON, None) for one in others]
        ends = await asyncio.gather(
            *(
                settle_swap(db, swap.id, State.ACCEPTED, one, NOON, f"{swap.id}")
                for swap, one in zip(asked, others, strict=True)
            ),
            return_exceptions=True,
        )
        (got,) = [end for end in ends if isinstance(end, Swap)]
        assert [type(end) for end in ends if not isinstance(end, Swap)] == [SwapSettled] * 9
        holds = await on_call_now(db, span[0])
        assert holds is not None
        assert holds.id == got.colleague
        found = [await show_swap(db, swap.id) for swap in asked]
        assert sorted(one.swap.state for one in found if one) == ["accepted", *["overtaken"] * 9]


async def test_accepted_declined_and_withdrawn_at_once_one_of_it_is_true(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    for round_ in range(5):
        swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
        acts = ((State.DECLINED, carla), (State.WITHDRAWN, ben), (State.DECLINED, carla))
        ends = await asyncio.gather(
            *(settle_swap(db, swap.id, state, who, NOON, f"{round_} {n}") for n, (state, who) in enumerate(acts)),
            return_exceptions=True,
        )
        assert len([end for end in ends if isinstance(end, SwapSettled)]) == 2
        shown = await show_swap(db, swap.id)
        (settled,) = [end for end in ends if isinstance(end, Swap)]
        assert shown is not None
        assert shown.swap.state == settled.state
    assert await on_call_now(db, MONDAY) == ben
    assert len(await events(db, "swap.settled")) == 5


async def test_the_same_knock_asks_and_accepts_once(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, "ask")
    with pytest.raises(Repeated):
        await ask_swap(db, first(ben, carla), ben, NOON, "ask")
    with pytest.raises(SwapAsked):
        await ask_swap(db, first(ben, carla), ben, NOON, "again")
    await settle_swap(db, swap.id, State.ACCEPTED, carla, NOON, "accept")
    with pytest.raises(Repeated):
        await settle_swap(db, swap.id, State.ACCEPTED, carla, NOON, "accept")
    assert len(await events(db, "swap.asked", "swap.settled")) == 2


async def test_a_shift_that_has_begun_changes_hands_for_its_rest(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
    await settle_swap(db, swap.id, State.ACCEPTED, carla, MONDAY + 3 * DAY, None)
    assert [await on_call_now(db, MONDAY + n * DAY) for n in (0, 2, 3, 6, 7)] == [ben, ben, carla, carla, anna]


async def test_what_is_over_changes_no_hands(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
    with pytest.raises(ShiftOver):
        await settle_swap(db, swap.id, State.ACCEPTED, carla, MONDAY + WEEK, None)
    with pytest.raises(ShiftOver):
        await ask_swap(db, first(ben, anna), ben, MONDAY + WEEK, None)
    assert (await show_on_call(db, ben, MONDAY + WEEK)).swaps == []


async def test_a_shift_that_another_rota_gave_away_is_not_swapped(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
    await save_rota(db, wanted(anna), (await open_rota(db, anna)).seen, anna, NOON, None)
    with pytest.raises(NotYourShift):
        await settle_swap(db, swap.id, State.ACCEPTED, carla, NOON, None)
    with pytest.raises(NotYourShift):
        await ask_swap(db, first(ben, anna), ben, NOON, None)
    assert await on_call_now(db, MONDAY) == anna


async def test_whom_one_can_not_ask(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    with pytest.raises(SwapWithSelf):
        await ask_swap(db, first(ben, ben), ben, NOON, None)
    with pytest.raises(ColleagueGone):
        await ask_swap(db, Swap(0, ben.id, AgentId(99), MONDAY, MONDAY + WEEK), ben, NOON, None)
    await change_team(db, Wish(carla.slack_user, "reader"), anna, None)
    with pytest.raises(CannotServe):
        await ask_swap(db, first(ben, carla), ben, NOON, None)


async def test_who_became_a_reader_accepts_nothing(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
    await change_team(db, Wish(carla.slack_user, "reader"), anna, None)
    with pytest.raises(MayNot):
        await settle_swap(db, swap.id, State.ACCEPTED, await recognise(db, carla.slack_user), NOON, None)
    assert await on_call_now(db, MONDAY) == ben


async def test_nobody_answers_for_another(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
    for state, who in ((State.ACCEPTED, anna), (State.ACCEPTED, ben), (State.WITHDRAWN, carla), (State.DECLINED, ben)):
        with pytest.raises(SwapGone):
            await settle_swap(db, swap.id, state, who, NOON, None)
    with pytest.raises(SwapGone):
        await settle_swap(db, 99, State.ACCEPTED, anna, NOON, None)


async def test_the_form_offers_ones_own_shifts_and_who_could_take_them(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    choice = await open_swap(db, anna, NOON)
    assert (choice.shifts[0].starts, choice.shifts[0].ends) == (NOON, MONDAY)
    assert choice.shifts[1].starts == MONDAY + WEEK
    assert {one.id for one in choice.colleagues} == {ben.id, carla.id}
    with pytest.raises(NoShiftToSwap):
        await open_swap(db, carla, NOON)
    await change_team(db, Wish(ben.slack_user, "none"), anna, None)
    await change_team(db, Wish(carla.slack_user, "reader"), anna, None)
    with pytest.raises(NobodyToSwapWith):
        await open_swap(db, anna, NOON)


async def test_both_see_an_open_request(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    swap = await ask_swap(db, first(ben, carla), ben, NOON, None)
    assert [(await show_on_call(db, who, NOON)).swaps for who in (anna, ben, carla)] == [[], [swap], [swap]]
    shown = await show_swap(db, swap.id)
    assert shown is not None
    assert (shown.asker, shown.colleague) == (ben, carla)
    assert await show_swap(db, 99) is None
