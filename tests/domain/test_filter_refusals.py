"""What a filter that can't be read is answered."""

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.errors import UserError
from owona_bot.domain.filter_fields import FIELDS
from owona_bot.domain.filters import LIMIT, MOST, parse, write
from owona_bot.domain.list_errors import (
    FilterFieldUnknown,
    FilterQuoteOpen,
    FilterSortUnclear,
    FilterTimesApart,
    FilterTooLong,
    FilterTooManyTerms,
    FilterValueMissing,
    FilterValueUnknown,
)
from owona_bot.locale.catalogue import catalogues
from tests.domain.filter_samples import typed


def refusal(text: str, locale: str = "en") -> UserError:
    with pytest.raises(UserError) as caught:
        parse(text, locale)
    return caught.value


@pytest.mark.parametrize(
    ("text", "word", "position", "fits"),
    [
        ("stauts:new", "stauts", 1, "status"),
        ("wort -bearbeitr:ich", "bearbeitr", 7, "bearbeiter"),
        ("x:1", "x", 1, None),
    ],
)
def test_an_unknown_field_is_told_with_its_place_and_what_would_fit(
    text: str, word: str, position: int, fits: str | None
) -> None:
    error = refusal(text)
    assert isinstance(error, FilterFieldUnknown)
    assert (error.values["word"], error.values["position"]) == (word, position)
    assert error.values["fits"] == (fits or ", ".join(FIELDS.table))


@pytest.mark.parametrize(
    ("text", "word", "position", "fits"),
    [
        ("status:invetigating", "invetigating", 8, "investigating"),
        ("  status:new,xyz", "xyz", 14, "neu, in-analyse, wartet, gelöst, geschlossen"),
        ('is:"gelöst"', "gelöst", 4, "offen, erledigt, frei, später, zusammengeführt"),
        ("status:>=new", ">=new", 8, "new"),
        ("prio:>=hihg", ">=hihg", 6, "high"),
        ("prio:low..nromal", "low..nromal", 6, "normal"),
        ("prio:>urgent", ">urgent", 6, "niedrig, normal, hoch, dringend"),
        ("created:tody", "tody", 9, "today"),
        ("created:2026-02-30", "2026-02-30", 9, "7t, heute, 2026-05, >=2026-05-01, 2026-01..2026-03"),
        ("created:99999999y", "99999999y", 9, "7t, heute, 2026-05, >=2026-05-01, 2026-01..2026-03"),
        ("created:never", "never", 9, "7t, heute, 2026-05, >=2026-05-01, 2026-01..2026-03"),
        ("since:>7d", ">7d", 7, "7t, heute, 2026-05, >=2026-05-01, 2026-01..2026-03"),
        ("lang:zzz", "zzz", 6, "deutsch, englisch, französisch, spanisch, italienisch, niederländisch, "),
        ("sort:x", "x", 6, "aktualisiert, erstellt, älteste, priorität, frist"),
        ("has:" + "x" * 5_000, "x" * 39 + "…", 5, "datei"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_place_and_what_would(
    text: str, word: str, position: int, fits: str
) -> None:
    error = refusal(text, "de")
    assert isinstance(error, FilterValueUnknown)
    assert (error.values["word"], error.values["position"]) == (word, position)
    assert str(error.values["fits"]).startswith(fits)


@pytest.mark.parametrize(
    ("text", "position"), [("status:", 8), ("tag: vip", 5), ("tag:a,", 7), ("tag:a,,b", 7), ('kunde:"  "', 7)]
)
def test_a_missing_value_is_told_with_its_place(text: str, position: int) -> None:
    error = refusal(text)
    assert isinstance(error, FilterValueMissing)
    assert error.values["position"] == position
    assert error.values["fits"]


@pytest.mark.parametrize(
    ("text", "position", "word"),
    [('"', 1, '"'), ('foo "bar', 5, '"bar'), ('19" monitor', 3, '" monitor'), ("tag:„x", 5, "„x"), ('"""', 1, '"""')],
)
def test_an_open_quote_is_told_where_it_begins(text: str, position: int, word: str) -> None:
    error = refusal(text)
    assert isinstance(error, FilterQuoteOpen)
    assert error.values == {"position": position, "word": word}


@pytest.mark.parametrize("text", ["-sort:created", "sort:created,updated", "sort:created x sort:created"])
def test_only_one_order_can_be_asked_for(text: str) -> None:
    assert isinstance(refusal(text), FilterSortUnclear)


@pytest.mark.parametrize(
    ("text", "first", "second", "position"),
    [
        ("since:2026-12-01 until:2026-11-01", "since:2026-12-01", "until:2026-11-01", 18),
        ("bis:01.11.2026 status:neu seit:02.11.2026", "bis:01.11.2026", "seit:02.11.2026", 27),
        ("x created:2026 sort:due created:2025-12,", "created:2026", "created:2025-12", 25),
        ("since:1d until:7d", "since:1d", "until:7d", 10),
        ("since:today until:yesterday", "since:today", "until:yesterday", 13),
    ],
)
def test_times_between_which_no_ticket_lies_are_told(text: str, first: str, second: str, position: int) -> None:
    error = refusal(text.rstrip(","))
    assert isinstance(error, FilterTimesApart)
    assert error.values == {"first": first, "second": second, "position": position}


@pytest.mark.parametrize(
    "text",
    [
        "since:2026-11-01 until:2026-11-01",
        "until:7d since:14d",
        "since:2026-12-01 -until:2026-11-01",
        "since:2026-12-01 updated:2026-11",
        "created:2026-12,2026-10 created:2026-11",
        "since:7d until:2026-11-01",
        "since:week until:yesterday",
    ],
)
def test_times_of_which_the_day_decides_or_that_meet_are_taken(text: str) -> None:
    assert len(parse(text).terms) == 2


def test_a_filter_has_its_limits() -> None:
    assert len(parse(" ".join("x" * MOST)).terms) == MOST
    assert isinstance(refusal(" ".join("x" * (MOST + 1))), FilterTooManyTerms)
    assert isinstance(refusal("tag:" + ",".join("x" * (MOST + 1))), FilterTooManyTerms)
    assert len(write(parse("x" * LIMIT))) == LIMIT
    assert isinstance(refusal("x" * (LIMIT + 1)), FilterTooLong)
    assert isinstance(refusal("von:" + "x" * (LIMIT - 4)), FilterTooLong)  # `requester:…` could not be read again


@pytest.mark.parametrize(
    "pattern", ['"', '""', 'a"', ",", "tag:,", "-", "a:", " ", "\0", "\u0301\u0323", "x:\u0301\u0323", ">=", "..", "“"]
)
def test_the_longest_text_is_read_in_no_time(pattern: str) -> None:
    text = (pattern * LIMIT)[:LIMIT]
    for asked in (text, "status:" + text[7:], "created:" + text[8:], '"' + text[1:]):
        began = process_time()
        with suppress(UserError):
            parse(asked)
        assert process_time() - began < 1


@given(typed, st.sampled_from(["de", "en"]))
def test_every_refusal_is_a_sentence(text: str, locale: str) -> None:
    try:
        parse(text, locale)
    except UserError as error:
        refused = error
    else:
        return
    assert str(refused.values["position"]) in catalogues().speak(locale)(refused.key, **refused.values)
