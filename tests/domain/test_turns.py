"""Whose turn it is: who could have it, what it turns on between those, and that it is fair."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from owona_bot.domain.assignment import Absent, Because, Facts, Mode, Rule, Stuck, Verdict, Wanted, WhyNot, Worker
from owona_bot.domain.people import AgentId
from owona_bot.domain.turns import decide, given, moment_for, order
from tests.domain.teams import ANNA, BEN, CARLA, NOW, a_wish, a_worker, all_facts, facts_of, teams, wishes

BILLING = frozenset({"billing"})

ROUND = Rule("round", Mode.ROUND_ROBIN)


def reasons(facts: Facts) -> dict[AgentId, WhyNot | None]:
    """By agent."""
    return {verdict.agent: verdict.why_not for verdict in decide(facts).verdicts}


@pytest.mark.parametrize(
    ("anna", "ben", "because"),
    [
        (a_worker(held=(1, 400)), a_worker(BEN, held=(3, 300)), Because.LOAD),
        (a_worker(held=(3, 300)), a_worker(BEN, held=(2, 300)), Because.OPEN),
        (a_worker(held=(2, 300), idle=5), a_worker(BEN, held=(2, 300), idle=6), Because.IDLE),
        (a_worker(held=(2, 300), idle=5), a_worker(BEN, held=(2, 300)), Because.IDLE),
        (a_worker(cap=0), a_worker(BEN, held=(2, 300)), Because.ONLY),
    ],
)
def test_the_least_points_then_tickets_then_the_longest_idle_decide(
    anna: Worker, ben: Worker, because: Because
) -> None:
    found = decide(facts_of(anna, ben))
    assert (found.agent, found.because) == (BEN, because)


def test_of_two_who_are_alike_the_lower_id_has_it() -> None:
    found = decide(facts_of(a_worker(BEN), a_worker(ANNA)))
    assert (found.agent, found.because) == (ANNA, Because.ALIKE)
    assert found.verdicts == (Verdict(ANNA, None), Verdict(BEN, WhyNot.ALIKE))


def test_one_after_the_other_looks_at_no_load() -> None:
    busy, free = a_worker(ANNA, held=(4, 900), idle=9), a_worker(BEN, idle=3)
    assert decide(facts_of(busy, free)).agent == BEN
    found = decide(facts_of(busy, free, rule=ROUND))
    assert (found.agent, found.because) == (ANNA, Because.IDLE)


def test_where_the_rule_is_off_it_waits_without_a_word_on_anybody() -> None:
    found = decide(facts_of(a_worker(), rule=Rule("vip", Mode.OFF)))
    assert (found.agent, found.because, found.verdicts, found.stuck) == (None, Because.OFF, (), None)


def test_each_one_hears_the_first_reason_that_holds() -> None:
    team = (
        a_worker(AgentId(4), can=frozenset({"en"}), absent=Absent.AWAY, cap=0),
        a_worker(AgentId(5), can=BILLING | {"en"}, absent=Absent.AWAY, cap=0),
        a_worker(AgentId(6), can=BILLING, absent=Absent.DND, cap=0),
        a_worker(AgentId(7), can=BILLING, held=(5, 500)),
        a_worker(AgentId(8), can=BILLING | {"de"}),
    )
    facts = facts_of(*team, rule=Rule("b", Mode.LOAD, BILLING), wanted=a_wish(language="de"))
    assert reasons(facts) == {8: None, 4: WhyNot.SKILL, 5: WhyNot.LANGUAGE, 6: WhyNot.ABSENT, 7: WhyNot.FULL}


def test_who_had_the_customer_before_goes_first_whatever_their_load() -> None:
    facts = facts_of(a_worker(ANNA), a_worker(BEN, held=(4, 900)), wanted=a_wish(last=BEN))
    found = decide(facts)
    assert (found.agent, found.because) == (BEN, Because.RETURNING)
    assert found.verdicts == (Verdict(BEN, None), Verdict(ANNA, WhyNot.RETURNING))
    assert decide(replace(facts, rule=Rule("r", Mode.LOAD, returning=False))).agent == ANNA


def test_who_gave_it_back_stands_behind_all_who_could_have_it() -> None:
    facts = facts_of(a_worker(ANNA, held=(4, 900)), a_worker(BEN), wanted=a_wish(last=BEN, released_by=BEN))
    found = decide(facts)
    assert (found.agent, found.because) == (ANNA, Because.ONLY)
    assert found.verdicts == (Verdict(ANNA, None), Verdict(BEN, WhyNot.RELEASED))


@pytest.mark.parametrize(
    ("rule", "minutes"),
    [(Rule("r", Mode.LOAD), 30), (Rule("r", Mode.LOAD, relax_after=timedelta(hours=4)), 240)],
    ids=["half an hour", "as long as skills are asked for"],
)
def test_where_nobody_else_could_they_have_it_again_when_it_waited_long(rule: Rule, minutes: int) -> None:
    team = a_worker(ANNA), a_worker(BEN, held=(5, 0))
    early = facts_of(*team, rule=rule, wanted=a_wish(released_by=ANNA, waited=minutes - 1))
    assert (decide(early).agent, decide(early).stuck) == (None, Stuck.FULL)
    late = facts_of(*team, rule=rule, wanted=a_wish(released_by=ANNA, waited=minutes))
    assert decide(late).agent == ANNA
    other = facts_of(*team, a_worker(CARLA, held=(4, 900)), rule=rule, wanted=late.wanted)
    assert decide(other).agent == CARLA


def test_whoever_has_not_the_skills_may_have_it_before_who_gave_it_back() -> None:
    rule = Rule("b", Mode.LOAD, BILLING, timedelta(minutes=30))
    team = a_worker(ANNA, can=BILLING), a_worker(BEN)
    assert decide(facts_of(*team, rule=rule, wanted=a_wish(released_by=ANNA))).stuck is Stuck.RELEASED
    assert decide(facts_of(*team, rule=rule, wanted=a_wish(released_by=ANNA, waited=30))).agent == BEN


@pytest.mark.parametrize(
    "ben",
    [
        a_worker(BEN, absent=Absent.OFF_HOURS, substitute=CARLA),
        a_worker(BEN, held=(5, 0), substitute=CARLA),
        a_worker(BEN, can=frozenset({"en"}), absent=Absent.AWAY, substitute=CARLA),
        a_worker(BEN, absent=Absent.AWAY),
    ],
    ids=["at home", "full", "of another language", "alone"],
)
def test_a_known_customer_is_anybodys_where_nobody_knows_them(ben: Worker) -> None:
    facts = facts_of(a_worker(), ben, a_worker(CARLA), wanted=a_wish(last=BEN, language="de"))
    assert decide(facts).because is Because.ALIKE


def test_while_they_are_away_the_one_who_stands_in_has_their_customers() -> None:
    away = a_worker(BEN, absent=Absent.AWAY, substitute=CARLA)
    facts = facts_of(a_worker(), away, a_worker(CARLA, held=(4, 900)), wanted=a_wish(last=BEN))
    found = decide(facts)
    assert (found.agent, found.because) == (CARLA, Because.SUBSTITUTE)
    full = facts_of(a_worker(), away, a_worker(CARLA, held=(5, 900)), wanted=a_wish(last=BEN))
    assert decide(full).agent == ANNA


def test_a_skill_is_needed_until_it_waited_long_and_wished_for_even_then() -> None:
    rule = Rule("b", Mode.LOAD, BILLING, timedelta(minutes=30))
    full, other = a_worker(ANNA, can=BILLING, held=(5, 0)), a_worker(BEN)
    early = decide(facts_of(full, other, rule=rule, wanted=a_wish(waited=29)))
    assert (early.agent, early.relaxed, early.stuck) == (None, False, Stuck.FULL)
    late = decide(facts_of(full, other, rule=rule, wanted=a_wish(waited=30)))
    assert (late.agent, late.relaxed) == (BEN, True)
    freed = facts_of(replace(full, open=4, load=900), other, rule=rule, wanted=a_wish(waited=30))
    assert (decide(freed).agent, decide(freed).relaxed) == (ANNA, False)


def test_a_language_relaxes_where_the_rule_says_so() -> None:
    rule = Rule("b", Mode.LOAD, BILLING, timedelta(minutes=30))
    facts = facts_of(a_worker(can=frozenset({"de"})), rule=rule, wanted=a_wish(waited=30, language="fr"))
    assert decide(facts).stuck is Stuck.LANGUAGE
    assert decide(replace(facts, rule=replace(rule, relax_language=True))).agent == ANNA


@pytest.mark.parametrize(
    ("team", "stuck"),
    [
        ((), Stuck.EMPTY),
        ((a_worker(can=frozenset({"de"})),), Stuck.SKILL),
        ((a_worker(can=frozenset({"en"})), a_worker(BEN, can=BILLING | {"en"})), Stuck.LANGUAGE),
        ((a_worker(), a_worker(BEN, can=BILLING, absent=Absent.DND)), Stuck.AWAY),
        ((a_worker(can=BILLING, cap=0), a_worker(BEN, can=BILLING, absent=Absent.AWAY)), Stuck.FULL),
    ],
)
def test_why_nothing_goes_is_said_by_who_is_nearest_to_it(team: tuple[Worker, ...], stuck: Stuck) -> None:
    facts = facts_of(*team, rule=Rule("b", Mode.LOAD, BILLING), wanted=a_wish(language="de"))
    assert decide(facts).stuck is stuck


@whatever(all_facts)
def test_nobody_is_given_what_they_cannot_have(facts: Facts) -> None:
    found = decide(facts)
    if found.agent is None:
        return
    worker = next(worker for worker in facts.workers if worker.agent == found.agent)
    language, rule = facts.wanted.language, facts.rule
    assert worker.absent is None
    assert worker.open < worker.cap
    assert found.relaxed or rule.skills <= worker.skills
    assert language in (None, *worker.languages) or not worker.languages or (found.relaxed and rule.relax_language)
    waited = facts.now - facts.wanted.since
    assert not found.relaxed or (rule.relax_after is not None and waited >= rule.relax_after)


@whatever(all_facts)
def test_it_waits_only_where_nobody_could_have_it(facts: Facts) -> None:
    found = decide(facts)
    if found.because is not Because.NOBODY:
        return
    for worker in facts.workers:
        fit = facts.rule.skills <= worker.skills and (
            facts.wanted.language in (None, *worker.languages) or not worker.languages
        )
        rests = worker.agent == facts.wanted.released_by
        assert not fit or worker.absent is not None or worker.open >= worker.cap or rests
    assert found.stuck is not None


@whatever(all_facts)
def test_nobody_who_could_have_it_has_less(facts: Facts) -> None:
    found = decide(facts)
    could = {verdict.agent for verdict in found.verdicts if verdict.why_not in {None, *WhyNot} - {
        WhyNot.SKILL, WhyNot.LANGUAGE, WhyNot.ABSENT, WhyNot.FULL, WhyNot.RELEASED}}  # fmt: skip
    if found.because in (Because.LOAD, Because.OPEN, Because.IDLE, Because.ALIKE) and facts.rule.mode is Mode.LOAD:
        loads = {worker.agent: (worker.load, worker.open) for worker in facts.workers if worker.agent in could}
        assert found.agent is not None
        assert loads[found.agent] == min(loads.values())


@whatever(all_facts, st.randoms())
def test_the_order_in_which_the_team_stands_changes_nothing(facts: Facts, chance: Random) -> None:
    mixed = list(facts.workers)
    chance.shuffle(mixed)
    assert decide(replace(facts, workers=tuple(mixed))) == decide(facts)


@whatever(all_facts)
def test_everybody_of_the_team_hears_one_verdict(facts: Facts) -> None:
    found = decide(facts)
    if found.because is not Because.OFF:
        assert sorted(verdict.agent for verdict in found.verdicts) == sorted(each.agent for each in facts.workers)
        assert [verdict.agent for verdict in found.verdicts if verdict.why_not is None] == [
            agent for agent in (found.agent,) if agent is not None
        ]


@whatever(st.integers(1, 7), st.integers(1, 60), st.sampled_from((Mode.LOAD, Mode.ROUND_ROBIN)), st.integers(0, 1))
def test_equal_agents_get_equally_many_even_all_at_once(size: int, tickets: int, mode: Mode, minutes: int) -> None:
    team = tuple(a_worker(AgentId(number), cap=99) for number in range(1, size + 1))
    got: Counter[AgentId] = Counter({worker.agent: 0 for worker in team})
    for number in range(tickets):
        at = moment_for(team, NOW + number * timedelta(minutes=minutes))
        found = decide(Facts(a_wish(), team, Rule("r", mode), at))
        assert found.agent is not None
        got[found.agent] += 1
        team = given(team, found.agent, 100, at)
    assert max(got.values()) - min(got.values()) <= 1


@whatever(teams)
def test_who_was_given_one_last_was_so_alone(team: tuple[Worker, ...]) -> None:
    at = moment_for(team, NOW - timedelta(hours=1))
    assert all(worker.idle_since is None or worker.idle_since < at for worker in team)


@whatever(st.lists(wishes, max_size=9))
def test_the_most_urgent_comes_first_and_of_those_what_waits_longest(tickets: list[Wanted]) -> None:
    found = order(tickets)
    urgency = {"urgent": 0, "high": 1, "normal": 2, "strange": 2, "low": 3}
    keys = [(urgency[each.priority], each.since) for each in found]
    assert keys == sorted(keys)
    assert sorted(each.number for each in found) == sorted(each.number for each in tickets)
