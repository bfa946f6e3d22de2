"""Whatever stands in the operator's file is read, or refused with sentences that begin with a line."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from owona_bot.domain.assignment_rules import FIELDS as RULE
from owona_bot.domain.assignment_rules import SECTION as ASSIGNMENT
from owona_bot.domain.assignment_rules import WEIGHTS
from owona_bot.domain.config import SECTIONS, Config, config_in
from owona_bot.domain.config_faults import LINE, NotRules
from owona_bot.domain.sla_calendars import FIELDS as CALENDAR
from owona_bot.domain.sla_calendars import WEEKDAYS
from owona_bot.domain.sla_rules import FIELDS as POLICY
from owona_bot.domain.sla_rules import SECTION

SOME = """office always UTC Europe/Berlin 08:00-12:00 24:00 12-24 BY none 8h 75 true 2026-12-27/2026-12-31 urgent bug
free snoozed lead@owona.de C0BILLING 0 -1 08:00-08:00 load round_robin off de 1.5 3d away direct :palm_tree:"""

words = st.one_of(st.text(max_size=8), st.sampled_from(["", "a" * 99, *SOME.split()]))
keys = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            *SECTIONS,
            *SECTION,
            *CALENDAR,
            *POLICY,
            *WEEKDAYS,
            *ASSIGNMENT,
            *RULE,
            *WEIGHTS,
            "office",
            "12-24",
            "chains",
            "steps",
            "channel",
        ]
    ),
)

calm = settings(deadline=None)
"""The first look at a calendar takes a while."""


def mapping(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """As `settings.document` makes them."""
    return st.dictionaries(keys.filter(lambda key: key != LINE), values).map(lambda made: {LINE: 7, **made})


anything = st.recursive(words, lambda inner: st.one_of(st.lists(inner, max_size=4), mapping(inner)), max_leaves=12)

week = st.one_of(anything, st.dictionaries(st.sampled_from(WEEKDAYS), anything).map(lambda made: {LINE: 5, **made}))

calendar = st.fixed_dictionaries(
    {LINE: st.just(4), "zone": st.one_of(anything, st.just("Europe/Berlin")), "week": week},
    optional={"holidays": anything, "half_days": anything, "closures": anything},
)

policy = st.fixed_dictionaries({LINE: st.just(8)}, optional=dict.fromkeys(POLICY, anything))

section = st.fixed_dictionaries(
    {LINE: st.just(2)},
    optional={
        "calendars": st.one_of(anything, st.dictionaries(words, calendar).map(lambda made: {LINE: 3, **made})),
        "alert_hours": anything,
        "policies": st.one_of(anything, st.lists(policy, max_size=3)),
    },
)

rule = st.fixed_dictionaries({LINE: st.just(12)}, optional=dict.fromkeys(RULE, anything))

weights = st.fixed_dictionaries({LINE: st.just(13)}, optional=dict.fromkeys(WEIGHTS, anything))

assignment = st.fixed_dictionaries(
    {LINE: st.just(11), ASSIGNMENT[0]: st.one_of(anything, st.sampled_from(["load", "off"]))},
    optional={
        **dict.fromkeys(ASSIGNMENT[1:], anything),
        "rules": st.one_of(anything, st.lists(rule, max_size=3)),
        "weights": st.one_of(anything, weights),
    },
)

document = st.one_of(
    st.none(),
    anything,
    st.fixed_dictionaries({LINE: st.just(1)}, optional={"sla": st.one_of(section, anything), "routing": anything}),
    st.fixed_dictionaries({LINE: st.just(1)}, optional={"sla": section, "escalation": anything}),
    st.fixed_dictionaries({LINE: st.just(1), "assignment": assignment}, optional={"sla": section}),
)


def feasts(state: str) -> Mapping[date, str]:
    """None at all."""
    return {}


def faults_in(told: object) -> tuple[str, ...]:
    """None where it is read."""
    try:
        assert isinstance(config_in(told, feasts), Config)
    except NotRules as error:
        return error.faults or ("refused for nothing",)
    return ()


@calm
@given(document)
def test_anything_is_read_or_refused(told: object) -> None:
    found = faults_in(told)
    assert all(fault.startswith("line ") and len(fault) < 600 for fault in found), found
