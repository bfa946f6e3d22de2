"""What is said after `/ticket oncall`."""

import pytest

from owona_bot.domain.on_call_errors import SwapGone, UnknownOnCallWord
from owona_bot.domain.on_call_words import Ask, Asked, asked_in


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", Asked(Ask.SHOW)),
        ("  ", Asked(Ask.SHOW)),
        ("zeig", Asked(Ask.SHOW)),
        ("EDIT", Asked(Ask.EDIT)),
        ("ändern bitte", Asked(Ask.EDIT)),
        ("Dienst", Asked(Ask.SHIFT)),
        ("tauschen", Asked(Ask.SWAP)),
        ("annehmen 12", Asked(Ask.ACCEPT, 12)),
        ("decline 12 please", Asked(Ask.DECLINE, 12)),
        ("zurückziehen 0012", Asked(Ask.WITHDRAW, 12)),
    ],
)
def test_words_of_either_language_are_understood(words: str, asked: Asked) -> None:
    assert asked_in(words) == asked


@pytest.mark.parametrize(
    "words",
    ["accept", "accept x", "accept -1", "accept ٣", "accept 1.5", "accept " + "0" * 19, "accept " + "9" * 5_000],
)
def test_a_request_has_a_number(words: str) -> None:
    with pytest.raises(SwapGone):
        asked_in(words)


def test_the_nearest_word_is_named() -> None:
    with pytest.raises(UnknownOnCallWord) as caught:
        asked_in("tausche 3")
    assert caught.value.values == {"word": "tausche", "nearest": "tauschen"}
