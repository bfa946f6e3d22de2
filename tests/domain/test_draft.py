"""What a form's fields may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.draft import TITLE_LIMIT, Draft, address, draft
from owona_bot.domain.errors import FieldError
from owona_bot.domain.ticket import Category, Priority
from owona_bot.domain.ticket_errors import BadAddress, DescriptionMissing, TitleMissing, TitleTooLong


def drafted(title: str = "Login", description: str = "Fehler 500", requester: str = "lena@example.com") -> Draft:
    return draft(title, description, Category.BUG, Priority.HIGH, requester)


def test_what_is_typed_is_kept() -> None:
    assert drafted() == Draft("Login", "Fehler 500", Category.BUG, Priority.HIGH, "lena@example.com")


def test_white_space_around_and_lines_in_a_title_go() -> None:
    typed = drafted(title=" Login\n geht \t nicht ", description="\n a\r\nb\rc \n")
    assert (typed.title, typed.description) == ("Login geht nicht", "a\nb\nc")


def test_what_postgresql_cannot_hold_becomes_visible() -> None:
    typed = drafted(title="a\0b", description="x\ud800y\0")
    assert (typed.title, typed.description) == ("a\ufffdb", "x\ufffdy\ufffd")


@pytest.mark.parametrize("title", ["", "  ", "\n\t"])
def test_a_title_must_be_there(title: str) -> None:
    with pytest.raises(TitleMissing) as caught:
        drafted(title=title)
    assert caught.value.field == "title"


def test_a_title_may_have_160_characters_and_no_more() -> None:
    assert len(drafted(title="x" * TITLE_LIMIT).title) == 160
    with pytest.raises(TitleTooLong) as caught:
        drafted(title="x" * 9_000)
    assert caught.value.values == {"limit": 160, "length": 9_000}


def test_a_description_must_be_there() -> None:
    with pytest.raises(DescriptionMissing):
        drafted(description=" \n ")


def test_an_address_is_kept_bare_and_in_lower_case() -> None:
    assert drafted(requester="  Lena.Kunde+Test@Example.COM ").requester == "lena.kunde+test@example.com"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lena",
        "lena@",
        "@example.com",
        "le na@example.com",
        "a@b@c.de",
        "Lena <lena@example.com>",
        "lena@example.com, kai@example.com",
        "lena@example.com\nBcc: x@y.z",
        "le\0na@example.com",
        "lena@-example.com",
        "lena@example..com",
        "a..b@example.com",
        "x" * 65 + "@example.com",
        "lena@" + "x" * 260,
        "lena\u202e@example.com",
        "<!channel>@example.com",
    ],
)
def test_what_is_no_address_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(BadAddress) as caught:
        drafted(requester=typed)
    assert caught.value.field == "requester"


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_is_fit_for_the_database_or_refused_at_a_field(title: str, text: str, address: str) -> None:
    try:
        typed = drafted(title, text, address)
    except FieldError:
        return
    assert "\0" not in typed.title + typed.description + typed.requester
    (typed.title + typed.description + typed.requester).encode()


def test_an_address_that_our_letters_cannot_reach_is_refused_at_its_field() -> None:
    with pytest.raises(BadAddress):
        address("jörg@example.org")
