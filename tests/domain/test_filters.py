"""What people ask for, in the one language of filters."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain import filter_words
from owona_bot.domain.errors import UserError
from owona_bot.domain.filter_dates import MOVING, UNIT
from owona_bot.domain.filter_fields import CHOICES, FIELDS, PEOPLE, SHORTHANDS, TIMES
from owona_bot.domain.filter_ranges import Compare
from owona_bot.domain.filter_times import Ago, Calendar, Moving, Side, Unit, Within
from owona_bot.domain.filter_tree import Filter, Named, OneOf, People, Sort, Term, Text, Times, Whom
from owona_bot.domain.filter_words import Table, fold, key, tag_of
from owona_bot.domain.filters import parse, write
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.locale.catalogue import texts
from tests.domain import filter_samples
from tests.domain.filter_samples import filters, nasty, typed

TABLES = (*filter_samples.TABLES.values(), filter_words.LANGUAGE, filter_words.WHO, filter_words.SORT, MOVING, UNIT)


@given(filters)
def test_what_is_written_is_read_as_the_same_filter(asked: Filter) -> None:
    assert parse(write(asked)) == parse(write(asked, "de")) == asked


@given(typed)
def test_what_was_typed_survives_being_written(text: str) -> None:
    with suppress(UserError):
        asked = parse(text)
        assert parse(write(asked)) == parse(write(asked, "de")) == asked
        assert write(parse(write(asked))) == write(asked)


@given(st.text())
def test_whatever_stands_in_quotes_is_just_text(text: str) -> None:
    doubled = text.replace('"', '""')
    expected = filter_words.tidy(text)
    assert parse(f'"{doubled}"') == Filter((Term(Text(expected, exact=True)),) if expected else ())


def test_the_whole_language_in_one_line() -> None:
    asked = parse('status:new,investigating prio:>=high cat:billing agent:me tag:vip since:7d -is:merged "free text"')
    assert asked == Filter(
        (
            Term(OneOf("status", frozenset({Status.NEW, Status.INVESTIGATING}))),
            Term(OneOf("priority", frozenset({Priority.HIGH, Priority.URGENT}))),
            Term(OneOf("category", frozenset({Category.BILLING}))),
            Term(People("agent", frozenset({Whom.ME}))),
            Term(OneOf("tag", frozenset({"vip"}))),
            Term(Times("created", frozenset({parse_period("7d")}))),
            Term(OneOf("is", frozenset({"merged"})), negated=True),
            Term(Text("free text", exact=True)),
        )
    )
    assert write(asked) == (
        'status:new,investigating priority:>=high category:billing agent:me tag:vip created:>=7d -is:merged "free text"'
    )


def parse_period(text: str) -> Side | Within:
    [term] = parse(f"since:{text}").terms
    assert isinstance(term.condition, Times)
    [period] = term.condition.periods
    assert isinstance(period, Side | Within)
    return period


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("bearbeiter:ich", "agent:me"),
        ("prio:>=hoch", "priority:>=high"),
        ("priorität:niedrig..normal", "priority:<=normal"),
        ("ist:offen,später", "is:open,snoozed"),
        ("seit:7t", "since:7d"),
        ("bis:gestern", "created:<=yesterday"),
        ("status:wartet", "status:waiting_customer"),
        ('STATUS:"In Analyse"', "Status:Investigating"),
        ("zustand:geloest,GELÖST,gelo\u0308st", "status:resolved"),
        ("kategorie:Fehler", "cat:bug"),
        ("kunde:lena", "requester:lena"),
        ("kanal:e-mail", "channel:mail"),
        ("sprache:deutsch", "lang:de"),
        ("hat:anhang", "has:file"),
        ("erstellt:heute", "created:today"),
        ("aktualisiert:>01.05.2026", "updated:>2026-05-01"),
        ("beantwortet:nie", "answered:none"),
        ("sortiert:priorität", "sort:priority"),
        ("frist:gefährdet,ueberschritten", "sla:at-risk,late"),
        ("erstellt:01.2026..03.2026", "created:2026-1..2026-03"),
        ("nummer:1002,#1001", "#1001,1002"),
    ],
)
def test_german_and_english_ask_for_the_same(german: str, english: str) -> None:
    assert parse(german) == parse(english)
    assert fold(write(parse(german.upper()))) == fold(write(parse(english)))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("field", "enum"), [("status", Status), ("priority", Priority), ("category", Category)])
def test_every_label_on_a_card_and_every_value_of_the_database_can_be_asked_for(
    field: str, enum: type[Status | Priority | Category], language: str
) -> None:
    for value in enum:
        expected = Filter((Term(OneOf(field, frozenset({value}))),))
        assert parse(f"{field}:{value.value}") == expected
        assert parse(f'{field}:"{texts(language)[f"{field}.{value.value}"]}"') == expected


@pytest.mark.parametrize("table", TABLES)
def test_every_value_has_an_english_and_a_german_word_and_no_word_means_two(table: Table) -> None:
    assert all(len(words) >= 2 for words in table.values())
    told = {(key(word), value) for value, words in table.items() for word in words}
    assert len(told) == len({word for word, _ in told})
    assert "" not in {word for word, _ in told}


def test_no_name_means_two_fields_and_each_row_is_called_as_it_is_written() -> None:
    told = {(key(name), field) for field, names in FIELDS.table.items() for name in names}
    assert len(told) == len({name for name, _ in told})
    assert all(names[0] == field and len(names) >= 2 for field, names in FIELDS.table.items())
    assert len(FIELDS.table) == len(CHOICES) + len(PEOPLE) + len(TIMES) + len(SHORTHANDS) + 1


@pytest.mark.parametrize(
    ("text", "priorities"),
    [
        ("prio:high", "high"),
        ("prio:>high", "urgent"),
        ("prio:≥high", "high urgent"),
        ("prio:<normal", "low"),
        ("prio:<=normal", "low normal"),
        ("prio:normal..", "normal high urgent"),
        ("prio:..normal", "low normal"),
        ("prio:high..normal", "normal high"),
        ("prio:low,>=high", "low high urgent"),
    ],
)
def test_priorities_have_an_order(text: str, priorities: str) -> None:
    assert parse(text) == Filter((Term(OneOf("priority", frozenset(priorities.split()))),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("login geht", [("login", False), ("geht", False)]),
        ('"login  geht"', [("login geht", True)]),
        ('"19"" Monitor"', [('19" Monitor', True)]),
        ('„login geht“ “and not” „oder\nso"', [("login geht", True), ("and not", True), ("oder so", True)]),
        ('a"b c"d', [("a", False), ("b c", True), ("d", False)]),
        ('"" "  " x', [("x", False)]),
        ("- 12:30 :tada: https://owona.de/a:b", [(w, False) for w in ("-", "12:30", ":tada:", "https://owona.de/a:b")]),
        ("a\0b %_\\ ';drop", [("a\ufffdb", False), ("%_\\", False), ("';drop", False)]),
        ("\u202egnp🎫 \u00a0(a+)+$", [("\u202egnp🎫", False), ("(a+)+$", False)]),
        ('"status:new"', [("status:new", True)]),
        ("x" * 41 + ":1", [("x" * 41 + ":1", False)]),
    ],
)
def test_everything_else_is_text(text: str, words: list[tuple[str, bool]]) -> None:
    assert parse(text).terms == tuple(Term(Text(word, exact)) for word, exact in words)


def test_a_minus_negates_a_field_a_word_and_a_phrase() -> None:
    assert [(term.negated, write(Filter((term,)))) for term in parse('-status:zu -wort -"a b" --x -').terms] == [
        (True, "-status:closed"),
        (True, "-wort"),
        (True, '-"a b"'),
        (True, "--x"),
        (False, "-"),
    ]


def test_a_number_behind_its_mark_is_a_ticket_and_in_quotes_or_bare_it_is_text() -> None:
    asked = parse('#1002,#1001 -#0007 1001 "#1001" #1001a #1234567890')
    assert asked.terms == (
        Term(OneOf("number", frozenset({"1001", "1002"}))),
        Term(OneOf("number", frozenset({"7"})), negated=True),
        *(Term(Text(text, exact)) for text, exact in (("1001", False), ("#1001", True), ("#1001a", False))),
        Term(Text("#1234567890", exact=False)),
    )
    assert write(asked, "de") == '#1001,1002 -#7 1001 "#1001" #1001a #1234567890'


def test_a_name_in_quotes_is_a_name_whatever_it_means_otherwise() -> None:
    asked = parse('agent:me,"me","Anna Schmidt"')
    assert asked == Filter((Term(People("agent", frozenset({Whom.ME, Named("me"), Named("Anna Schmidt")}))),))
    assert write(asked) == 'agent:"Anna Schmidt","me",me'


def test_what_would_be_text_behind_a_colon_is_written_in_quotes() -> None:
    assert parse("tag://x") == Filter((Term(Text("tag://x", exact=False)),))
    assert write(parse('tag:"//x"')) == 'tag:"//x"'


def test_a_tag_is_the_same_however_it_is_typed() -> None:
    assert parse("tag:GRÖSSE") == parse("tag:gro\u0308sse") == parse('tag:" Grösse "')


@given(nasty)
def test_a_tag_stays_as_it_is_once_it_is_stored(text: str) -> None:
    assert tag_of(tag_of(text)) == tag_of(text)


def test_a_blank_may_follow_a_comma() -> None:
    assert parse("status:new, closed x") == parse("status:new,closed x")


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("", Sort.UPDATED),
        ("sort:created x", Sort.CREATED),
        ("x sortiert:prio", Sort.PRIORITY),
        ("sort:updated", None),
        ("sort:oldest", Sort.OLDEST),
        ("sortiert:älteste", Sort.OLDEST),
        ("sort:-created", Sort.OLDEST),
        ("sort:-oldest", Sort.CREATED),
        ("sortiert:frist", Sort.DUE),
    ],
)
def test_one_thing_is_sorted_by_the_last_update_unless_told(text: str, sort: Sort | None) -> None:
    assert parse(text).sort is (sort or Sort.UPDATED)


def test_a_german_reads_german_words() -> None:
    asked = parse("prio:>=high agent:none answered:never created:>=7d -sla:breached updated:today sort:oldest")
    assert write(asked, "de") == (
        "priorität:>=hoch bearbeiter:niemand beantwortet:nie erstellt:>=7t -frist:überschritten aktualisiert:heute "
        "sortiert:älteste"
    )


def test_relative_times_stay_relative() -> None:
    assert write(parse("since:7d updated:today answered:2w..1w")) == "created:>=7d updated:today answered:2w..1w"
    assert parse_period("7t") == parse_period("7tage") == Side(Compare.SINCE, Ago(7, Unit.DAY))
    [term] = parse("created:heute,2026-05-01T12:30").terms
    minute = Calendar((2026, 5, 1, 12, 30))
    periods = {Within(Moving.TODAY, Moving.TODAY), Within(minute, minute)}
    assert term.condition == Times("created", frozenset(periods))
