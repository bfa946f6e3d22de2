"""Which tickets a filter lists."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from owona_bot.domain.errors import UserError
from owona_bot.domain.filter_tree import Filter, People, Person, Term, Whom
from owona_bot.domain.filter_words import fold
from owona_bot.domain.filters import matches, parse
from owona_bot.domain.ticket import Status
from tests.domain.filter_samples import BEN, FACTS, LENA, VIEW, nasty, typed


def is_listed(text: str, **changed: object) -> bool:
    """Whether the sample ticket is asked for; its texts are `login geht nicht`."""
    facts = replace(FACTS, **changed)  # type: ignore[arg-type] # a test's own shorthand
    return matches(parse(text), facts, VIEW, lambda said: fold(said.text) in "login geht nicht")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#1001",
        "#7,1001",
        "status:new,closed",
        "prio:>=high",
        "cat:billing",
        "agent:me",
        "agent:anna",
        "agent:SCHMIDT",
        "agent:anna@",
        "agent:@owona",
        'agent:"anna sch"',
        "requester:lena@example.com",
        "requester:KUNDE-m",
        "tag:VIP,other",
        'tag:"Größe 19"',
        "channel:mail",
        "lang:german",
        "is:open",
        "sla:risk",
        "frist:gefährdet,ok",
        "has:file",
        "since:7d",
        "created:2026-11",
        "updated:today",
        "answered:none,today",
        "login",
        '"geht nicht"',
    ],
)
def test_a_ticket_is_listed_by_what_it_is_and_not_by_what_it_is_not(text: str) -> None:
    assert is_listed(text)
    assert not text or not is_listed(f"-{text}")


@pytest.mark.parametrize(
    "text",
    [
        "#1002",
        "#100",
        "status:closed",
        "prio:urgent",
        "cat:bug",
        "agent:none",
        'agent:"me"',
        "agent:nna",
        "agent:owona",
        "agent:%,_",
        "requester:maier",
        "requester:example",
        "tag:vi",
        "channel:web",
        "lang:en",
        "is:done,unassigned,merged,snoozed",
        "created:3d",
        "created:2026-10",
        "updated:<today",
        "answered:2026",
        "absent",
        "status:new status:closed",
    ],
)
def test_other_tickets_are_not_listed(text: str) -> None:
    assert not is_listed(text)
    assert " " in text or is_listed(f"-{text}")


def test_all_terms_must_hold() -> None:
    assert is_listed("status:new login -tag:test")
    assert not is_listed("status:new login tag:test")


def test_what_a_ticket_lacks_is_found_by_its_absence_alone() -> None:
    nobody = {"agent": None, "requester": Person(None, None, None), "channel": None, "language": None}
    assert is_listed("agent:none is:unassigned -agent:me -requester:x -channel:mail -lang:de", **nobody)
    assert not is_listed("agent:me,anna", **nobody)
    assert is_listed("-is:open is:done", status=Status.CLOSED)
    assert is_listed("is:merged is:snoozed -has:file", merged=True, snoozed=True, has_file=False)


def test_me_is_whoever_asks() -> None:
    def listed(asked: Filter, me: Person | None) -> bool:
        return matches(asked, FACTS, replace(VIEW, me=me.id if me else None), lambda said: False)

    mine = parse("agent:me")
    assert not listed(mine, BEN)
    assert not listed(mine, None)
    assert not matches(Filter((Term(People("requester", frozenset({Whom.ME}))),)), FACTS, VIEW, lambda said: False)
    assert LENA.id is None


def test_a_saved_view_moves_with_the_clock() -> None:
    week = parse("since:7d")
    later = replace(VIEW, now=VIEW.now + timedelta(days=3))
    assert matches(week, FACTS, VIEW, lambda said: False)
    assert not matches(week, FACTS, later, lambda said: False)


@given(typed.filter(lambda text: "sort" not in text.casefold()), nasty)
def test_a_negated_term_lists_the_others_exactly(text: str, found: str) -> None:
    with suppress(UserError):
        for term in parse(text).terms:
            other = replace(term, negated=not term.negated)
            assert matches(Filter((term,)), FACTS, VIEW, lambda said: said.text in found) is not matches(
                Filter((other,)), FACTS, VIEW, lambda said: said.text in found
            )


def test_folding_keeps_every_letters_length() -> None:
    every = [chr(code) for code in range(0x110000)]
    assert all(len(fold(letter)) == 1 and fold(fold(letter)) == fold(letter) for letter in every)
    assert fold("İSTANBUL ΟΔΟΣ STRASSE ẞ") == "istanbul οδοσ strasse ß"
