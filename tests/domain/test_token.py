"""What a service token is: long enough that nobody guesses it, short enough to read what it is for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.errors import FieldError
from owona_bot.domain.token import (
    BITS,
    NAME_LIMIT,
    SECRET,
    Asked,
    Scope,
    Wish,
    asked_in,
    demand,
    hash_of,
    wish_of,
    works,
    written,
)
from owona_bot.domain.token_errors import TokenLacksScope, UnknownTokenWord
from tests.blocks.service_tokens import NOW, a_token


@given(st.binary(min_size=BITS // 8, max_size=BITS // 8))
def test_every_secret_looks_like_one_and_has_all_its_bits(random: bytes) -> None:
    assert SECRET.fullmatch(written(random))
    assert len({written(random), written(bytes(random[:-1]) + bytes([random[-1] ^ 1]))}) == 2
    assert len(hash_of(written(random))) == 32


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", Asked()),
        ("NEU", Asked(new=True)),
        ("new", Asked(new=True)),
        ("revoke 7", Asked(revoked=7)),
        ("widerrufe 007", Asked(revoked=7)),
    ],
)
def test_words_after_the_verb(words: str, meant: Asked) -> None:
    assert asked_in(words) == meant


@pytest.mark.parametrize("words", ["revoke", "revoke 1 2", "revoke -1", "revoke \u0661", "revoke 9999999999", "new x"])
def test_other_words_are_not_guessed(words: str) -> None:
    with pytest.raises(UnknownTokenWord):
        asked_in(words)


def test_notes_are_never_given_without_tickets() -> None:
    assert wish_of("x", ["export:notes"], "1").scopes == (Scope.EXPORT, Scope.EXPORT_NOTES)
    assert wish_of("x", ["export"], "1").scopes == (Scope.EXPORT,)


def wished(name: str, scopes: list[str], days: str) -> Wish | str:
    """Or the field that can't stay as it is."""
    try:
        return wish_of(name, scopes, days)
    except FieldError as refused:
        return refused.field


@given(st.text(), st.lists(st.text()), st.text() | st.integers(-1, 400).map(str))
def test_whatever_is_typed_is_a_wish_or_told_at_its_field(name: str, scopes: list[str], days: str) -> None:
    told = wished(name, [*scopes, "export"], days)
    if isinstance(told, Wish):
        assert 0 < len(told.name) <= NAME_LIMIT
        assert 1 <= told.life.days <= 365
    else:
        assert told in ("name", "days")


def test_a_token_works_until_its_last_moment_and_while_its_maker_may() -> None:
    token = a_token()
    assert works(token, NOW)
    assert not works(token, token.expires_at)


def test_what_is_not_given_is_demanded_by_name() -> None:
    with pytest.raises(TokenLacksScope) as refused:
        demand(type(a_token())(1, "x", (Scope.EXPORT,), "Anna", None, NOW, None, NOW), Scope.EXPORT_NOTES)
    assert refused.value.values == {"scope": "export:notes"}
