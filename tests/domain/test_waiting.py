"""Several that wait are looked at one after the other, and by the clock, whatever the order of gifts makes of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from owona_bot.domain.assignment import Mode, Rule, Wanted, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.ticket import Status
from owona_bot.domain.turns import MICROSECOND
from owona_bot.domain.waiting import Turn, Waiting, sit
from tests.domain.teams import ANNA, BEN, NOW, a_wish, a_worker

BILLING = frozenset({"billing"})

HALF_AN_HOUR = AssignRules(otherwise=Rule("b", Mode.LOAD, BILLING, timedelta(minutes=30)))

LATER = NOW + timedelta(hours=2)


def turn_of(wanted: Wanted, *team: Worker, rules: AssignRules = HALF_AN_HOUR, now: datetime = NOW) -> Turn:
    (turn,) = sit([Waiting(wanted, Status.NEW, "bug", NOW, [1], due=True)], team, rules, now, 10).turns
    return turn


def test_a_gift_whose_moment_lies_ahead_brings_no_waiting_to_an_end() -> None:
    turn = turn_of(a_wish(waited=29), replace(a_worker(ANNA), idle_since=LATER))
    assert (turn.agent, turn.again_at) == (None, NOW + timedelta(minutes=1))
    assert turn_of(a_wish(waited=30), replace(a_worker(ANNA), idle_since=LATER)).agent == ANNA


def test_whoever_is_given_one_has_had_it_after_all_others_all_the_same() -> None:
    team = replace(a_worker(ANNA, can=BILLING), idle_since=LATER), a_worker(BEN, can=BILLING)
    turn = turn_of(a_wish(), *team)
    assert (turn.agent, turn.at, turn.facts.now) == (BEN, LATER + MICROSECOND, NOW)


def test_the_moment_from_which_fewer_can_be_asked_is_not_missed() -> None:
    soon = NOW + timedelta(seconds=20)
    waits = replace(a_wish(), since=soon - timedelta(minutes=30))
    assert turn_of(waits, a_worker(ANNA)).again_at == soon
    rules = AssignRules(otherwise=Rule("r", Mode.LOAD))
    assert turn_of(replace(waits, released_by=ANNA), a_worker(ANNA), rules=rules).again_at == soon
