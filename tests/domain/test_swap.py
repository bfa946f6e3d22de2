"""Swaps: what can be asked, who may answer, and what is left of it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.on_call import Cover, Length, Roster, Rota, shifts
from owona_bot.domain.on_call_errors import (
    CannotServe,
    ColleagueGone,
    NotYourShift,
    ShiftOver,
    SwapGone,
    SwapSettled,
    SwapWithSelf,
)
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.swap import State, Swap, check_asked, check_theirs, own, settle

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)

ANNA, BEN, CARLA = (
    Agent(AgentId(n), f"U{n}", f"{name}@owona.de", name, "de", "agent")
    for n, name in enumerate(("Anna", "Ben", "Carla"), 1)
)
RITA = Agent(AgentId(4), "U4", "rita@owona.de", "Rita", "de", "reader")

ROSTER = Roster([Rota(1, (ANNA.id, BEN.id), Length.WEEK, 0, time(9), ZoneInfo("Europe/Berlin"), NOW)])
BENS = Swap(1, BEN.id, CARLA.id, MONDAY, MONDAY + WEEK)


def test_a_shift_of_ones_own_can_be_asked() -> None:
    check_asked(BENS, CARLA, ROSTER, NOW)
    check_asked(BENS, CARLA, ROSTER, MONDAY + WEEK - HOUR)


@pytest.mark.parametrize(
    ("wish", "colleague", "now", "error"),
    [
        (Swap(0, BEN.id, BEN.id, MONDAY, MONDAY + WEEK), BEN, NOW, SwapWithSelf),
        (BENS, None, NOW, ColleagueGone),
        (Swap(0, BEN.id, RITA.id, MONDAY, MONDAY + WEEK), RITA, NOW, CannotServe),
        (BENS, CARLA, MONDAY + WEEK, ShiftOver),
        (Swap(0, ANNA.id, CARLA.id, MONDAY, MONDAY + WEEK), CARLA, NOW, NotYourShift),
        (Swap(0, BEN.id, CARLA.id, MONDAY, MONDAY + WEEK + HOUR), CARLA, NOW, NotYourShift),
        (Swap(0, BEN.id, CARLA.id, MONDAY - HOUR, MONDAY + WEEK), CARLA, NOW, NotYourShift),
    ],
)
def test_what_can_not_be_asked(wish: Swap, colleague: Agent | None, now: datetime, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_asked(wish, colleague, ROSTER, now)


def test_of_a_shift_that_runs_only_its_rest_must_be_theirs() -> None:
    covered = Roster(ROSTER.rotas, [Cover(1, ANNA.id, MONDAY, MONDAY + HOUR)])
    with pytest.raises(NotYourShift):
        check_theirs(BENS, covered, MONDAY)
    check_theirs(BENS, covered, MONDAY + HOUR)


@pytest.mark.parametrize(("state", "who"), [(State.ACCEPTED, CARLA), (State.DECLINED, CARLA), (State.WITHDRAWN, BEN)])
def test_each_answers_what_is_theirs_to_answer_once(state: State, who: Agent) -> None:
    settled = settle(BENS, state, who)
    assert settled.state is state
    for other in (ANNA, BEN, CARLA):
        with pytest.raises(SwapSettled if other is who else SwapGone):
            settle(settled, state, other)


def test_ones_own_are_those_that_run_or_come_and_end_in_sight() -> None:
    found = shifts(ROSTER, NOW - WEEK, NOW + 4 * WEEK)
    assert [one.starts for one in own(found, ANNA.id, NOW)] == [NOW, MONDAY + WEEK]
    assert [one.starts for one in own(found, BEN.id, MONDAY + WEEK)] == [MONDAY + 2 * WEEK]
    assert own(found, CARLA.id, NOW) == []
