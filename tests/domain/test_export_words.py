"""What is said after `/ticket export`: a file and what is in it first, then the filter as typed."""

import pytest

from owona_bot.domain.export import What
from owona_bot.domain.export_errors import ExportFiguresHaveNone, ExportQueryWord
from owona_bot.domain.export_words import Asked, Kind, asked_in, between, kind_of, spec_for, wants_list


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("", Asked()),
        ("csv status:open since:7d", Asked(Kind.CSV, filter="status:open since:7d")),
        ("CSV  +Nachrichten  tag:vip", Asked(Kind.CSV, messages=True, filter="tag:vip")),
        ("+notes xlsx", Asked(Kind.XLSX, messages=True, notes=True)),
        ("status:open csv", Asked(filter="status:open csv")),
        ("csv json", Asked(Kind.CSV, filter="json")),
        ("kennzahlen pdf seit:30t", Asked(Kind.PDF, What.METRICS, filter="seit:30t")),
        ('excel "two  blanks"', Asked(Kind.EXCEL, filter='"two  blanks"')),
        ('csv "+vip"', Asked(Kind.CSV, filter='"+vip"')),
        ("csv docx", Asked(Kind.CSV, filter="docx")),
        ("csv ALLE", Asked(Kind.CSV, everything=True)),
        ('csv "alle"', Asked(Kind.CSV, filter='"alle"')),
        ("csv alle tag:vip", Asked(Kind.CSV, filter="alle tag:vip")),
        ("csv vip +49", Asked(Kind.CSV, filter="vip +49")),
    ],
)
def test_words_of_the_file_come_first(said: str, asked: Asked) -> None:
    assert asked_in(said) == asked


@pytest.mark.parametrize(
    ("said", "word", "nearest"),
    [
        ("DOCX status:new", "DOCX", "pdf"),
        ("csv +mesages tag:vip", "+mesages", "+messages"),
        ("+NOTITZEN csv", "+NOTITZEN", "+notizen"),
        ("xls", "xls", "xlsx"),
        (f"csv +{'x' * 500}", f"+{'x' * 38}…", "+notes"),
    ],
)
def test_what_can_not_be_is_refused_with_the_nearest_that_can(said: str, word: str, nearest: str) -> None:
    with pytest.raises(ExportQueryWord) as caught:
        asked_in(said)
    assert (caught.value.values["word"], caught.value.values["nearest"]) == (word, nearest)


@pytest.mark.parametrize(
    ("said", "complete"),
    [
        ("csv status:open", True),
        ("csv", False),
        ("status:open", False),
        ("metrics csv", True),
        ("metrics", False),
        ("csv +messages all", True),
        ("all", False),
    ],
)
def test_it_starts_at_once_where_file_and_tickets_were_named(said: str, complete: bool) -> None:
    assert asked_in(said).is_complete is complete


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(Kind.CSV, What.METRICS, messages=True), "with"),
        (Asked(Kind.CSV, What.METRICS, notes=True), "with"),
        (Asked(Kind.CSV, What.METRICS, columns=("number",)), "columns"),
    ],
)
def test_what_figures_have_not_is_refused_where_it_was_chosen(asked: Asked, field: str) -> None:
    with pytest.raises(ExportFiguresHaveNone) as caught:
        spec_for(asked, "de", "UTC")
    assert caught.value.field == field


def test_a_list_of_the_last_ones_is_asked_for_by_that_word_alone() -> None:
    assert wants_list(" Liste ")
    assert not wants_list("list csv")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_file_is_known_again(kind: Kind) -> None:
    spec = spec_for(Asked(kind, filter="x"), "de", "Europe/Berlin")
    assert kind_of(spec) is kind
    assert spec.excel is (kind is Kind.EXCEL)


def test_days_are_said_as_the_filter_says_them() -> None:
    assert between("", "", "") == ""
    assert between("tag:vip", "1996-11-26", "") == "tag:vip since:1996-11-26"
    assert between("", "", "2026-11-26") == "until:2026-11-26"
