"""What `assignment:` of the operator's file means, and what is said of each thing in it that can't stay."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent

import pytest
import yaml

from owona_bot.config_file import Lined
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import AssignRules, Signal, Tell, Weights
from owona_bot.domain.assignment_rules import told
from owona_bot.domain.config import config_in
from owona_bot.domain.config_faults import NotRules
from tests.domain.teams import a_wish

HOUR = timedelta(hours=1)

OFFICE = "sla: {calendars: {office: {zone: Europe/Berlin, week: {mon: 08:00-12:00}}}}\n"

GOOD = f"""\
{OFFICE}
assignment:
  mode: load
  rules:
    - {{name: billing, category: billing, mode: round_robin, skills: [Billing, c++], relax_after: 30m,
       returning: false}}
    - {{name: vip, channel: [C0VIP, C0TOP], priority: [urgent, high], mode: off}}
    - {{name: french, language: fr, relax_language: true}}
  relax_after: 1d2h
  cap: 5
  hours: office
  weights: {{urgent: 5, low: 0.25, waiting: 0.5, older: {{after: 3d, times: 1.5}}}}
  presence: [away, status]
  status_words: [":Zzz:", "Bin  krank"]
  tell: direct
"""


def feasts(state: str) -> Mapping[date, str]:
    """None at all."""
    return {}


def read(text: str) -> AssignRules:
    """As the whole file is read."""
    return config_in(yaml.load(dedent(text), Lined), feasts).assignment


def faults(text: str) -> list[str]:
    """What is said."""
    with pytest.raises(NotRules) as found:
        read(text)
    return list(found.value.faults)


def test_what_the_file_says_is_read() -> None:
    rules = read(GOOD)
    billing, vip, french = rules.rules
    assert billing == Rule(
        "billing", Mode.ROUND_ROBIN, frozenset({"billing", "c++"}), HOUR / 2, returning=False,
        categories=frozenset({"billing"}))  # fmt: skip
    assert (vip.mode, vip.channels) == (Mode.OFF, frozenset({"C0VIP", "C0TOP"}))
    assert vip.priorities == frozenset({"urgent", "high"})
    assert french == Rule("french", Mode.LOAD, frozenset(), 26 * HOUR, relax_language=True, languages=frozenset({"fr"}))
    assert rules.otherwise == Rule("default", Mode.LOAD, relax_after=26 * HOUR)
    assert (rules.cap, rules.hours) == (5, rules.calendars["office"])
    assert rules.weights == Weights({"urgent": 500, "high": 200, "normal": 100, "low": 25}, 72 * HOUR, 150, 50)
    assert rules.presence == {Signal.AWAY, Signal.STATUS}
    assert rules.status_words == (":zzz:", "bin krank")
    assert rules.tell == {Tell.DIRECT}


@pytest.mark.parametrize("text", ["", "assignment:", "routing: []", "assignment: {mode: off}"])
def test_nothing_is_given_away_before_the_file_says_so(text: str) -> None:
    rules = read(text)
    assert rules.off
    assert rules.pick(a_wish()).mode is Mode.OFF
    assert list(told(rules)) == ["assignment: nothing is given away by itself"]


def test_a_mode_is_enough() -> None:
    rules = read("assignment: {mode: round_robin}")
    assert rules == AssignRules(otherwise=Rule("default", Mode.ROUND_ROBIN))
    assert not rules.off


def test_the_first_rule_that_fits_holds() -> None:
    rules = read(GOOD)
    bug = a_wish(priority="urgent", language="fr")
    wanted = {
        "billing": replace(bug, category="billing", channel="C0VIP"),
        "vip": replace(bug, channel="C0TOP"),
        "french": bug,
        "default": a_wish(),
    }
    assert {name: rules.pick(wish).name for name, wish in wanted.items()} == {name: name for name in wanted}


def test_a_ticket_weighs_by_priority_age_and_whether_it_waits() -> None:
    weights = read(GOOD).weights
    assert weights.of("urgent", 71 * HOUR, waiting=False) == 500
    assert weights.of("urgent", 72 * HOUR, waiting=False) == 750
    assert weights.of("low", 72 * HOUR, waiting=True) == 18
    assert weights.of("strange", HOUR, waiting=True) == 50


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cap: 5", "assignment: mode is missing"),
        ("mode: loud", "'loud' is not known; load is near"),
        ("mode: [load]", "is no single word"),
        ("mode: load\n  modes: x", "'modes' is not known here"),
        ("mode: load\n  cap: -1", "'-1' is no whole number from 0"),
        ("mode: load\n  cap: 1001", "'1001' is no whole number"),
        ("mode: load\n  cap: 1.5", "'1.5' is no whole number"),
        ("mode: load\n  cap: ٣", "is no whole number"),
        ("mode: load\n  hours: offic", "office is near"),
        ("mode: load\n  relax_after: 30", "'30' is no time in the form of 30m"),
        ("mode: load\n  relax_after: 0m", "is no time at all"),
        ("mode: load\n  relax_after: 9999d", "longer than a year"),
        ("mode: load\n  relax_language: true", "says nothing without relax_after"),
        ("mode: load\n  returning: yes", "'yes' is neither true nor false"),
        ("mode: load\n  weights: 4", "weights: must name points"),
        ("mode: load\n  weights: {urgent: -4}", "urgent: '-4' is no number"),
        ("mode: load\n  weights: {urgent: 100.01}", "'100.01' is no number"),
        ("mode: load\n  weights: {waiting: 0.555}", "two decimals at most"),
        ("mode: load\n  weights: {older: 3d}", "older: must have keys"),
        ("mode: load\n  weights: {older: {after: 3d}}", "times is missing"),
        ("mode: load\n  weights: {older: {times: 2}}", "after is missing"),
        ("mode: load\n  presence: [awy]", "away is near"),
        ("mode: load\n  tell: fax", "'fax' is none of thread, direct"),
        ("mode: load\n  status_words: ['']", "is no status"),
        ("mode: load\n  rules: x", "rules: must be a list"),
        ("mode: load\n  rules: [x]", "rule 1: must have keys"),
        ("mode: load\n  rules: [{category: bug}]", "rule 1: name is missing"),
        ("mode: load\n  rules: [{name: a, category: bugs}]", "bug is near"),
        ("mode: load\n  rules: [{name: a, category: []}]", "names none; without category any fits"),
        ("mode: load\n  rules: [{name: a, priority: max}]", "'max' is none of low, normal, high, urgent"),
        ("mode: load\n  rules: [{name: a, language: de-DE}]", "'de-DE' is no language"),
        ("mode: load\n  rules: [{name: a, channel: general}]", "'general' is no channel"),
        ("mode: load\n  rules: [{name: a, skills: '§'}]", "'§' is no skill"),
        ("mode: load\n  rules: [{name: a, relax_after: 5m}]", "neither `skills` are named"),
        ("mode: load\n  rules: [{name: a, mode: off, skills: api}]", "skills: says nothing where the mode is off"),
        ("mode: load\n  rules: [{name: default}]", "the name is that of a ticket that no rule fits"),
        ("mode: load\n  rules: [{name: a, category: ux}, {name: a}]", "the name is taken above"),
        (
            "mode: load\n  rules: [{name: a, category: [ux, bug]}, {name: b, category: ux, language: de}]",
            "come under a",
        ),
        ("mode: load\n  rules: [{name: a}, {name: b}]", "no ticket is left for it"),
    ],
)
def test_what_can_t_stay_is_named_with_its_place(line: str, said: str) -> None:
    found = faults(f"{OFFICE}assignment:\n  {line}\n")
    assert len(found) == 1
    assert found[0].startswith(("line 2: ", "line 3: ", "line 4: "))
    assert said in found[0]


def test_a_section_of_one_word_is_refused() -> None:
    assert faults("assignment: load") == ["line 1: assignment: must have keys, such as `mode: load`"]


def test_a_calendar_that_can_t_stay_is_not_called_unknown_besides() -> None:
    found = faults("""\
        sla: {calendars: {office: {zone: Nowhere, week: {mon: 08:00-12:00}}}}
        assignment: {mode: load, hours: office}
        """)
    assert len(found) == 1


def test_each_fault_has_the_line_on_which_its_word_stands() -> None:
    found = faults("""\
        assignment:
          mode: load
          cap: -1
          rules:
            - name: a
              skills:
                - api
                - "§"
              relax_after: soon
          weights:
            urgent: x
            older:
              after: y
              times: 2
        """)
    assert sorted(int(fault.split(":")[0].removeprefix("line ")) for fault in found) == [3, 8, 9, 11, 13]


def test_what_is_read_is_told() -> None:
    assert list(told(read(GOOD))) == [
        "assignment, rule billing: category billing → round_robin, skills billing c++, "
        "after 30m skills only wished for",
        "assignment, rule vip: priority high urgent, channel C0TOP C0VIP → off",
        "assignment, rule french: language fr → load, after 1d2h language only wished for, "
        "known customers to whom they know",
        "assignment, all others → load, known customers to whom they know",
        "assignment, who says nothing of their own: 5 tickets at most, works office",
    ]
