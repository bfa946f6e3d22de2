"""What of all shifts people see."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.on_call import Cover, Gap, Lack, Length, Roster, Rota
from owona_bot.domain.on_call_board import HAND_OVERS, LOOKED, Board, Looker, board, horizon
from owona_bot.domain.people import AgentId
from owona_bot.domain.rota import MOST
from owona_bot.domain.team import Colleague

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
BERLIN = ZoneInfo("Europe/Berlin")
TEAM = {AgentId(n): Colleague(AgentId(n), f"U{n}", f"Agent {n}", "agent", None, True, None, 0) for n in range(1, 40)}


def a_rota(people: int, length: Length = Length.WEEK, *, id_: int = 1, begins: datetime = NOW) -> Rota:
    return Rota(id_, tuple(AgentId(n) for n in range(1, people + 1)), length, 0, time(9), BERLIN, begins)


def seen(roster: Roster, agent: int = 1, now: datetime = NOW) -> Board:
    return board(roster, Looker(AgentId(agent), now, TEAM), [], {})


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("people", [2, 3, MOST])
def test_everybodys_next_shift_is_in_sight_and_so_are_the_next_hand_overs(people: int, length: Length) -> None:
    roster = Roster([a_rota(people, length)])
    boards = [seen(roster, agent) for agent in range(1, people + 1)]
    assert [one.mine.agent if one.mine else None for one in boards] == list(range(1, people + 1))
    assert boards[0].mine == boards[0].now
    assert len(boards[0].after) == HAND_OVERS
    assert not boards[0].lasts


def test_who_is_alone_has_it_without_an_end() -> None:
    alone = seen(Roster([a_rota(1)]))
    assert alone.lasts
    assert (alone.after, alone.gaps) == ([], [])


def test_who_has_no_shift_has_none_in_sight() -> None:
    assert seen(Roster([a_rota(3)]), agent=9).mine is None


def test_without_anything_all_of_it_is_a_gap() -> None:
    empty = seen(Roster())
    assert (empty.rota, empty.coming, empty.mine, empty.lasts) == (None, None, None, True)
    assert empty.gaps == [Gap(Lack.NOBODY, None, NOW, NOW + LOOKED)]


def test_the_shift_that_runs_is_seen_whole_and_what_is_behind_it_is_not() -> None:
    later = seen(Roster([a_rota(3)]), agent=1, now=MONDAY + timedelta(days=2))
    assert (later.now.agent, later.now.starts, later.now.ends) == (2, MONDAY, MONDAY + WEEK)
    assert later.mine is not None
    assert later.mine.starts == MONDAY + 2 * WEEK


def test_of_rotas_to_come_the_one_that_was_saved_last_is_told() -> None:
    rotas = [a_rota(3), a_rota(2, id_=3, begins=NOW + WEEK), a_rota(1, id_=2, begins=NOW + 2 * WEEK)]
    shown = seen(Roster(rotas))
    assert (shown.rota, shown.coming) == (rotas[0], rotas[1])
    assert seen(Roster([*rotas, a_rota(1, id_=4)])).coming is None


def test_gaps_are_looked_for_in_the_next_two_weeks_alone() -> None:
    near, far = Cover(1, None, NOW + WEEK, NOW + 2 * WEEK), Cover(2, None, NOW + 3 * WEEK, NOW + 4 * WEEK)
    assert [(gap.starts, gap.ends) for gap in seen(Roster([a_rota(1)], [near, far])).gaps] == [(near.starts, near.ends)]
    assert horizon(Roster()) > LOOKED
