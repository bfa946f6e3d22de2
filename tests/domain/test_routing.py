"""Which channel a card goes to, and what a file of rules may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.config_faults import LINE, NotRules
from owona_bot.domain.routing import Rule, Traits, refuge, route, rules_in
from owona_bot.domain.ticket import Category, Priority

BILLING = Rule("C0BILLING", category="billing")
URGENT = Rule("C0URGENT", priority="urgent")
ENGLISH_BUGS = Rule("C0ENGLISH", category="bug", language="en")
RULES = (BILLING, URGENT, ENGLISH_BUGS)

traits = st.builds(
    Traits,
    st.sampled_from([*Category, "", "something old"]),
    st.sampled_from([*Priority, "p1"]),
    st.sampled_from(["de", "en", None]),
)
rules = st.lists(
    st.builds(
        Rule,
        st.from_regex(r"C0[A-Z]{3}", fullmatch=True),
        st.sampled_from([None, *Category]),
        st.sampled_from([None, *Priority]),
        st.sampled_from([None, "de", "en"]),
    ),
    max_size=6,
).map(tuple)


@pytest.mark.parametrize(
    ("ticket", "channel"),
    [
        (Traits("billing", "urgent", "en"), "C0BILLING"),
        (Traits("bug", "urgent", "en"), "C0URGENT"),
        (Traits("bug", "normal", "en"), "C0ENGLISH"),
        (Traits("bug", "normal", "de"), "C0TICKETS"),
        (Traits("bug", "normal", None), "C0TICKETS"),
        (Traits("", "normal", "en"), "C0TICKETS"),
    ],
)
def test_the_first_that_fits_wins(ticket: Traits, channel: str) -> None:
    assert route(ticket, RULES, "C0TICKETS") == channel


@given(traits, rules)
def test_the_rules_before_the_one_that_won_don_t_fit_and_it_does(ticket: Traits, given_rules: tuple[Rule, ...]) -> None:
    channel = route(ticket, given_rules, "C0TICKETS")
    fitting = [rule.channel for rule in given_rules if rule.fits(ticket)]
    assert channel == (fitting[0] if fitting else "C0TICKETS")


def section(*entries: dict[str, object]) -> list[dict[str, object]]:
    return [{LINE: n, **entry} for n, entry in enumerate(entries, 2)]


def test_what_the_file_says_is_read() -> None:
    told = section({"category": "billing", "channel": "C0BILLING"}, {"priority": "urgent", "channel": "C0URGENT"})
    assert rules_in(told, 1) == (BILLING, URGENT)


@pytest.mark.parametrize("empty", [None, "", []])
def test_a_section_without_rules_has_none(empty: object) -> None:
    assert rules_in(empty, 1) == ()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"category": "bill", "channel": "C0BILLING"}, ["line 2", "category", "'bill'", "billing"]),
        ({"priority": "p1", "channel": "C0BILLING"}, ["line 2", "priority", "'p1'", "urgent"]),
        ({"language": "eng", "channel": "C0BILLING"}, ["line 2", "language", "'eng'", "form of en"]),
        ({"language": "EN", "channel": "C0BILLING"}, ["line 2", "language", "'EN'"]),
        ({"category": "bug", "channel": "#billing"}, ["line 2", "channel", "'#billing'", "C0123ABCD"]),
        ({"category": "bug", "channel": ["C0BILLING"]}, ["line 2", "channel"]),
        ({"category": "bug"}, ["line 2", "channel is missing"]),
        ({"channel": "C0BILLING"}, ["line 2", "names nothing"]),
        ({"category": "bug", "chanel": "C0BILLING"}, ["line 2", "'chanel' is not known"]),
        ({"tier": "pro", "channel": "C0BILLING"}, ["line 2", "'tier' is not known"]),
    ],
)
def test_what_can_t_stay_is_named_with_its_line_and_field(entry: dict[str, object], words: list[str]) -> None:
    with pytest.raises(NotRules) as told:
        rules_in(section(entry), 1)
    assert any(all(word in fault for word in words) for fault in told.value.faults), told.value.faults


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(NotRules) as told:
        rules_in(section({"category": "x", "channel": "C0A1"}, {"priority": "y", "channel": "C0A1"}), 1)
    assert [fault.split(":")[0] for fault in told.value.faults] == ["line 2", "line 3"]


@pytest.mark.parametrize("strange", ["all", 3, {LINE: 1, "category": "bug"}, ["a"]])
def test_what_is_no_list_of_rules_is_refused(strange: object) -> None:
    with pytest.raises(NotRules):
        rules_in(strange, 1)


@pytest.mark.parametrize(
    ("refused", "where"), [([], "C1"), (["C2"], "C1"), (["C1"], "C9"), (["C9"], "C1"), (["C1", "C9"], "C1")]
)
def test_a_card_stands_elsewhere_while_its_channel_refuses_us_and_the_other_does_not(
    refused: list[str], where: str
) -> None:
    assert refuge("C1", "C9", refused) == where
