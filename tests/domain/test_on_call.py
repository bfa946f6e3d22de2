"""Whose shift it is: against a slow oracle, over nights when clocks change, leap days, and whatever is laid over."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owona_bot.domain.on_call import (
    Cover,
    Length,
    Roster,
    Rota,
    gaps,
    holder,
    in_force,
    shift_at,
    shifts,
    stints,
)
from owona_bot.domain.people import AgentId
from tests.domain.turns import ANNA, BEN, BERLIN, CARLA, NOON, a_colleague, weekly

NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")


def daily(*turns: AgentId, at: time = time(9), begins: datetime = NOON, zone: ZoneInfo = BERLIN) -> Rota:
    return Rota(1, turns or (ANNA, BEN), Length.DAY, 0, at, zone, begins)


def told(roster: Roster, start: datetime, days: int) -> list[tuple[AgentId | None, str]]:
    """Who, and since when on Berlin's wall."""
    found = shifts(roster, start, start + timedelta(days=days))
    return [(one.agent, f"{one.starts.astimezone(BERLIN):%a %d %H:%M}") for one in found]


def test_turns_go_round_and_the_first_has_it_until_the_first_hand_over() -> None:
    assert told(Roster([weekly()]), NOON, 24) == [
        (ANNA, "Wed 25 13:00"),
        (BEN, "Mon 30 09:00"),
        (CARLA, "Mon 07 09:00"),
        (ANNA, "Mon 14 09:00"),
    ]


def test_before_a_rota_begins_it_is_nobodys() -> None:
    assert holder(Roster([weekly()]), NOON - timedelta(seconds=1)) is None
    assert holder(Roster([weekly()]), NOON) == ANNA
    assert holder(Roster(), NOON) is None


def test_begun_at_a_hand_over_the_first_has_a_whole_turn() -> None:
    monday = datetime(2026, 11, 30, 9, tzinfo=BERLIN)
    assert told(Roster([weekly(begins=monday)]), monday, 8) == [(ANNA, "Mon 30 09:00"), (BEN, "Mon 07 09:00")]


def test_who_is_alone_always_has_it() -> None:
    roster = Roster([daily(ANNA)])
    assert {one.agent for one in shifts(roster, NOON, NOON + timedelta(days=9))} == {ANNA}
    assert len(stints(shifts(roster, NOON, NOON + timedelta(days=9)))) == 1


@pytest.mark.parametrize(
    ("at", "nights"),
    [
        (time(9), ["Sat 27 09:00", "Sun 28 09:00", "Mon 29 09:00"]),
        (time(2, 30), ["Sat 27 02:30", "Sun 28 03:30", "Mon 29 02:30"]),
        (time(0), ["Sat 27 00:00", "Sun 28 00:00", "Mon 29 00:00"]),
    ],
)
def test_a_hand_over_that_the_clocks_jump_over_moves_on_by_as_much(at: time, nights: list[str]) -> None:
    start = datetime(2027, 3, 26, 12, tzinfo=BERLIN)
    assert [since for _, since in told(Roster([daily(at=at, begins=start)]), start, 3)][1:] == nights


def test_of_a_hand_over_that_comes_twice_the_first_counts() -> None:
    start = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    _, night, _ = shifts(Roster([daily(at=time(2, 30), begins=start)]), start, start + timedelta(days=2))
    assert night.starts == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert night.ends == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_leap_day_is_a_day() -> None:
    start = datetime(2028, 2, 28, 9, tzinfo=BERLIN)
    told_of = told(Roster([daily(begins=start)]), start, 3)
    assert told_of == [(ANNA, "Mon 28 09:00"), (BEN, "Tue 29 09:00"), (ANNA, "Wed 01 09:00")]


def test_a_day_that_a_zone_never_had_has_no_shift() -> None:
    start = datetime(2011, 12, 29, 9, tzinfo=APIA)
    found = shifts(Roster([daily(begins=start, zone=APIA)]), start, start + timedelta(days=3))
    assert [(one.agent, one.ends - one.starts) for one in found] == [(ANNA, timedelta(days=1))] * 2


def test_a_later_rota_takes_over_when_it_begins_and_an_older_one_never_again() -> None:
    later = Rota(2, (CARLA,), Length.WEEK, 0, time(9), BERLIN, NOON + timedelta(days=2))
    overtaken = Rota(1, (ANNA, BEN), Length.DAY, 0, time(9), BERLIN, NOON + timedelta(days=4))
    first = Rota(0, (BEN,), Length.WEEK, 0, time(9), BERLIN, NOON)
    roster = Roster([later, overtaken, first])
    found = stints(shifts(roster, NOON, NOON + timedelta(days=10)))
    assert [(one.agent, one.starts) for one in found] == [(BEN, NOON), (CARLA, NOON + timedelta(days=2))]


def test_what_was_put_in_by_hand_last_holds() -> None:
    hour = timedelta(hours=1)
    covers = [Cover(2, None, NOON + hour, NOON + 2 * hour), Cover(1, BEN, NOON, NOON + 3 * hour)]
    found = shifts(Roster([weekly()], covers), NOON, NOON + 4 * hour)
    assert [one.agent for one in found] == [BEN, None, BEN, ANNA]
    assert [one.by_hand for one in found] == [True, True, True, False]


def test_a_shift_is_whole_whatever_part_of_it_one_asks_for() -> None:
    roster = Roster([weekly()])
    shift = shift_at(roster, NOON + timedelta(days=9))
    assert (shift.agent, shift.ends - shift.starts) == (BEN, timedelta(days=7))
    assert shift_at(roster, NOON).starts == NOON


# laws

DAWN = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=3 * 365)).map(lambda since: DAWN + since)
zones = st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu")])
people = st.sampled_from([ANNA, BEN, CARLA])


@st.composite
def rotas(draw: st.DrawFn, near: st.SearchStrategy[datetime]) -> Rota:
    turns = tuple(draw(st.lists(people, min_size=1, max_size=4)))
    length, weekday = draw(st.sampled_from(Length)), draw(st.integers(0, 6))
    at = draw(st.one_of(st.times(), st.sampled_from([time(2, 30), time(2), time(3), time(0), time(1, 59, 59)])))
    return Rota(draw(st.integers(1, 9)), turns, length, weekday, at, draw(zones), draw(near))


@st.composite
def covers(draw: st.DrawFn, near: st.SearchStrategy[datetime]) -> Cover:
    starts = draw(near)
    lasts = timedelta(minutes=draw(st.integers(1, 31 * 24 * 60)))
    return Cover(draw(st.integers(1, 9)), draw(st.one_of(st.none(), people)), starts, starts + lasts)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Roster, datetime]:
    """A moment, and what was decided for the weeks around it."""
    now = draw(moments)
    near = st.timedeltas(timedelta(days=-40), timedelta(days=40)).map(lambda apart: now + apart)
    rotas_ = draw(st.lists(rotas(near), max_size=3, unique_by=lambda one: one.id))
    return Roster(rotas_, draw(st.lists(covers(near), max_size=4, unique_by=lambda one: one.id))), now


def whose(roster: Roster, now: datetime) -> AgentId | None:
    """The oracle: counts hand-overs day by day."""
    laid = [cover for cover in roster.covers if cover.starts <= now < cover.ends]
    if laid:
        return max(laid, key=lambda one: one.id).agent
    rota = in_force(roster.rotas, now)
    return None if rota is None else rota.turns[passed(rota, now) % len(rota.turns)]


def passed(rota: Rota, now: datetime) -> int:
    day, count = rota.begins.astimezone(rota.zone).date() - timedelta(days=1), 0
    last = now.astimezone(rota.zone).date() + timedelta(days=1)
    while day <= last:
        count += is_hand_over(rota, day) and rota.begins < wall(rota, day) <= now
        day += timedelta(days=1)
    return count


def is_hand_over(rota: Rota, day: date) -> bool:
    return rota.length is Length.DAY or day.weekday() == rota.weekday


def wall(rota: Rota, day: date) -> datetime:
    return datetime.combine(day, rota.at, rota.zone).astimezone(UTC)


@settings(max_examples=300, deadline=None)
@given(world=worlds())
def test_it_is_whose_an_oracle_says(world: tuple[Roster, datetime]) -> None:
    roster, now = world
    assert holder(roster, now) == whose(roster, now)


@settings(max_examples=200, deadline=None)
@given(world=worlds(), days=st.integers(1, 40))
def test_at_each_moment_it_is_one_persons_or_a_gap_that_is_told(world: tuple[Roster, datetime], days: int) -> None:
    roster, start = world
    end = start + timedelta(days=days)
    found = shifts(roster, start, end)
    assert (found[0].starts, found[-1].ends) == (start, end)
    assert all(one.ends == after.starts for one, after in pairwise(found))
    assert all(one.starts < one.ends for one in found)
    for one in found:
        for moment in (one.starts, one.starts + (one.ends - one.starts) / 2, one.ends - timedelta(microseconds=1)):
            assert whose(roster, moment) == one.agent
    lacking = gaps(found, {id_: a_colleague(id_) for id_ in (ANNA, BEN, CARLA)}, start)
    nobodys = sum((one.ends - one.starts for one in found if one.agent is None), timedelta())
    assert sum((one.ends - one.starts for one in lacking), timedelta()) == nobodys


@settings(max_examples=200, deadline=None)
@given(world=worlds(), taker=people, n=st.integers(0, 20))
def test_a_swap_gives_one_shift_and_leaves_all_else_as_it_was(
    world: tuple[Roster, datetime], taker: AgentId, n: int
) -> None:
    roster, start = world
    end = start + timedelta(days=20)
    before = shifts(roster, start, end)
    given_away = before[n % len(before)]
    cover = Cover(99, taker, given_away.starts, given_away.ends)
    after = shifts(Roster(roster.rotas, [*roster.covers, cover]), start, end)
    assert [(one.agent, one.starts, one.ends) for one in after] == [
        (taker if one is given_away else one.agent, one.starts, one.ends) for one in before
    ]
