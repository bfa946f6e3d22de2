"""What `sla:` of the operator's file means, and what is said of each thing in it that can't stay."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from textwrap import dedent

import pytest
import yaml

from owona_bot.config_file import Lined
from owona_bot.domain.calendar import ALWAYS, Calendar
from owona_bot.domain.config import config_in
from owona_bot.domain.config_faults import NotRules
from owona_bot.domain.sla import PORTAL, Metric, Pause, Policy, SlaRules
from owona_bot.domain.sla_rules import uncovered

HOUR = timedelta(hours=1)

FEAST = {date(2026, 6, 4): "Fronleichnam"}

GOOD = """\
sla:
  calendars:
    office:
      zone: Europe/Berlin
      week:
        mon: ["13:00-17:00", "08:00-12:00"]
        tue: ["08:00-12:00", "12:00-24:00"]
        fri: 08:00-14:00
      holidays: BY
      half_days: {"12-24": "12:00", "02-29": "00:00"}
      closures: ["2026-12-27/2026-12-31", "2027-01-02"]
  alert_hours: office
  policies:
    - {name: gold, tier: [enterprise, professional], priority: [urgent, high], category: bug,
       first_response: 1h, next_response: 90m, resolution: 8h30m, calendar: office,
       pause: [waiting_customer, snoozed], stages: [50, 75%], mail_team: [Lead@Owona.de], mail_customer: true}
    - {name: rest, resolution: 36h, stages: []}
"""


def feasts(state: str) -> Mapping[date, str]:
    """Of Bavaria alone."""
    assert state == "BY"
    return FEAST


def read(text: str) -> SlaRules:
    """As the whole file is read."""
    return config_in(yaml.load(dedent(text), Lined), feasts).sla


def faults(text: str) -> list[str]:
    """What is said."""
    with pytest.raises(NotRules) as told:
        read(text)
    return list(told.value.faults)


def test_what_the_file_says_is_read() -> None:
    rules = read(GOOD)
    office = Calendar(
        "office",
        "Europe/Berlin",
        (((480, 720), (780, 1020)), ((480, 1440),), (), (), ((480, 840),), (), ()),
        "BY",
        FEAST,
        {(12, 24): 720, (2, 29): 0},
        ((date(2026, 12, 27), date(2026, 12, 31)), (date(2027, 1, 2), date(2027, 1, 2))),
    )
    assert rules.calendars == {"office": office}
    assert rules.alert_hours == office
    gold, rest = rules.policies
    assert gold == Policy(
        "gold",
        {Metric.FIRST_RESPONSE: HOUR, Metric.NEXT_RESPONSE: 1.5 * HOUR, Metric.RESOLUTION: 8.5 * HOUR},
        office,
        frozenset({Pause.WAITING_CUSTOMER, Pause.SNOOZED}),
        (50, 75),
        ("lead@owona.de",),
        mail_customer=True,
    )
    assert rest == Policy("rest", {Metric.RESOLUTION: 36 * HOUR}, ALWAYS, stages=())


@pytest.mark.parametrize("text", ["", "sla:", "sla: {}", "routing: []", "sla: {policies: []}"])
def test_a_file_without_policies_has_that_of_the_portal(text: str) -> None:
    assert read(text).policies == (PORTAL,)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (("urgent", "bug", "enterprise"), "gold"),
        (("high", "bug", "professional"), "gold"),
        (("high", "billing", "professional"), "rest"),
        (("low", "bug", "enterprise"), "rest"),
        (("high", "bug", "free"), "rest"),
        (("high", "bug", None), "rest"),
    ],
)
def test_the_first_policy_that_fits_wins(who: tuple[str, str, str | None], name: str) -> None:
    found = read(GOOD).pick(*who)
    assert found is not None
    assert found.name == name


def test_tickets_that_no_policy_fits_have_none_and_are_counted() -> None:
    rules = read("sla: {policies: [{name: urgent, priority: urgent, resolution: 4h}]}")
    assert rules.pick("low", "bug", "free") is None
    assert len(uncovered(rules)) == 3 * 5 * 5
    assert uncovered(read(GOOD)) == []


def test_alerts_wait_until_somebody_is_there_unless_they_are_urgent() -> None:
    rules = read(GOOD)
    noon = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)  # 12:30 in Berlin
    assert rules.alert_wait(noon, urgent=False) == HOUR / 2
    assert rules.alert_wait(noon + HOUR, urgent=False) == timedelta(0)
    assert rules.alert_wait(noon, urgent=True) == timedelta(0)
    assert SlaRules().alert_wait(noon, urgent=False) == timedelta(0)


CALENDAR = """\
sla:
  calendars:
    office:
      zone: Europe/Berlin
      week: {{mon: ["08:00-12:00"]}}
      {}
"""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("holidays: XX", ["line 6", "office", "holidays", "'XX'", "BY", "none"]),
        ("holidays: by", ["'by'", "BY is meant"]),
        ("holidays: Bayern", ["'Bayern'", "BY is meant"]),
        ("holidays: [BY, BW]", ["holidays", "no single word"]),
        ('half_days: {"12-24": "25:00"}', ["half_days", "12-24", "'25:00'", "24:00"]),
        ('half_days: {"02-30": "12:00"}', ["half_days", "'02-30'", "12-24"]),
        ('half_days: {"24.12.": "12:00"}', ["'24.12.'"]),
        ("half_days: [12-24]", ["half_days", "12:00"]),
        ('closures: ["2026-12-31/2026-12-27"]', ["closures", "ends before it begins"]),
        ("closures: 2026-02-30", ["closures", "'2026-02-30'", "2026-12-27"]),
        ("closures: {a: b}", ["closures", "neither a word nor a list"]),
        ("hours: 8", ["line 6", "office", "'hours' is not known", "zone, week"]),
    ],
)
def test_what_can_t_stay_in_a_calendar_is_named_with_its_line_and_what_would_fit(line: str, words: list[str]) -> None:
    found = faults(CALENDAR.format(line))
    assert len(found) == 1
    assert all(word in found[0] for word in words), found


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ('{mon: ["08:00-12:00", "11:59-17:00"]}', ["line 5", "mon", "'11:59-17:00' overlaps"]),
        ('{mon: ["11:59-17:00", "08:00-12:00"]}', ["'11:59-17:00' overlaps"]),
        ('{mon: ["08:00-08:00"]}', ["'08:00-08:00' is empty"]),
        ('{mon: ["22:00-06:00"]}', ["22:00-24:00", "00:00-06:00"]),
        ('{mon: ["08:00-25:00"]}', ["'25:00'", "24:00"]),
        ('{mon: ["08:00-24:01"]}', ["'24:01'"]),
        ('{mon: ["08:60-12:00"]}', ["'08:60'"]),
        ('{mon: ["8-12"]}', ["'8-12'", "08:00-12:30"]),
        ("{mon: {from: 8}}", ["mon", "neither a word nor a list"]),
        ('{mo: ["08:00-12:00"], tue: ["08:00-12:00"]}', ["'mo' is not known", "mon, tue"]),
        ("{mon: []}", ["no open hour"]),
        ("{}", ["no open hour"]),
        ("always", ["week", "08:00-12:00"]),
    ],
)
def test_what_can_t_stay_in_a_week_is_named(week: str, words: list[str]) -> None:
    found = faults(f"sla:\n  calendars:\n    office:\n      zone: UTC\n      week: {week}\n")
    assert len(found) == 1
    assert all(word in found[0] for word in words), found


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("zone: Europe/Berln", ["zone", "'Europe/Berln'", "Europe/Berlin is near"]),
        ("zone: ../etc/passwd", ["is no zone", "Europe/Berlin"]),
        ("zone: localtime", ["is no zone"]),
        ("zone: ''", ["is no zone"]),
        ("half_days: {}", ["zone is missing", "Europe/Berlin"]),
    ],
)
def test_a_zone_must_be_one(zone: str, words: list[str]) -> None:
    found = faults(f"sla:\n  calendars:\n    office:\n      week: {{mon: 08:00-12:00}}\n      {zone}\n")
    assert len(found) == 1
    assert all(word in found[0] for word in words), found


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("{name: gold}", ["line 2", "gold", "no target", "resolution: 8h", "first_response"]),
        ("{name: gold, resolution: 0h}", ["resolution", "'0h' is no time at all"]),
        ("{name: gold, resolution: -4h}", ["'-4h'", "4h"]),
        ("{name: gold, resolution: 2d}", ["'2d'", "48h"]),
        ("{name: gold, resolution: soon}", ["'soon'", "30m"]),
        ("{name: gold, resolution: 8785h}", ["longer than a year"]),
        ("{name: gold, resolution: 4h, stages: [90, 75]}", ["stages", "must rise"]),
        ("{name: gold, resolution: 4h, stages: [75, 75]}", ["must rise"]),
        ("{name: gold, resolution: 4h, stages: [75, 100]}", ["'100'", "100 is always there"]),
        ("{name: gold, resolution: 4h, stages: [0]}", ["'0'"]),
        ("{name: gold, resolution: 4h, stages: [7.5]}", ["'7.5'", "whole percent"]),
        ("{name: gold, resolution: 4h, calendar: office}", ["calendar", "'office'", "always"]),
        ("{name: gold, resolution: 4h, pause: sleeping}", ["pause", "'sleeping'", "waiting_customer, snoozed"]),
        ("{name: gold, resolution: 4h, tier: gold}", ["tier", "'gold'", "enterprise"]),
        ("{name: gold, resolution: 4h, priority: [urgnt]}", ["priority", "'urgnt'", "urgent is near"]),
        ("{name: gold, resolution: 4h, category: bugs}", ["category", "bug is near"]),
        ("{name: gold, resolution: 4h, category: []}", ["category", "names none"]),
        ("{name: gold, resolution: 4h, mail_team: lead}", ["mail_team", "'lead'", "lead@example.org"]),
        ("{name: gold, resolution: 4h, mail_customer: yes}", ["mail_customer", "'yes'", "true"]),
        ("{name: gold, resolution: 4h, target: 8h}", ["'target' is not known"]),
        ("{resolution: 4h}", ["policy 1", "name is missing"]),
        ("{name: '', resolution: 4h}", ["name"]),
        ("{name: 'a b', resolution: 4h}", ["'a b' is no name"]),
        ("gold", ["policy 1", "must have keys"]),
    ],
)
def test_what_can_t_stay_in_a_policy_is_named_with_its_line_and_what_would_fit(policy: str, words: list[str]) -> None:
    found = faults(f"sla:\n  policies: [{policy}]\n")
    assert any(all(word in fault for word in words) for fault in found), found
    assert all(fault.startswith("line 2: sla") for fault in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sla: soon", ["line 1", "sla", "policies"]),
        ("sla: {policies: soon}", ["policies", "must be a list"]),
        ("sla: {calendars: [office]}", ["calendars", "office"]),
        ("sla: {calendars: {office: soon}}", ["office", "zone"]),
        ("sla: {alert_hours: office}", ["alert_hours", "'office'", "always"]),
        ("sla: {policy: []}", ["'policy' is not known", "policies"]),
        ("slas: {}", ["'slas' is not known", "sla"]),
    ],
)
def test_what_can_t_stay_around_them_is_named(text: str, words: list[str]) -> None:
    found = faults(text)
    assert len(found) == 1
    assert all(word in found[0] for word in words), found


def test_a_name_stands_once_and_no_policy_behind_one_that_takes_all() -> None:
    found = faults("""\
        sla:
          policies:
            - {name: high, priority: [urgent, high], resolution: 4h}
            - {name: urgent, priority: urgent, tier: free, resolution: 2h}
            - {name: rest, resolution: 8h}
            - {name: rest, resolution: 8h}
            - {name: more, category: bug, resolution: 8h}
        """)
    assert found == [
        "line 4: sla, policy urgent: no ticket is left for it: all that it fits come under high above",
        "line 6: sla, policy rest: the name is taken by a policy above",
        "line 7: sla, policy more: no ticket is left for it: all that it fits come under high, rest above",
    ]


def test_hours_that_would_not_reach_a_target_for_ten_years_are_refused() -> None:
    seldom = "sla:\n  calendars: {seldom: {zone: UTC, week: {mon: 08:00-08:30}}}\n  policies:\n"
    assert len(read(f"{seldom}    - {{name: slow, resolution: 260h, calendar: seldom}}\n").policies) == 1
    found = faults(f"{seldom}    - {{name: slow, resolution: 261h, calendar: seldom}}\n")
    assert "seldom" in found[0]
    assert "ten years" in found[0]


def test_a_calendar_that_can_t_stay_is_not_called_unknown_besides() -> None:
    found = faults("""\
        sla:
          calendars: {office: {zone: Nowhere, week: {mon: 08:00-12:00}}}
          alert_hours: office
          policies: [{name: gold, resolution: 8h, calendar: office}]
        """)
    assert len(found) == 1


def test_every_fault_of_every_section_is_named_at_once() -> None:
    found = faults("""\
        routing: [{category: x, channel: C0BILLING}]
        hosts: []
        sla:
          policies:
            - {name: a, resolution: x, stages: y}
            - {name: b, resolution: z}
        """)
    assert [fault.split(":")[0] for fault in found] == ["line 1", "line 2", "line 5", "line 5", "line 6"]


def test_each_fault_has_the_line_on_which_its_word_stands() -> None:
    found = faults("""\
        sla:
          calendars:
            office:
              zone: Europe/Berlin
              week:
                mon:
                  - 08:00-12:00
                  - 11:00-17:00
                tue:
                  - 25:00-26:00
              half_days:
                "12-24": noon
              closures:
                - 2026-12-27
                - soon
          policies:
            - name: gold
              resolution: 8h
              pause:
                - snoozed
                - asleep
              target: 8h
        """)
    assert sorted(int(fault.split(":")[0].removeprefix("line ")) for fault in found) == [6, 10, 12, 15, 21, 22]


@pytest.mark.parametrize("strange", ["- routing", "routing", "3"])
def test_a_file_that_has_no_keys_is_refused(strange: str) -> None:
    assert "must have keys" in faults(strange)[0]
