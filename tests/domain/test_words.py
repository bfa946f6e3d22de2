"""A status, a priority, a category in the words of either language."""

import pytest

from owona_bot.domain.errors import WordMistyped, WordUnknown
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.domain.verbs import said
from owona_bot.domain.words import category_in, priority_in, status_in


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("wartet", Status.WAITING_CUSTOMER),
        ("waiting", Status.WAITING_CUSTOMER),
        ("WAITING_CUSTOMER", Status.WAITING_CUSTOMER),
        ("Wartet auf Kunde", Status.WAITING_CUSTOMER),
        ("in Arbeit", Status.INVESTIGATING),
        ("In Analyse", Status.INVESTIGATING),
        ("neu", Status.NEW),
        ("Gelöst", Status.RESOLVED),
        ("geloest", Status.RESOLVED),
        ("geschlossen", Status.CLOSED),
    ],
)
def test_a_status_in_either_language(words: str, status: Status) -> None:
    assert status_in(said(f"status 1001 {words}"), "de") is status


@pytest.mark.parametrize(
    ("word", "priority"), [("dringend", Priority.URGENT), ("hoch", Priority.HIGH), ("HIGH", Priority.HIGH)]
)
def test_a_priority_in_either_language(word: str, priority: Priority) -> None:
    assert priority_in(said(f"prio 1001 {word}"), "en") is priority


@pytest.mark.parametrize(("word", "category"), [("Abrechnung", Category.BILLING), ("bug", Category.BUG)])
def test_a_category_in_either_language(word: str, category: Category) -> None:
    assert category_in(said(f"kategorie #1001 {word}"), "en") is category


def test_a_mistyped_word_is_named_with_the_nearest_and_all_that_fit() -> None:
    with pytest.raises(WordMistyped) as caught:
        priority_in(said("prio 1001 dringent"), "de")
    assert caught.value.values == {
        "word": "dringent",
        "nearest": "dringend",
        "fits": "niedrig, normal, hoch, dringend",
        "verb": "prio",
    }


@pytest.mark.parametrize("word", ["💥", "hoch bitte sofort und zwar heute noch oder morgen", "\0", "x" * 3_000])
def test_a_word_like_none_is_named_with_all_that_fit(word: str) -> None:
    with pytest.raises(WordUnknown) as caught:
        priority_in(said(f"priority 1001 {word}"), "en")
    assert caught.value.values == {"word": word, "fits": "low, normal, high, urgent", "verb": "priority"}
