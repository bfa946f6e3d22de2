"""What people type after `/ticket`."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.errors import NotANumber, NumberMissing, UnknownVerb, UserError
from owona_bot.domain.ticket_errors import NoSuchTicket
from owona_bot.domain.verbs import BY_WORD, FOLLOWS, NUMBERED, WORDS, Verb, number_in, said, said_in_thread


@pytest.mark.parametrize(("word", "verb"), sorted(BY_WORD.items()))
def test_every_word_is_understood_however_it_is_written(word: str, verb: Verb) -> None:
    assert {said(text).verb for text in (word, word.upper(), f"  {word} 42 ", f"{word.title()} 42")} == {verb}


def test_every_verb_has_an_english_and_a_german_word_and_none_is_shared() -> None:
    assert set(WORDS) == set(Verb)
    assert all(len(words) >= 2 for words in WORDS.values())
    assert sum(len({word.casefold() for word in words}) for words in WORDS.values()) == len(BY_WORD)
    assert all(said(word).verb is verb for verb, words in WORDS.items() for word in words)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_at_all_is_a_call_for_help(text: str) -> None:
    assert said(text).verb is Verb.HELP


@pytest.mark.parametrize(
    ("text", "nearest"), [("clam 1001", "claim"), ("nim 1", "nimm"), ("geloest!", "geloest"), ("qqqqqq", "help")]
)
def test_an_unknown_word_is_told_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(UnknownVerb) as caught:
        said(text)
    assert caught.value.values["nearest"] == nearest


@pytest.mark.parametrize(
    "text", ["claim 42", "claim #42", "claim   42 bitte", "nimm 0042", "claim\u00a042", "claim\t42"]
)
def test_the_number_is_found(text: str) -> None:
    assert number_in(said(text)) == 42


def test_a_missing_number_is_told_with_the_word_that_was_typed() -> None:
    with pytest.raises(NumberMissing) as caught:
        number_in(said("nimm"))
    assert caught.value.values == {"verb": "nimm"}


@pytest.mark.parametrize("word", ["abc", "2x", "-1", "1.5", "٤٢", "²", "#", "##42", "<@U0ANNA>"])
def test_what_is_no_number_is_told_as_it_was_typed(word: str) -> None:
    with pytest.raises(NotANumber) as caught:
        number_in(said(f"claim {word}"))
    assert caught.value.values["word"] == word


@pytest.mark.parametrize("digits", ["9" * 20, "2147483648", "9" * 5_000, "99999999999"])
def test_a_number_too_large_for_any_ticket_is_none(digits: str) -> None:
    with pytest.raises(NoSuchTicket):
        number_in(said(f"claim {digits}"))


def test_the_largest_number_is_one() -> None:
    assert number_in(said("claim 2147483647")) == 2147483647


@given(st.text())
def test_whatever_is_typed_gets_a_sentence_or_a_number(text: str) -> None:
    with suppress(UserError):
        assert number_in(said(f"claim {text}")) <= 2147483647
    with suppress(UserError):
        said(text)


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("claim", Verb.CLAIM, "1001"),
        ("nimm #7", Verb.CLAIM, "#7"),
        ("prio hoch", Verb.PRIORITY, "1001 hoch"),
        ("snooze 2 hours", Verb.SNOOZE, "1001 2 hours"),
        ("merge 1002", Verb.MERGE, "1001 1002"),
        ("note 3 calls", Verb.NOTE, "1001 3 calls"),
        ("list status:new", Verb.LIST, "status:new"),
        ("", Verb.HELP, ""),
    ],
)
def test_in_a_thread_the_ticket_goes_without_saying(text: str, verb: Verb, rest: str) -> None:
    spoken = said_in_thread(text, 1001)
    assert (spoken.verb, spoken.rest) == (verb, rest)


def test_every_example_is_understood() -> None:
    for verb in Verb:
        for language in (0, 1):
            spoken = said(f"{WORDS[verb][language]} {FOLLOWS[verb][language]}")
            assert spoken.verb is verb
            if verb in NUMBERED:
                assert number_in(spoken) == 1001
