"""Tags: how they are written, how many fit, and what two people do to them at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.tags import LONGEST, MOST, Change, Rewrite, read_change, read_list, retag
from owona_bot.domain.ticket_errors import BadTag, NoTags, NotTagged, TagsMissing, TooManyTags


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("+vip -trial", Change(("vip",), ("trial",))),
        ("vip", Change(("vip",), ())),
        ("VIP, Größe,  v1.2/beta_x", Change(("vip", "größe", "v1.2/beta_x"), ())),
        ("+vip +vip", Change(("vip",), ())),
        ("-vip +vip", Change(("vip",), ())),
        ("+vip -vip", Change((), ("vip",))),
        ("–trial −test", Change((), ("trial", "test"))),
        ("cafe\u0301", Change(("café",), ())),
        ("हिन्दी 東京 4711", Change(("हिन्दी", "東京", "4711"), ())),
        ("x" * 40, Change(("x" * 40,), ())),
    ],
)
def test_words_become_tags(text: str, change: Change) -> None:
    assert read_change(text) == change


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("+vip +", "+"),
        ("+-vip", "-vip"),
        ("+vip 💥", "💥"),
        ("-", "-"),
        (".vip", ".vip"),
        ("a\u200bb", "a\u200bb"),
        ("a\u3164b", "a\u3164b"),
        ("<!channel>", "<!channel>"),
        ("x" * 41, "x" * 41),
        ("a" * 100_000, "a" * 100_000),
        ("nul\0l", "nul\0l"),
    ],
)
def test_a_word_that_is_no_tag_is_named(text: str, word: str) -> None:
    with pytest.raises(BadTag) as caught:
        read_change(text)
    assert caught.value.values == {"word": word, "limit": LONGEST}


@pytest.mark.parametrize("text", ["", "  ", ", ,"])
def test_no_word_is_no_change(text: str) -> None:
    with pytest.raises(TagsMissing):
        read_change(text)


def test_new_tags_come_last_and_what_is_there_stays_once() -> None:
    assert retag(("b", "a"), read_change("+c +a -b")) == ("a", "c")


def test_what_is_not_there_is_not_taken_away() -> None:
    with pytest.raises(NotTagged) as caught:
        retag(("vip", "trial"), read_change("+new -trail"))
    assert caught.value.values == {"word": "trail", "fits": "vip, trial"}
    with pytest.raises(NoTags):
        retag((), read_change("-trial"))


def test_thirty_fit_and_no_more() -> None:
    thirty = tuple(f"t{n}" for n in range(MOST))
    assert retag((), Change(thirty, ())) == thirty
    assert retag(thirty, read_change("-t0 +new"))[-1] == "new"
    for many in (Change(("one", "more"), ("t0",)), Change(tuple(f"x{n}" for n in range(300)), ())):
        with pytest.raises(TooManyTags) as caught:
            retag(thirty, many)
        assert caught.value.values["limit"] == MOST


def test_a_form_changes_what_its_reader_changed_and_leaves_what_others_did() -> None:
    seen = ("vip", "trial", "old")
    form = Rewrite(read_list("vip, new"), seen)
    assert retag(seen, form) == ("vip", "new")
    assert retag(("vip", "old", "others"), form) == ("vip", "others", "new")
    assert retag(("trial", "new"), form) == ("new",)
    assert retag(seen, Rewrite((), seen)) == ()


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_is_typed_is_tags_or_a_refusal(text: str) -> None:
    try:
        change = read_change(text)
    except (BadTag, TagsMissing):
        return
    for tag in [*change.add, *change.remove]:
        assert 0 < len(tag) <= LONGEST
        assert read_list(tag) == (tag,)
    assert not set(change.add) & set(change.remove)
