"""Canned replies: what they may name, and that a value never becomes more than text."""

from collections.abc import Mapping
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import assume, given, settings

from owona_bot.domain.canned import (
    BODY,
    BODY_LIMIT,
    BY_WORD,
    NAME,
    NAME_LIMIT,
    WORDS,
    CannedReply,
    Variable,
    check,
    fill,
    first_name,
    may_edit,
    unknown_in,
    values_for,
    variables_in,
)
from owona_bot.domain.errors import FieldError
from owona_bot.domain.people import ROLES, Agent, Role
from owona_bot.domain.reply_errors import (
    CannedBodyMissing,
    CannedBodyTooLong,
    CannedNameMissing,
    CannedNameTooLong,
    UnknownVariable,
    VariableEmpty,
)
from owona_bot.domain.text import is_blank
from owona_bot.domain.ticket import Requester
from owona_bot.richtext import markdown
from owona_bot.richtext.document import Code, Link, Paragraph, Run, Text
from owona_bot.richtext.normal import one_line
from tests.domain.samples import ANNA, BEN, a_ticket
from tests.richtext.strategies import texts

LENA = replace(a_ticket(), title="Login *geht* nicht", requester=Requester("Lena Meier", "lena_m@example.com"))
VALUES = values_for(LENA, ANNA, "25. November 2026")


def test_every_variable_has_words_in_both_languages_and_a_value() -> None:
    assert set(WORDS) == set(Variable) == set(VALUES)
    assert all(words[0] == variable for variable, words in WORDS.items())
    assert sum(len(set(words)) for words in WORDS.values()) == len(BY_WORD)


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("Hallo {{requester.name}},", "Hallo Lena Meier,"),
        ("Hallo {{ kunde.vorname }},", "Hallo Lena,"),
        ("Hallo {{\tKunde.Name\n}},", "Hallo Lena Meier,"),
        ("an {{requester.address}} / {{kunde.adresse}}", "an lena_m@example.com / lena_m@example.com"),
        ("#{{ticket.number}}, #{{ticket.nummer}}", "#1001, #1001"),
        ("„{{ticket.titel}}“", r"„Login \*geht\* nicht“"),
        ("{{agent.name}}, {{today}}, {{heute}}", "Anna, 25. November 2026, 25. November 2026"),
        ("**nichts** {einzusetzen} } }}", "**nichts** {einzusetzen} } }}"),
        ("", ""),
    ],
)
def test_values_take_their_places(body: str, filled: str) -> None:
    assert fill(body, VALUES) == filled


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("{{kunde.nam}}", "{{kunde.name}}"), ("{{requester.frist_name}}", "{{requester.first_name}}"),
        ("{{tiket.nummer}}", "{{ticket.nummer}}"), ("{{ TODAYS }}", "{{today}}"), ("{{kunde.name}", "{{kunde.name}}"),
        ("{{ticket.title", "{{ticket.title}}"), ("{{kunde.name | upper}}", "{{kunde.name}}"),
    ],
)  # fmt: skip
def test_an_unknown_variable_stops_it_and_is_told_the_nearest(written: str, nearest: str) -> None:
    with pytest.raises(UnknownVariable) as refused:
        fill(f"Hallo {written}", VALUES, field="text")
    assert (refused.value.field, refused.value.values) == ("text", {"name": written, "nearest": nearest})


@pytest.mark.parametrize("written", ["{{}}", "{{{kunde.name}}}", "{{ {{kunde.name}} }}", "{{" + "x" * 9_000 + "}}"])
def test_no_brace_goes_out_by_mistake(written: str) -> None:
    with pytest.raises(UnknownVariable) as refused:
        fill(written, VALUES)
    assert len(str(refused.value.values["name"])) <= 60


@pytest.mark.parametrize("name", [None, "", " \u200b", "lena@example.com", "Dr."])
def test_a_customer_without_a_name_is_not_greeted_with_a_hole(name: str | None) -> None:
    nameless = values_for(replace(LENA, requester=Requester(name, None)), ANNA, "heute")
    with pytest.raises(VariableEmpty) as refused:
        fill("Hallo {{  kunde.vorname }},", nameless)
    assert refused.value.values == {"name": "{{kunde.vorname}}"}
    with pytest.raises(VariableEmpty):
        fill("{{requester.address}}", nameless)
    with pytest.raises(VariableEmpty):
        fill("{{today}}", {})


@pytest.mark.parametrize(
    ("name", "first"),
    [("Lena", "Lena"), ("Lena Sofie Meier", "Lena"), ("Meier, Lena", "Lena"), ("Dr. Lena Meier", "Lena"),
     ("Frau Prof. Dr. Lena Meier", "Lena"), ("Meier, Dr. Lena", "Lena"), ("Jean-Luc Picard", "Jean-Luc")],
)  # fmt: skip
def test_the_first_name_is_found(name: str, first: str) -> None:
    assert first_name(name) == first


def test_what_a_reply_names_is_listed_once() -> None:
    body = "{{heute}} {{kunde.name}} {{requester.name}} {{x}} {{ x }} {{x}} {{today}}"
    assert variables_in(body) == (Variable.TODAY, Variable.REQUESTER_NAME)
    assert unknown_in(body) == ("{{x}}", "{{ x }}")


def seen(source: str) -> tuple[list[Run], str]:
    """The runs of all paragraphs and items, and their text."""
    runs: list[Run] = []
    for block in markdown.read(source).blocks:
        assert not isinstance(block, Code)
        runs += block.runs
    return runs, "".join(run.text if isinstance(run, Text) else "?" for run in runs)


PLACES = (
    "{}", "Hallo {}, ja", "Hallo\n{}", "Hallo\n\n{}. Ja", "{}) ja", "1{}. ja", "1{}", "{}![ja]", "\\{}", "\\\\{}",
    "a{}b", "{}{}", "# a {}", "- {}", "1. {}", "> {}", "~~{}", "**{}", "\\\\\\{}", "{} #", "{}\n---\n{}", "   {}",
    "{}\n\nHallo", "&{}", "<{}", "{}: ja", "[{}]", "!{}", "{}\\", "`{}", "*{}", "{}_", "# {}",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=25)
@given(value=texts)
def test_a_value_is_text_wherever_it_stands(place: str, value: str) -> None:
    values, shown = VALUES | {Variable.TICKET_TITLE: value}, one_line(" ".join(value.split()))
    body = place.format("{{ticket.title}}", "{{ticket.title}}")
    assume(shown and not is_blank(value))
    runs, text = seen(fill(body, values))
    plain_runs, plain_text = seen(fill(body, VALUES | {Variable.TICKET_TITLE: INERT}))
    assert text == plain_text.replace(INERT, shown)
    assert [run.marks for run in runs] == [run.marks for run in plain_runs]
    assert not any(isinstance(run, Link) for run in runs)
    assert shapes(fill(body, values)) == shapes(fill(body, VALUES | {Variable.TICKET_TITLE: INERT}))


INERT = "Xx"


def shapes(source: str) -> list[type]:
    return [type(block) for block in markdown.read(source).blocks]


@given(texts)
def test_a_value_is_no_variable_however_often_it_is_filled(value: str) -> None:
    values = VALUES | {Variable.REQUESTER_NAME: f"{value}{{{{today}}}}{{{{nobody}}}}"}
    once = fill("{{kunde.name}}", values)
    assert variables_in(once) == unknown_in(once) == ()
    assert fill(once, values) == once


def test_marks_around_a_value_are_the_authors() -> None:
    document = markdown.read(
        fill("**{{ticket.title}}** und [{{kunde.name}}](https://owona.de/{{ticket.number}})", VALUES)
    )
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (
        Text("Login *geht* nicht", frozenset({"bold"})),
        Text(" und ", frozenset()),
        Link("https://owona.de/1001", "Lena Meier", frozenset()),
    )


def test_a_value_does_not_lead_a_link_elsewhere() -> None:
    values = VALUES | {Variable.TICKET_TITLE: 'x) [böse](https://evil.example "t'}
    for body in ("[Ticket](https://owona.de/?t={{ticket.title}})", "[{{ticket.title}}](https://owona.de)"):
        links = [run for run in seen_links(fill(body, values)) if "evil" in run.url]
        assert links == []


def seen_links(source: str) -> list[Link]:
    return [run for run in seen(source)[0] if isinstance(run, Link)]


@pytest.mark.parametrize(
    ("name", "body", "error", "field"),
    [
        ("", "x", CannedNameMissing, NAME), (" \u200b", "x", CannedNameMissing, NAME),
        ("x" * (NAME_LIMIT + 1), "x", CannedNameTooLong, NAME), ("x", "", CannedBodyMissing, BODY),
        ("x", " \n", CannedBodyMissing, BODY), ("x", "x" * (BODY_LIMIT + 1), CannedBodyTooLong, BODY),
        ("x", "{{kunde}}", UnknownVariable, BODY), ("x", "{{kunde.name", UnknownVariable, BODY),
    ],
)  # fmt: skip
def test_the_editor_says_what_can_not_stay(name: str, body: str, error: type[FieldError], field: str) -> None:
    with pytest.raises(error) as refused:
        check(name, body)
    assert refused.value.field == field


def test_a_reply_of_the_largest_size_is_taken() -> None:
    check(f" {'x' * NAME_LIMIT} ", "x" * BODY_LIMIT)
    check("Gruß", "Hallo {{kunde.vorname}}, {{ticket.number}}")


def test_ones_own_is_ones_own_and_shared_ones_belong_to_leads() -> None:
    team = {role: replace(BEN, role=role) for role in ROLES}
    own, annas, shared = (CannedReply(1, "Gruß", "Hallo", owner) for owner in (BEN.id, ANNA.id, None))
    assert editors(own, team) == ["agent", "lead", "admin"]
    assert editors(annas, team) == []
    assert editors(shared, team) == ["lead", "admin"]


def editors(reply: CannedReply, team: Mapping[Role, Agent]) -> list[Role]:
    return [role for role, agent in team.items() if may_edit(reply, agent)]


@pytest.mark.parametrize(
    "unit", ["{{", "{{ ", "}}", "{{a", "\\", "{", "{{a}}", "{{today}}", "\\{{today}}", "*", "1.", "_a"]
)
def test_hostile_text_holds_up_nothing(unit: str) -> None:
    text, start = unit * (200_000 // len(unit)), process_time()
    unknown_in(text)
    variables_in(text)
    fill("{{kunde.name}}. {{today}}", VALUES | {Variable.REQUESTER_NAME: text})
    assert process_time() - start < 1
