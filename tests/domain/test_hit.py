"""Snippets: where the words stand, on one line, short, unescaped; and where a search goes on."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.hit import Further, Place, read_further, snippet
from owona_bot.domain.page import Cursor

CURSOR = Cursor((datetime(2026, 5, 1, tzinfo=UTC), UUID(int=7)), "10:12:10,11", datetime(2026, 5, 2, tzinfo=UTC))


def parts(text: str, *beginnings: str) -> tuple[str, ...]:
    return snippet(Place.MESSAGE, text, beginnings).parts


def test_each_word_that_begins_so_is_marked_whatever_its_case_and_dots() -> None:
    assert parts("Die Übersicht, übersichtlich.", "uebersicht", "ubersicht") == (
        "Die ", "Übersicht", ", ", "übersichtlich", ".",
    )  # fmt: skip
    assert parts("Große Straße", "strass") == ("Große ", "Straße", "")


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    assert parts("Guten Tag\n\n  zusammen", "fehlt") == ("Guten Tag zusammen",)
    assert parts("Guten Tag") == ("Guten Tag",)


def test_a_long_text_is_cut_around_the_first_hit_between_words() -> None:
    before, hit, after = parts("davor " * 50 + "Treffer " + "danach " * 50, "treff")
    assert (before[:6], hit, after[-7:]) == ("…davor", "Treffer", "danach…")
    assert len(before + hit + after) <= 190


@given(st.text(max_size=600), st.lists(st.text(min_size=1, max_size=5), max_size=4))
def test_no_text_is_invented_and_none_too_long(text: str, beginnings: list[str]) -> None:
    shown = "".join(parts(text, *beginnings))
    assert shown.removeprefix("…").removesuffix("…") in " ".join(text.split())
    assert len(shown) <= 182


@pytest.mark.parametrize("further", [Further(True, CURSOR), Further(False, CURSOR), Further(False, None)])
def test_where_a_search_goes_on_can_be_written_down(further: Further) -> None:
    assert read_further(further.write(), Sort.UPDATED) == further


@pytest.mark.parametrize("text", ["", "[]", "[1, null]", "[true, 5]", '[true, "x"]', "null", "[true, null, 1]"])
def test_anything_else_is_refused(text: str) -> None:
    assert read_further(text, Sort.UPDATED) is None
