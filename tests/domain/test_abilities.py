"""What is typed of somebody's skills, languages, cap and hours."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import notice
from owona_bot.domain.abilities import (
    MOST,
    NOTHING_SAID,
    STANDARD,
    Abilities,
    Ability,
    Form,
    Known,
    Wanted,
    changed,
    permit_change,
    skills_in,
    unasked,
    wanted_in,
    wanted_of,
)
from owona_bot.domain.assignment_words import MOST_OPEN
from owona_bot.domain.errors import FieldError, MayNot
from owona_bot.domain.team_errors import BadCap, BadLanguage, BadSkill, HoursWord, TooManySkills
from owona_bot.domain.ticket_errors import CannotHold
from tests.blocks.samples import DE, EN
from tests.domain.samples import ANNA, BEN

KNOWN = Known("Europe/Berlin", ("always", "office"), ("sql server", "billing"))

OFFICE = {"zone": "Europe/Berlin", "week": {day: [[540, 1020]] for day in ("mon", "tue", "wed", "thu", "fri")}}

EXAMPLES = ("/ticket team ", "mo-fr 9-17", "mon-fri 9-17")

LEAD, READER = replace(ANNA, role="lead"), replace(BEN, role="reader")


@pytest.mark.parametrize(
    ("ability", "words", "wanted"),
    [
        (Ability.SKILLS, "billing, bug", Wanted(skills=frozenset({"billing", "bug"}))),
        (Ability.SKILLS, "Billing bug BUG", Wanted(skills=frozenset({"billing", "bug"}))),
        (Ability.SKILLS, "SQL  Server", Wanted(skills=frozenset({"sql server"}))),
        (Ability.SKILLS, "my sql, c++;c#", Wanted(skills=frozenset({"my sql", "c++", "c#"}))),
        (Ability.SKILLS, "-", Wanted(skills=frozenset())),
        (Ability.LANGUAGES, "de, Englisch türkisch", Wanted(languages=frozenset({"de", "en", "tr"}))),
        (Ability.LANGUAGES, "UK", Wanted(languages=frozenset({"uk"}))),
        (Ability.LANGUAGES, "–", Wanted(languages=frozenset())),
        (Ability.CAP, "8", Wanted(cap=8)),
        (Ability.CAP, "0", Wanted(cap=0)),
        (Ability.CAP, str(MOST_OPEN), Wanted(cap=MOST_OPEN)),
        (Ability.CAP, "standard", Wanted(cap=STANDARD)),
        (Ability.CAP, "—", Wanted(cap=STANDARD)),
        (Ability.HOURS, "mon-fri 9:00-17:00", Wanted(hours=OFFICE)),
        (Ability.HOURS, "Mo-Fr 9-17", Wanted(hours=OFFICE)),
        (Ability.HOURS, "Office", Wanted(hours={"calendar": "office"})),
        (Ability.HOURS, "-", Wanted(hours=STANDARD)),
        (Ability.HOURS, "Standard", Wanted(hours=STANDARD)),
        (Ability.HOURS, "wie alle", Wanted(hours=STANDARD)),
    ],
)
def test_what_is_said_of_somebody_is_understood(ability: Ability, words: str, wanted: Wanted) -> None:
    assert wanted_in(ability, words, KNOWN) == wanted
    assert wanted.said() == {ability}


@pytest.mark.parametrize(
    ("ability", "words", "error", "word"),
    [
        (Ability.SKILLS, "billing, <!channel>", BadSkill, "<!channel>"),
        (Ability.SKILLS, "x" * 41, BadSkill, "x" * 41),
        (Ability.SKILLS, ", ".join(f"s{n}" for n in range(MOST + 1)), TooManySkills, None),
        (Ability.LANGUAGES, "de, klingonisch", BadLanguage, "klingonisch"),
        (Ability.LANGUAGES, "d", BadLanguage, "d"),
        (Ability.LANGUAGES, "öä", BadLanguage, "öä"),
        (Ability.CAP, "-1", BadCap, "-1"),
        (Ability.CAP, str(MOST_OPEN + 1), BadCap, str(MOST_OPEN + 1)),
        (Ability.CAP, "9" * 400, BadCap, "9" * 400),
        (Ability.CAP, "acht", BadCap, "acht"),
        (Ability.CAP, "8.5", BadCap, "8.5"),
        (Ability.CAP, "٣", BadCap, "٣"),
        (Ability.CAP, "²", BadCap, "²"),
        (Ability.HOURS, "mo-fr 9-25", HoursWord, "9-25"),
        (Ability.HOURS, "immerzu", HoursWord, "immerzu"),
    ],
)
def test_what_can_not_be_is_refused_with_its_word_and_an_example(
    ability: Ability, words: str, error: type[FieldError], word: str | None
) -> None:
    with pytest.raises(error) as caught:
        wanted_in(ability, words, KNOWN)
    for t in (DE, EN):
        sentence = notice.reason(caught.value, t)
        assert word is None or word[:40] in sentence
        assert word is None or any(example in sentence for example in EXAMPLES), sentence


def test_a_form_leaves_what_it_does_not_ask() -> None:
    asked = Form(skills=None, languages="de", cap=None, hours="")
    assert wanted_of(asked, KNOWN) == Wanted(languages=frozenset({"de"}), hours=STANDARD)
    whole = Form(skills="billing,bug,", languages="", cap="", hours="office")
    assert wanted_of(whole, KNOWN) == Wanted(
        frozenset({"billing", "bug"}), frozenset(), STANDARD, {"calendar": "office"}
    )


def test_of_a_form_only_what_was_touched_counts() -> None:
    seen = Form(skills="billing,bug", languages="de", cap="", hours="a calendar of long ago")
    assert wanted_of(seen.touched(seen), KNOWN) == Wanted()
    assert wanted_of(replace(seen, cap="3").touched(seen), KNOWN) == Wanted(cap=3)
    assert wanted_of(replace(seen, hours="").touched(seen), KNOWN) == Wanted(hours=STANDARD)
    assert wanted_of(replace(seen, skills="").touched(seen), KNOWN) == Wanted(skills=frozenset())


def test_only_what_is_said_changes_and_the_files_own_can_be_had_back() -> None:
    eight = changed(NOTHING_SAID, Wanted(cap=8, skills=frozenset({"bug"})))
    assert eight == Abilities(skills=frozenset({"bug"}), cap=8)
    assert changed(eight, Wanted(hours=OFFICE)) == replace(eight, hours=OFFICE)
    assert changed(eight, Wanted(cap=0)).cap == 0
    assert changed(eight, Wanted(cap=STANDARD)).cap is None


def test_everybody_says_their_own_languages_and_hours_and_leads_everything() -> None:
    permit_change(BEN, BEN, {Ability.LANGUAGES, Ability.HOURS})
    for said in ({Ability.CAP}, {Ability.SKILLS}, {Ability.HOURS, Ability.CAP}):
        with pytest.raises(MayNot):
            permit_change(BEN, BEN, said)
    with pytest.raises(MayNot):
        permit_change(BEN, ANNA, {Ability.HOURS})
    permit_change(LEAD, BEN, set(Ability))


def test_nothing_is_said_of_who_works_on_no_tickets() -> None:
    for who in (LEAD, READER):
        with pytest.raises(CannotHold):
            permit_change(who, READER, {Ability.HOURS})


def test_a_skill_that_no_rule_asks_for_is_told() -> None:
    assert unasked({"billing", "bliling"}, KNOWN.skills) == ["bliling"]


@given(words=st.text(max_size=120))
def test_any_words_at_all_are_skills_or_refused(words: str) -> None:
    try:
        found = skills_in(words)
    except (BadSkill, TooManySkills):
        found = frozenset()
    assert all(skill == " ".join(skill.split()) != "" for skill in found)
