"""How open tickets would go to others: by the same rule, caps and skills kept, and nobody asked twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.assignment import Absent, Because, Mode, Rule, Stuck, Wanted, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.errors import MayNot
from owona_bot.domain.people import Agent, AgentId, Role
from owona_bot.domain.share_errors import ShareGone, ShareOvertaken, ShareSettled
from owona_bot.domain.shares import (
    Fate,
    Held,
    Move,
    Share,
    State,
    Why,
    check_theirs,
    has_room,
    numbers_in,
    settle,
    share_in,
    takes,
)
from owona_bot.domain.sharing import give_all, overloaded, points, propose
from owona_bot.domain.turns import decide
from tests.domain.samples import a_ticket
from tests.domain.teams import ANNA, BEN, CARLA, NOW, a_worker, workers

BY_LOAD = AssignRules(otherwise=Rule("all", Mode.LOAD))

SKILLED = AssignRules(otherwise=Rule("billing", Mode.LOAD, frozenset({"billing"}), timedelta(minutes=1)))


def a_held(n: int, *, priority: str = "normal", snoozed: bool = False, age: int = 0) -> Held:
    """`age` in minutes."""
    since = NOW - timedelta(minutes=age)
    return Held(Wanted(UUID(int=n), n, priority, "bug", None, "C0BUGS", since), waiting=False, snoozed=snoozed)


def some(count: int) -> list[Held]:
    return [a_held(n) for n in range(1, count + 1)]


def given_to(moves: list[Move]) -> list[AgentId | None]:
    return [move.to for move in moves]


@pytest.mark.parametrize("words", ["share @ben", "Teilen  @ben", "verteile @ben"])
def test_a_lead_may_say_it_of_the_team_too(words: str) -> None:
    found = share_in(words)
    assert found is not None
    assert found.rest == "@ben"
    assert share_in(f"skills {words}") is None


def an_agent(id_: AgentId, role: Role = "agent") -> Agent:
    return Agent(id_, f"U{id_}", f"a{id_}@owona.de", f"Agent {id_}", "de", role)


def test_each_goes_to_whose_turn_it_is_with_those_before_in_mind() -> None:
    team = [a_worker(ANNA, held=(3, 300)), a_worker(BEN, held=(1, 100)), a_worker(CARLA)]
    assert given_to(propose(some(4), ANNA, team, BY_LOAD, NOW)) == [CARLA, BEN, CARLA, BEN]


def test_the_most_urgent_is_looked_at_first_of_those_the_oldest() -> None:
    held = [a_held(1), a_held(2, age=5), a_held(3, priority="urgent")]
    moves = propose(held, ANNA, [a_worker(ANNA), a_worker(BEN, cap=2)], BY_LOAD, NOW)
    assert [(move.ticket.int, move.to) for move in moves] == [(3, BEN), (2, BEN), (1, None)]
    assert moves[2].stuck is Stuck.FULL


def test_nobody_gets_their_own_though_they_are_there_with_nothing_to_do() -> None:
    assert given_to(propose(some(2), ANNA, [a_worker(ANNA), a_worker(BEN, held=(4, 999))], BY_LOAD, NOW)) == [BEN, None]


@pytest.mark.parametrize("returning", [True, False])
def test_a_substitute_goes_first_while_they_have_room(returning: bool) -> None:
    rules = AssignRules(otherwise=Rule("all", Mode.LOAD, returning=returning))
    team = [a_worker(ANNA, substitute=BEN), a_worker(BEN, held=(3, 900)), a_worker(CARLA)]
    moves = propose(some(3), ANNA, team, rules, NOW)
    assert given_to(moves) == [BEN, BEN, CARLA]
    assert moves[0].facts is not None
    assert decide(moves[0].facts).because is Because.SUBSTITUTE


def test_a_substitute_goes_first_before_their_day_begins_but_not_while_they_are_away() -> None:
    for absent, whose in ((Absent.OFF_HOURS, BEN), (Absent.DND, BEN), (Absent.AWAY, CARLA)):
        team = [a_worker(ANNA, substitute=BEN), a_worker(BEN, absent=absent), a_worker(CARLA)]
        assert given_to(propose(some(1), ANNA, team, BY_LOAD, NOW)) == [whose]


def test_where_nothing_is_given_away_by_itself_loads_are_weighed_all_the_same() -> None:
    team = [a_worker(ANNA), a_worker(BEN, held=(1, 100)), a_worker(CARLA)]
    assert given_to(propose(some(2), ANNA, team, AssignRules(), NOW)) == [CARLA, BEN]


def test_skills_are_only_wished_of_a_ticket_that_is_old_enough() -> None:
    able = a_worker(ANNA, can=frozenset({"billing"}))
    for age, to, stuck in ((0, None, Stuck.SKILL), (999, BEN, None)):
        (move,) = propose([a_held(1, age=age)], ANNA, [able, a_worker(BEN)], SKILLED, NOW)
        assert (move.to, move.stuck) == (to, stuck)
    team = [able, a_worker(BEN), a_worker(CARLA, held=(3, 300), can=able.skills)]
    assert given_to(propose([a_held(1, age=999)], ANNA, team, SKILLED, NOW)) == [CARLA]


def test_that_whose_tickets_they_are_is_away_is_no_reason() -> None:
    able = a_worker(ANNA, can=frozenset({"billing"}))
    away = a_worker(CARLA, can=able.skills, absent=Absent.AWAY)
    for others, why in (([], Stuck.EMPTY), ([a_worker(BEN)], Stuck.SKILL), ([a_worker(BEN), away], Stuck.AWAY)):
        assert propose(some(1), ANNA, [able, *others], SKILLED, NOW)[0].stuck is why


@pytest.mark.parametrize("passing", [Absent.OFF_HOURS, Absent.SLACK_AWAY, Absent.DND, Absent.STATUS])
def test_who_is_off_for_an_hour_gets_some_where_nobody_is_there(passing: Absent) -> None:
    team = [a_worker(ANNA), a_worker(BEN, absent=Absent.AWAY), a_worker(CARLA, absent=passing)]
    assert given_to(propose(some(1), ANNA, team, BY_LOAD, NOW)) == [CARLA]
    there = [*team, a_worker(AgentId(4), held=(4, 900))]
    assert given_to(propose(some(2), ANNA, there, BY_LOAD, NOW)) == [AgentId(4), None]


def test_snoozed_tickets_weigh_nothing() -> None:
    team = [a_worker(ANNA), a_worker(BEN, cap=1)]
    held = [a_held(1, snoozed=True), a_held(2, snoozed=True), a_held(3), a_held(4)]
    assert given_to(propose(held, ANNA, team, BY_LOAD, NOW)) == [BEN, BEN, BEN, None]


@given(team=st.lists(workers, max_size=8, unique_by=lambda one: one.agent), count=st.integers(0, 30))
def test_whoever_gets_some_can_and_none_is_brought_over_their_cap(team: list[Worker], count: int) -> None:
    by_id = {one.agent: one for one in team}
    moves = propose(some(count), AgentId(1), team, BY_LOAD, NOW)
    assert [move.ticket.int for move in moves] == list(range(1, count + 1))
    for agent in {move.to for move in moves} - {None}:
        worker = by_id[AgentId(agent or 0)]
        assert worker.agent != 1
        assert worker.absent is not Absent.AWAY
        assert given_to(moves).count(agent) <= worker.free
    assert all((move.stuck is None) is (move.to is not None) for move in moves)
    assert given_to(moves) == given_to(propose(some(count), AgentId(1), team[::-1], BY_LOAD, NOW))


@given(team=st.lists(workers, max_size=8, unique_by=lambda one: one.agent), count=st.integers(1, 10))
def test_the_kept_facts_decide_the_same_again(team: list[Worker], count: int) -> None:
    for move in propose(some(count), AgentId(1), team, BY_LOAD, NOW):
        assert move.facts is not None
        assert decide(move.facts).agent == move.to


def test_all_to_one_is_a_persons_choice() -> None:
    held = [a_held(1), a_held(2, priority="high")]
    assert give_all(held, BEN) == [Move(UUID(int=2), BEN), Move(UUID(int=1), BEN)]
    assert overloaded([a_worker(BEN, held=(4, 400))], BEN, 2) == 6
    assert overloaded([a_worker(BEN, held=(3, 300))], BEN, 2) is None
    assert overloaded([], BEN, 2) is None


def test_a_burden_is_what_the_file_says_it_weighs() -> None:
    assert points(a_held(1, priority="urgent"), AssignRules(), NOW) == 400
    assert points(a_held(1, priority="urgent", snoozed=True), AssignRules(), NOW) == 0


def test_in_turn_they_go_round() -> None:
    rules = AssignRules(otherwise=Rule("round", Mode.ROUND_ROBIN))
    team = [a_worker(ANNA), a_worker(BEN, idle=3), a_worker(CARLA, idle=2), a_worker(AgentId(4), idle=1)]
    assert given_to(propose(some(5), ANNA, team, rules, NOW)) == [BEN, CARLA, 4, BEN, CARLA]


# settled


ASKED = Share(3, BEN, Why.SICK, ANNA, (ANNA, CARLA))

NAMES = {ANNA: "Anna", BEN: "Ben", CARLA: "Carla"}


def test_the_first_who_says_so_settles_it_and_the_next_hears_who_did() -> None:
    settled = settle(ASKED, State.ACCEPTED, an_agent(CARLA, "lead"), NAMES)
    assert (settled.state, settled.by) == (State.ACCEPTED, CARLA)
    with pytest.raises(ShareSettled) as refused:
        settle(settled, State.DECLINED, an_agent(ANNA, "admin"), NAMES)
    assert refused.value.values == {"agent": "Carla"}
    with pytest.raises(ShareOvertaken):
        settle(Share(3, BEN, Why.SICK, state=State.OVERTAKEN), State.ACCEPTED, an_agent(ANNA, "lead"), NAMES)


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        (BEN, "agent", True),
        (CARLA, "agent", False),
        (CARLA, "lead", True),
        (CARLA, "admin", True),
        (BEN, "reader", False),
        (CARLA, "reader", False),
    ],
)
def test_leads_share_out_anybodys_tickets_agents_their_own(who: AgentId, role: Role, may: bool) -> None:
    if may:
        check_theirs(an_agent(who, role), BEN)
        return
    with pytest.raises(MayNot):
        check_theirs(an_agent(who, role), BEN)


def test_who_takes_none_any_more() -> None:
    assert takes(None) is takes(an_agent(BEN, "reader")) is Fate.LEFT
    assert takes(an_agent(BEN)) is None
    ticket = a_ticket()
    assert has_room(None, ticket) is Fate.LEFT
    assert has_room(a_worker(BEN, absent=Absent.AWAY), ticket) is Fate.AWAY
    assert has_room(a_worker(BEN, absent=Absent.DND), ticket) is None
    assert has_room(a_worker(BEN, held=(5, 1)), ticket) is Fate.FULL


@pytest.mark.parametrize("words", ["", "x", "1 2 3", "-1", "²", "9" * 19, "1 x"])
def test_a_button_that_is_none_of_ours_leads_nowhere(words: str) -> None:
    with pytest.raises(ShareGone):
        numbers_in(words, 2)
    assert numbers_in("12 3", 2) == (12, 3)
