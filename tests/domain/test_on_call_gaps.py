"""Times at which nobody would answer, and why."""

from datetime import UTC, datetime, time, timedelta

import pytest

from owona_bot.domain.on_call import DAYS, Gap, Lack, Length, Roster, Rota, gaps, serves, shifts
from owona_bot.domain.people import Agent, Role
from owona_bot.domain.team import Colleague
from tests.domain.turns import ANNA, BEN, BERLIN, CARLA, NOON, a_colleague, weekly


def lacks(*team: Colleague) -> list[Gap]:
    found = shifts(Roster([weekly()]), NOON, NOON + timedelta(days=14))
    return gaps(found, {one.id: one for one in team}, NOON)


MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
NEXT = MONDAY + timedelta(days=7)


def test_a_full_team_has_no_gap() -> None:
    assert lacks(*(a_colleague(id_) for id_ in (ANNA, BEN, CARLA))) == []


def test_who_left_and_who_may_only_read_are_gaps() -> None:
    assert lacks(a_colleague(ANNA), a_colleague(CARLA, "reader")) == [
        Gap(Lack.GONE, BEN, MONDAY, NEXT),
        Gap(Lack.READER, CARLA, NEXT, NOON + timedelta(days=14)),
    ]


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        (None, NEXT),
        (MONDAY + timedelta(days=1), MONDAY + timedelta(days=1)),
        (NEXT + timedelta(days=1), NEXT),
        (MONDAY, None),
        (NOON, None),
    ],
)
def test_who_is_away_is_a_gap_until_they_are_back(until: datetime | None, ends: datetime | None) -> None:
    team = (a_colleague(ANNA), a_colleague(BEN, here=False, until=until), a_colleague(CARLA))
    assert lacks(*team) == ([Gap(Lack.AWAY, BEN, MONDAY, ends)] if ends else [])


def test_days_that_follow_each_other_are_one_gap() -> None:
    found = shifts(Roster([Rota(1, (ANNA,), Length.DAY, 0, time(9), BERLIN, NOON)]), NOON, NOON + timedelta(days=5))
    assert gaps(found, {}, NOON) == [Gap(Lack.GONE, ANNA, NOON, NOON + timedelta(days=5))]


def test_what_is_over_is_no_gap() -> None:
    assert gaps(shifts(Roster(), NOON - timedelta(days=1), NOON), {}, NOON) == []


@pytest.mark.parametrize(("role", "may"), [("reader", False), ("agent", True), ("lead", True), ("admin", True)])
def test_a_reader_has_no_shifts(role: Role, may: bool) -> None:
    assert serves(Agent(ANNA, "U1", "anna@owona.de", "Anna", "de", role)) is may
    assert not serves(None)
    assert set(DAYS) == set(Length)
