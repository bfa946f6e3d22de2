"""Setting up who is on call: what is refused, what is shown before, and two leads at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.on_call import Cover, Lack
from owona_bot.domain.on_call_errors import (
    CannotServe,
    ColleagueGone,
    CoverEndsFirst,
    CoverPast,
    CoverTooLong,
    RotaChanged,
)
from owona_bot.domain.people import AgentId
from owona_bot.domain.rota import Typed
from owona_bot.domain.team import Wish
from owona_bot.services.on_call import on_call_now, show_on_call
from owona_bot.services.rota import open_rota, preview_rota, put_cover, save_rota
from owona_bot.services.team import change_team
from tests.services.rota import MONDAY, NOON, WEEK, a_rota, wanted
from tests.services.team import a_team

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


async def test_of_two_leads_who_save_at_once_the_second_hears_what_the_first_has_saved(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await change_team(db, Wish(ben.slack_user, "lead"), anna, None)
    ben = replace(ben, role="lead")
    for round_ in range(5):
        seen = (await open_rota(db, anna)).seen
        ends = await asyncio.gather(
            save_rota(db, wanted(anna), seen, anna, NOON, f"anna {round_}"),
            save_rota(db, wanted(ben), seen, ben, NOON, f"ben {round_}"),
            return_exceptions=True,
        )
        (lost,) = [end for end in ends if isinstance(end, RotaChanged)]
        assert [end for end in ends if end is None] == [None]
        got = await on_call_now(db, NOON)
        assert got is not None
        assert lost.values == {"agent": got.name, "turns": got.name}


async def test_the_same_knock_saves_once(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await save_rota(db, wanted(anna, ben), 0, anna, NOON, "knock")
    with pytest.raises(Repeated):
        await save_rota(db, wanted(anna, ben), 0, anna, NOON, "knock")


async def test_who_was_refused_because_of_another_may_save_when_they_have_seen_it(db: Database) -> None:
    (anna,) = await a_team(db, 1)
    await a_rota(db, anna)
    with pytest.raises(RotaChanged):
        await save_rota(db, wanted(anna), 0, anna, NOON, "knock")
    seen = (await open_rota(db, anna)).seen
    await save_rota(db, wanted(anna), seen, anna, NOON, "knock")


async def test_a_preview_shows_what_would_be_and_changes_nothing(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await save_rota(db, wanted(carla), 0, anna, NOON, None)
    typed = Typed(f"{anna.name}\n{ben.name}", "week", "0", "09:00", "Europe/Berlin", None)
    looked = await preview_rota(db, typed, 0, anna, NOON)
    assert [one.agent for one in looked.coming][:3] == [anna.id, ben.id, anna.id]
    assert looked.coming[0].ends == MONDAY
    assert looked.gaps == []
    assert looked.changed is not None
    assert (looked.changed.rota.turns, looked.changed.rota.id) == ((carla.id,), looked.seen)
    assert (await show_on_call(db, anna, NOON)).now.agent == carla.id
    assert (await preview_rota(db, typed, looked.seen, anna, NOON)).changed is None


async def test_a_preview_shows_the_gap_before_it_begins(db: Database) -> None:
    (anna,) = await a_team(db, 1)
    typed = Typed(anna.email, "day", "0", "09:00", "Europe/Berlin", int(MONDAY.timestamp()))
    looked = await preview_rota(db, typed, 0, anna, NOON)
    assert [(gap.lack, gap.starts, gap.ends) for gap in looked.gaps] == [(Lack.NOBODY, NOON, MONDAY)]


async def test_neither_agents_nor_readers_change_it(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    typed = Typed("x", "week", "0", "09:00", "UTC", None)
    for attempt in (
        open_rota(db, ben),
        preview_rota(db, typed, 0, ben, NOON),
        save_rota(db, wanted(anna), 0, ben, NOON, None),
        put_cover(db, Cover(0, ben.id, NOON, NOON + HOUR), ben, NOON, None),
    ):
        with pytest.raises(MayNot):
            await attempt
    assert await on_call_now(db, NOON) is None


async def test_a_single_shift_is_put_in_and_taken_out(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna)
    await put_cover(db, Cover(0, ben.id, NOON + HOUR, NOON + 3 * HOUR), anna, NOON, None)
    await put_cover(db, Cover(0, None, NOON + 2 * HOUR, NOON + 3 * HOUR), anna, NOON, None)
    assert [await on_call_now(db, NOON + n * HOUR) for n in range(4)] == [anna, ben, None, anna]


async def test_a_single_shift_outlives_a_new_rota(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna)
    await put_cover(db, Cover(0, ben.id, MONDAY, MONDAY + HOUR), anna, NOON, None)
    await a_rota(db, anna)
    assert await on_call_now(db, MONDAY) == ben
    assert await on_call_now(db, MONDAY + HOUR) == anna


async def test_what_is_no_single_shift_is_refused(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    for starts, ends, error in (
        (NOON + HOUR, NOON + HOUR, CoverEndsFirst),
        (NOON - 2 * HOUR, NOON - HOUR, CoverPast),
        (NOON, NOON + 5 * WEEK, CoverTooLong),
    ):
        with pytest.raises(error):
            await put_cover(db, Cover(0, ben.id, starts, ends), anna, NOON, None)
    await change_team(db, Wish(ben.slack_user, "reader"), anna, None)
    with pytest.raises(CannotServe):
        await put_cover(db, Cover(0, ben.id, NOON, NOON + HOUR), anna, NOON, None)
    with pytest.raises(ColleagueGone):
        await put_cover(db, Cover(0, AgentId(99), NOON, NOON + HOUR), anna, NOON, None)
