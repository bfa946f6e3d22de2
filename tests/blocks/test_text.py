"""Text from outside: nothing that deceives, nothing too long, never nothing."""

import html
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.parts import plain, post, spoken
from blocks.text import HARMLESS, NOTHING, SIGHT, clean, cut, escaped, head, lines, one_line, pieces, width
from blocks.thread import message
from blocks.ticket_card import ticket_card
from owona_bot.domain.text import is_blank, visible
from owona_bot.domain.ticket import Requester
from tests.blocks.samples import DE, NOW, a_message, a_ticket

ANY = st.text(st.characters(codec=None))


def measured(text: str) -> int:
    return sum(map(width, text))


def letters(text: str) -> list[str]:
    return [character for character in text if not is_blank(character)]


def test_a_direction_override_no_longer_turns_a_name_around() -> None:
    assert clean("rechnung\u202egpj.exe") == "rechnunggpj.exe"


@pytest.mark.parametrize("control", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\ud800", "\ufffe"])
def test_what_breaks_is_made_visible(control: str) -> None:
    assert clean(f"a{control}b") == "a\ufffdb"


@given(ANY)
def test_what_needs_no_cleaning_is_told_at_a_glance_from_what_does(text: str) -> None:
    assert clean(text) == visible(text).translate(HARMLESS)


def test_no_character_that_is_printed_is_cleaned_away() -> None:
    printed = "".join(character for character in map(chr, range(0x110000)) if character.isprintable())
    assert visible(printed).translate(HARMLESS) == printed


@given(ANY)
def test_a_text_is_blank_if_each_of_its_characters_is(text: str) -> None:
    assert is_blank(text) == all(map(is_blank, text))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    assert lines(f"a{end}b") == "a\nb"


def test_letters_of_every_script_stay_as_they_are() -> None:
    text = "Grüße, שלום, 你好, नमस्ते, 👩‍💻 é\u200f"
    assert clean(text) == text


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u2060\ufeff", "\u3164\u2800", "\u202e\u2069"])
def test_what_no_eye_sees_is_blank_and_shown_as_a_dash(text: str) -> None:
    assert is_blank(text)
    assert one_line(text, 10) == NOTHING


@given(ANY, st.integers(min_value=1, max_value=300))
def test_a_line_fits_and_says_something(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert measured(line) <= limit
    assert len(line.encode("utf-16-le")) // 2 <= limit
    assert "\n" not in line
    assert not is_blank(line)


@given(st.text(), st.integers(min_value=1, max_value=300))
def test_no_escape_is_cut_in_half(text: str, limit: int) -> None:
    shown = escaped(cut(text, limit))
    assert len(shown) <= limit
    assert not re.search(r"&(?!amp;|lt;|gt;)|[<>]", shown)
    assert html.unescape(shown) == cut(text, limit)


def test_three_thousand_ampersands_are_cut_between_them() -> None:
    assert escaped(cut("&" * 3_000, 151)) == "&amp;" * 30 + "…"


def test_what_fits_is_not_touched() -> None:
    assert cut("genau", 5) == "genau"
    assert cut("genaus", 5) == "gena…"


@given(ANY, st.integers(min_value=10, max_value=200))
def test_parting_a_text_loses_no_letter(text: str, size: int) -> None:
    whole = lines(text)
    parts = pieces(whole, size)
    assert all(measured(part) <= size for part in parts)
    assert letters("".join(parts)) == letters(whole)


def test_a_text_is_parted_where_a_line_ends() -> None:
    assert pieces("erste Zeile\nzweite", 14) == ["erste Zeile", "zweite"]


def test_many_empty_lines_are_one() -> None:
    assert lines("\n\n\na\n \n\u200b\n\n\nb\n\n") == "a\n\nb"


def test_a_text_too_long_says_how_long_the_whole_is() -> None:
    blocks = spoken("x" * 200_000, "rich_text_quote", rest="insgesamt 200000")
    assert blocks[-1] == {"type": "context", "elements": [plain("insgesamt 200000")]}
    assert 2 < len(blocks) < 10


def test_an_end_that_nobody_looked_at_is_not_passed_over_in_silence() -> None:
    blocks = spoken("Anfang" + "\n" * SIGHT + "Ende", "rich_text_quote", rest="gekürzt")
    assert blocks[-1] == {"type": "context", "elements": [plain("gekürzt")]}


def test_a_text_that_fits_says_nothing_of_length() -> None:
    assert [block["type"] for block in spoken("kurz", "rich_text_quote", rest="!")] == ["rich_text"]


def test_a_notification_calls_nobody_and_shows_what_was_typed() -> None:
    assert post("<!channel>\nA & B").text == "&lt;!channel&gt; A &amp; B"


def test_a_beginning_is_as_long_as_it_may_be() -> None:
    assert head("a&b", 6) == "a&"
    assert head("a&b", 5) == "a"
    assert head("🎉🎉", 3) == "🎉"


class Endless(str):
    """Whoever takes all its characters one by one holds up everybody."""

    def __iter__(self) -> Iterator[str]:
        yield from self[:SIGHT]
        raise AssertionError("a text from outside is walked whole")


@pytest.mark.parametrize("text", [Endless(" " * 2 * SIGHT), Endless("\u200b\n" * SIGHT)])
def test_no_view_walks_a_whole_text_to_see_that_it_is_blank(text: str) -> None:
    ticket = a_ticket(title=text, description=text, requester=Requester(text, text))
    assert "(ohne Titel)" in str(ticket_card(ticket, NOW, DE).blocks)
    assert DE("thread.empty") in str(message(a_message(text, name=text), DE).blocks)
