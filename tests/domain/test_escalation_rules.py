"""The operator's chains: read as they are meant, refused with the line that is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest

from owona_bot.config_file import document
from owona_bot.domain.chain import Chain, Chains, Step, StepAct, To
from owona_bot.domain.config_faults import LINE, NotRules
from owona_bot.domain.escalation_rules import chains_in, told

WHOLE = """\
sla:
  calendars:
    office: {week: {mon: ["08:00-12:00"]}}
  policies:
    - {name: gold, resolution: 8h, chain: standard}
    - {name: rest, resolution: 8h}
escalation:
  chains:
    standard:
      steps:
        - {wait: 0m, notify: {channel: C0TIER2}}
        - {wait: 1h30m, reassign: oncall}
        - {wait: 2d, reassign: Ben@Owona.de}
        - {wait: 90s, raise_priority: true}
        - {notify: {oncall: true}}
        - {notify: {group: S0TEAM}}
        - {notify: {mail: Lead@Owona.de}}
        - {notify: {person: anna@owona.de}}
      repeat: 3
      window: office
      window_for_urgent: true
    short:
      steps: [{raise_priority: true}]
"""


def read(tmp_path: Path, text: str) -> Chains:
    file = tmp_path / "owona.yml"
    file.write_text(text)
    found = document(file)
    assert isinstance(found, dict)
    return chains_in(found.get("escalation"), found[LINE], found.get("sla"))


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(NotRules) as refused:
        read(tmp_path, text)
    return list(refused.value.faults)


def a_chain(steps: str = "[{raise_priority: true}]", more: str = "") -> str:
    """Its name stands on line 3, the chain itself on line 4."""
    return f"escalation:\n  chains:\n    one:\n      steps: {steps}\n{more}"


def test_a_whole_file_is_read_as_it_is_meant(tmp_path: Path) -> None:
    chains = read(tmp_path, WHOLE)
    assert chains["short"] == Chain("short", (Step(timedelta(), StepAct.RAISE_PRIORITY),))
    standard = chains["standard"]
    assert (standard.repeat, standard.window, standard.window_for_urgent) == (3, "office", True)
    assert standard.steps == (
        Step(timedelta(), StepAct.NOTIFY, To.CHANNEL, "C0TIER2"),
        Step(timedelta(hours=1, minutes=30), StepAct.REASSIGN, To.ON_CALL),
        Step(timedelta(days=2), StepAct.REASSIGN, To.PERSON, "ben@owona.de"),
        Step(timedelta(seconds=90), StepAct.RAISE_PRIORITY),
        Step(timedelta(), StepAct.NOTIFY, To.ON_CALL),
        Step(timedelta(), StepAct.NOTIFY, To.GROUP, "S0TEAM"),
        Step(timedelta(), StepAct.NOTIFY, To.MAIL, "lead@owona.de"),
        Step(timedelta(), StepAct.NOTIFY, To.PERSON, "anna@owona.de"),
    )


def test_without_the_section_there_are_no_chains(tmp_path: Path) -> None:
    assert read(tmp_path, "routing: []\n") == {}


def test_what_was_read_can_be_told_a_line_a_step(tmp_path: Path) -> None:
    lines = list(told(read(tmp_path, WHOLE)["standard"]))
    assert len(lines) == 8
    assert lines[1] == "chain standard, step 2: after 1h30m, reassign oncall"


@pytest.mark.parametrize("wait", ["0m", "90s", "30m", "1h30m", "2d", "1d2h3m4s"])
def test_a_wait_is_told_as_the_file_has_it(tmp_path: Path, wait: str) -> None:
    whole = f"escalation:\n  chains:\n    one:\n      steps:\n        - {{wait: {wait}, raise_priority: true}}\n"
    (line,) = told(read(tmp_path, whole)["one"])
    spelled = {"90s": "1m30s"}.get(wait, wait)
    assert line == f"chain one, step 1: after {spelled}, raise_priority"


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ("[]", "line 4: chain one: steps: must be a list with a step or more"),
        ("soon", "line 4: chain one: steps: must be a list with a step or more"),
        ("[shout]", "line 4: chain one, step 1: must have keys"),
        ("[{shout: loud}]", "line 4: 'shout' is not known here"),
        ("[{wait: 5m}]", "line 4: chain one, step 1: has no act"),
        ("[{reassign: oncall, raise_priority: true}]", "line 4: chain one, step 1: has 2 acts"),
        ("[{wait: -5m, raise_priority: true}]", "line 4: chain one, step 1: wait: '-5m' is no time"),
        ("[{wait: soon, raise_priority: true}]", "line 4: chain one, step 1: wait: 'soon' is no time"),
        ("[{wait: 5, raise_priority: true}]", "line 4: chain one, step 1: wait: '5' is no time"),
        ("[{wait: '', raise_priority: true}]", "line 4: chain one, step 1: wait: '' is no time"),
        ("[{wait: 31d, raise_priority: true}]", "line 4: chain one, step 1: wait: '31d' is longer than 30 days"),
        ("[{raise_priority: false}]", "line 4: chain one, step 1: raise_priority: can only be true"),
        ("[{notify: {channel: tickets}}]", "channel: 'tickets' is not in the form of C0123ABCD"),
        ("[{notify: {channel: S0TEAM}}]", "channel: 'S0TEAM' is not in the form of C0123ABCD"),
        ("[{notify: {group: C0TIER2}}]", "group: 'C0TIER2' is not in the form of S0123ABCD"),
        ("[{notify: {person: anna}}]", "person: 'anna' is not in the form of anna@example.org"),
        ("[{notify: {mail: 'a@b.de, c@d.de'}}]", "is not in the form of lead@example.org"),
        ("[{notify: {oncall: perhaps}}]", "oncall: 'perhaps' is not in the form of true"),
        ("[{notify: {person: a@b.de, mail: a@b.de}}]", "must name one of person, group, channel, mail, oncall, not 2"),
        ("[{notify: C0TIER2}]", "line 4: chain one, step 1: notify: must name one of"),
        ("[{reassign: ben}]", "line 4: chain one, step 1: reassign: 'ben' is not in the form of anna@example.org"),
        ("[" + "{raise_priority: true}, " * 21 + "]", "line 4: chain one: steps: 21 are too many, 20 at most"),
    ],
)
def test_a_step_that_can_t_be_taken_is_refused_with_its_line(tmp_path: Path, steps: str, fault: str) -> None:
    found = faults(tmp_path, a_chain(steps))
    assert [one for one in found if fault in one], found


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("      repeat: 0\n", "line 4: chain one: repeat: '0' is no number from 1 to 20"),
        ("      repeat: 21\n", "line 4: chain one: repeat: '21' is no number from 1 to 20"),
        ("      repeat: often\n", "line 4: chain one: repeat: 'often' is no number from 1 to 20"),
        ("      window: mars\n", "line 4: chain one: window: 'mars' is no calendar of sla:, only always"),
        ("      window_for_urgent: yes\n", "line 4: chain one: window_for_urgent: 'yes' is neither true nor false"),
        ("      stops: never\n", "line 5: 'stops' is not known here"),
    ],
)
def test_so_is_what_a_chain_can_t_be(tmp_path: Path, more: str, fault: str) -> None:
    found = faults(tmp_path, a_chain(more=more))
    assert [one for one in found if fault in one], found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("escalation: no\n", "line 1: escalation: must have the key `chains:`"),
        ("escalation:\n  steps: []\n", "line 2: escalation: chains: must name chains"),
        (
            "escalation:\n  chains:\n    a b: {steps: [{raise_priority: true}]}\n",
            "line 3: escalation: 'a b' is no name",
        ),
        ("escalation:\n  chains:\n    one: standard\n", "line 3: chain one: must have the key `steps:`"),
        (
            "sla:\n  policies:\n    - {name: gold, chain: none}\n",
            "line 3: sla, policy 'gold': chain: 'none' is no chain, escalation: has none",
        ),
        (
            a_chain() + "sla:\n  policies:\n    - {name: gold, chain: two}\n",
            "line 7: sla, policy 'gold': chain: 'two' is no chain, only one",
        ),
    ],
)
def test_so_is_what_the_sections_can_t_be(tmp_path: Path, text: str, fault: str) -> None:
    found = faults(tmp_path, text)
    assert [one for one in found if fault in one], found


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = a_chain("[{wait: soon, shout: x}, {notify: {group: x}}]", "      repeat: 0\n      window: mars\n")
    assert len(faults(tmp_path, text)) == 6
