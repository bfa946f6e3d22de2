"""On call, on a real PostgreSQL: who is to be called, and a hand-over that is told once whoever looks."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import on_call
from owona_bot.database.engine import Database
from owona_bot.domain.on_call import Cover, Lack, Length
from owona_bot.domain.people import Role
from owona_bot.domain.rota import Wanted
from owona_bot.domain.team import Wish
from owona_bot.playground.site import Site
from owona_bot.services.on_call import hand_over, on_call_now, show_on_call, watch
from owona_bot.services.rota import put_cover, save_rota
from owona_bot.services.team import change_team
from tests.services.rota import BERLIN, MONDAY, NOON, WEEK, a_rota, events, wanted
from tests.services.team import a_team

pytestmark = pytest.mark.database

ESCALATED = """
    insert into owona_bot.escalations (ticket_id, by, started_at, stopped_at)
    values ($1, 'bot:sla', now(), case when $2 then now() end)"""


async def test_without_a_rota_nobody_is_called(db: Database) -> None:
    assert await on_call_now(db, NOON) is None
    assert not await hand_over(db, NOON)


async def test_who_has_the_shift_is_called(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    assert await on_call_now(db, NOON - timedelta(hours=1)) is None
    assert await on_call_now(db, NOON) == anna
    assert await on_call_now(db, MONDAY) == ben
    assert await on_call_now(db, MONDAY - timedelta(microseconds=1)) == anna
    assert await on_call_now(db, MONDAY + WEEK) == anna


async def test_who_left_or_may_only_read_is_not_called_and_the_view_says_why(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben, carla)
    await change_team(db, Wish(ben.slack_user, "none"), anna, None)
    await change_team(db, Wish(carla.slack_user, "reader"), anna, None)
    assert await on_call_now(db, MONDAY) is None
    assert await on_call_now(db, MONDAY + WEEK) is None
    board = await show_on_call(db, anna, NOON)
    assert [(gap.lack, gap.agent) for gap in board.gaps] == [(Lack.GONE, ben.id), (Lack.READER, carla.id)]


async def test_the_board_says_who_has_it_who_follows_and_what_is_ones_own(db: Database) -> None:
    anna, ben, carla = await a_team(db, 3)
    await a_rota(db, anna, ben)
    board = await show_on_call(db, ben, NOON)
    assert (board.now.agent, board.now.starts, board.now.ends) == (anna.id, NOON, MONDAY)
    assert [shift.agent for shift in board.after] == [ben.id, anna.id, ben.id, anna.id]
    assert board.mine == board.after[0]
    assert board.gaps == []
    assert (await show_on_call(db, carla, NOON)).mine is None


async def test_a_rota_for_later_is_seen_and_holds_only_then(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna)
    later = Wanted((ben.id,), Length.DAY, 0, wanted(anna).at, BERLIN, NOON + WEEK)
    await save_rota(db, later, 1, anna, NOON, None)
    board = await show_on_call(db, anna, NOON)
    assert board.rota is not None
    assert board.coming is not None
    assert (board.rota.turns, board.coming.turns) == ((anna.id,), (ben.id,))
    assert await on_call_now(db, NOON + WEEK - timedelta(seconds=1)) == anna
    assert await on_call_now(db, NOON + WEEK) == ben


# hand-over


async def test_of_ten_replicas_that_see_a_hand_over_one_tells_it(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    for now, agent, before in ((NOON, anna.id, None), (MONDAY, ben.id, anna.id), (MONDAY + WEEK, anna.id, ben.id)):
        apart = (now + timedelta(milliseconds=7 * n) for n in range(10))
        assert sum(await asyncio.gather(*(hand_over(db, moment) for moment in apart))) == 1
        assert (await events(db, "shift.began"))[-1] == {"agent": agent, "before": before}
    assert len(await events(db, "shift.began")) == 3


async def test_a_replica_whose_clock_is_behind_takes_nothing_back(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    behind, ahead = MONDAY - timedelta(minutes=10), MONDAY
    await asyncio.gather(*(hand_over(db, moment) for moment in (ahead, *[behind] * 9)))
    assert (await events(db, "shift.began"))[-1]["agent"] == ben.id
    assert not await hand_over(db, behind)
    async with db.change(by="bot:on_call") as tx:
        assert await on_call.take_over(tx, anna.id, behind) is None


async def test_what_nobody_noticed_is_told_late_and_once(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    await hand_over(db, NOON)
    late = MONDAY + timedelta(days=3)
    assert await hand_over(db, late)
    assert not await hand_over(db, late + timedelta(seconds=1))
    assert (await watch(db, ben.id, late)).shift.starts == MONDAY


async def test_a_clock_that_is_set_back_tells_nothing_twice(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    await hand_over(db, NOON)
    for hours in (0, -1, 0, 1, -24, 2, 26):
        await hand_over(db, MONDAY + timedelta(hours=hours))
    assert await events(db, "shift.began") == [
        {"agent": anna.id, "before": None},
        {"agent": ben.id, "before": anna.id},
    ]


async def test_when_it_becomes_nobodys_who_had_it_is_told(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    await hand_over(db, NOON)
    hour = timedelta(hours=1)
    await put_cover(db, Cover(0, None, NOON + hour, NOON + 2 * hour), anna, NOON, None)
    for hours in (1, 2):
        assert await hand_over(db, NOON + hours * hour)
    assert await events(db, "shift.began") == [
        {"agent": anna.id, "before": None},
        {"agent": None, "before": anna.id},
        {"agent": anna.id, "before": None},
    ]
    assert (await watch(db, anna.id, NOON + hour)).holder is None


async def test_who_may_only_read_any_more_is_relieved_and_called_again_when_they_may(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await save_rota(db, wanted(ben), 0, anna, NOON, None)
    roles: tuple[Role, ...] = ("agent", "reader", "agent")
    for minutes, role in enumerate(roles):
        await change_team(db, Wish(ben.slack_user, role), anna, None)
        assert await hand_over(db, NOON + timedelta(minutes=minutes))
    assert [told["agent"] for told in await events(db, "shift.began")] == [ben.id, None, ben.id]


async def test_a_hand_over_at_night_is_on_the_wall_of_its_zone(db: Database) -> None:
    """Berlin leaves its summer at 3:00 on October 25th; New York a week later."""
    anna, ben = await a_team(db, 2)
    start = datetime(2026, 10, 20, 12, tzinfo=UTC)
    new_york = Wanted((anna.id, ben.id), Length.WEEK, 6, wanted(anna).at, ZoneInfo("America/New_York"), None)
    await save_rota(db, new_york, 0, anna, start, None)
    first, second = datetime(2026, 10, 25, 13, tzinfo=UTC), datetime(2026, 11, 1, 14, tzinfo=UTC)
    for moment, holds, before in ((first, ben, anna), (second, anna, ben)):
        assert await on_call_now(db, moment) == holds
        assert await on_call_now(db, moment - timedelta(seconds=1)) == before


async def test_whoever_hears_of_it_hears_what_is_escalated(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    await a_rota(db, anna)
    found = await watch(db, anna.id, NOON)
    assert (found.hearer, found.holder, found.until, found.escalated) == (anna, anna, None, [])
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.create_ticket(lena, f"Login {n}", "Fehler", acknowledge=False) for n in range(3)]
    async with site.pool.acquire() as connection:
        await connection.executemany(ESCALATED, [(ticket, n == 1) for n, ticket in enumerate([*tickets, tickets[0]])])
    assert (await watch(db, anna.id, NOON)).escalated == [1001, 1003]


async def test_only_who_is_of_the_team_is_told(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await a_rota(db, anna, ben)
    await change_team(db, Wish(ben.slack_user, "none"), anna, None)
    assert (await watch(db, ben.id, MONDAY)).hearer is None


def test_the_tests_begin_on_a_wednesday() -> None:
    assert (NOON.weekday(), MONDAY.astimezone(BERLIN).hour) == (2, 9)
