"""Cells: what a spreadsheet would take for a formula, it does not."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.export_cells import harmless, harmless_in_csv, seen_bytes, seen_text

HARD = "=+-@\t\r\n '\";,\u00a0\u200b\u202e\u2066\u061c\ufeff\u3000\uff1d\uff0b\u2212\x01\x1b\x85aZ0<äß€😀\u200d"

TEXTS = st.text(st.sampled_from(HARD), max_size=8) | st.text(
    st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=20
)


def is_a_formula(cell: str) -> bool:
    """As the most forgiving spreadsheet there could be: it looks through all that has no shape, and at every width."""
    if cell[:1] in ("\t", "\r"):
        return True
    shown = [one for one in cell if unicodedata.category(one) not in ("Cc", "Cf", "Zs", "Zl", "Zp")]
    first = unicodedata.normalize("NFKC", shown[0]) if shown else ""
    return (
        first in ("=", "+", "-", "@", "\u2212") and shown[0] not in "\u207a\u207b\u208a\u208b\ufe62\ufe63\ufe66\ufe6b"
    )


@given(TEXTS)
def test_nothing_that_a_customer_writes_becomes_a_formula(text: str) -> None:
    assert not is_a_formula(seen_text(harmless(text)))


@given(TEXTS, st.booleans())
def test_nor_does_it_where_a_program_splits_the_cell(text: str, excel: bool) -> None:
    """Quotes are none of its own there."""
    first, *later = re.split("[,\t\n]" if excel else "[;\t\n]", seen_text(harmless_in_csv(text, excel=excel)))
    assert not is_a_formula(first)
    assert not [part for part in later if is_a_formula(part) or is_a_formula(part.replace('"', ""))]


def test_only_the_delimiter_that_is_not_ours_splits() -> None:
    assert harmless_in_csv("hallo;=1+1, -5;x\n@a", excel=False) == "hallo;'=1+1, -5;x\n'@a"
    assert harmless_in_csv("hallo;=1+1, -5;x\r\n\r\n@a", excel=True) == "hallo;=1+1,' -5;x\r\n\r\n'@a"


@given(TEXTS)
def test_a_cell_has_no_controls_and_nothing_that_turns_what_follows(text: str) -> None:
    cell = seen_text(harmless(text))
    assert not [one for one in cell if unicodedata.category(one) == "Cc" and one not in "\t\n"]
    assert not [
        one
        for one in cell
        if unicodedata.bidirectional(one) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]


@given(TEXTS)
def test_many_cells_at_once_are_treated_as_one(text: str) -> None:
    assert seen_bytes(text.encode()).decode() == seen_text(text)


@given(st.text(st.characters(categories=["L", "N"]), max_size=20))
def test_words_and_numbers_stay_as_they_are(text: str) -> None:
    assert seen_text(harmless(text)) == text


@pytest.mark.parametrize("text", ["Rechnung -5 €", "a=b", "👩‍👩‍👧", "„so“", "1-2", "zwei\nZeilen", "'schon", "<b>"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert seen_text(harmless(text)) == text
