"""The letters: both parts say the same, in both languages, and nobody writes them but us and our agents."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from owona_bot.domain.letter import Alarm, Answer, Letter, Origin, Quotation, language_of, locale_of
from owona_bot.locale.catalogue import LANGUAGES
from owona_bot.mail.letters import (
    FOLDER,
    answer,
    fresh_link,
    received,
    reminder,
    resolved,
    sla_team,
    sla_warning,
    templates,
)
from tests.mail.letter_samples import ASKED, FACTS, OPT_OUT, SAID, VOICES, WHEN, words_of_html, words_of_text

LETTERS = (
    "answer",
    "escalation",
    "fresh_link",
    "received",
    "reminder",
    "report",
    "resolved",
    "sla_team",
    "sla_warning",
)
DE, EN = VOICES.speak("de"), VOICES.speak("en")
TEXTS = st.text(max_size=200)
SENTENCES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)


def letters_in(language: str) -> dict[str, Letter]:
    t = VOICES.speak(language)
    return {
        "received": received(FACTS, t),
        "answer": answer(FACTS, SAID, t),
        "resolved": resolved(FACTS, None, t),
        "resolved with an answer": resolved(FACTS, SAID, t),
        "reminder": reminder(FACTS, t),
        "a fresh link": fresh_link(OPT_OUT, FACTS.desk, FACTS.imprint, t),
        "a late answer": sla_warning(FACTS, "answer", t),
        "a late solution": sla_warning(FACTS, "solution", t),
    }


EVERY = [pytest.param(letter, id=f"{name}, {lang}") for lang in LANGUAGES for name, letter in letters_in(lang).items()]


def test_every_letter_has_its_three_files() -> None:
    assert sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()) == list(LETTERS)
    for name in LETTERS:
        assert {file.name for file in (FOLDER / name).iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("letter", EVERY)
def test_text_and_html_say_the_same(letter: Letter) -> None:
    assert words_of_html(letter.html) == words_of_text(letter.text)
    assert len(words_of_text(letter.text)) > 20


@pytest.mark.parametrize("letter", EVERY)
def test_a_letter_loads_nothing_and_runs_nothing(letter: Letter) -> None:
    assert not re.search(
        r"(?i)<(img|script|iframe|link|object|video|form|input|svg)\b|url\(|@import|\son\w+=", letter.html
    )
    assert "src=" not in letter.html


@pytest.mark.parametrize("letter", EVERY)
def test_a_screen_reader_hears_the_language_and_no_tables(letter: Letter) -> None:
    assert f'<html lang="{letter.language}"' in letter.html
    tables = re.findall(r"<table[^>]*>", letter.html)
    assert tables
    assert all('role="presentation"' in table for table in tables)
    assert letter.html.count("<h1") == 1


@pytest.mark.parametrize("letter", EVERY)
def test_a_letter_is_dressed_for_outlook_and_for_the_dark(letter: Letter) -> None:
    assert '<meta name="color-scheme" content="light dark">' in letter.html
    assert "@media (prefers-color-scheme: dark)" in letter.html
    assert re.search(r'<td class="card" style="[^"]*padding: 28px 24px', letter.html)
    assert not re.search(r"(?i)display: ?(flex|grid)|position:|var\(", letter.html)


@pytest.mark.parametrize("letter", [param for param in EVERY if "fresh link" not in str(param.id)])
def test_every_subject_carries_the_number(letter: Letter) -> None:
    assert letter.subject.startswith("[#1001] ")


def test_letters_are_german_or_english_throughout() -> None:
    german, english = letters_in("de"), letters_in("en")
    assert "Antworten Sie einfach auf diese Nachricht" in german["answer"].text
    assert "Just reply to this message" in english["answer"].text
    assert "25. November 2026" in german["answer"].text
    assert "25 November 2026" in english["answer"].text
    for name, letter in english.items():
        assert letter.language == "en"
        assert (
            not re.search(r"\b(Sie|Ihr|wir|Anliegen|Nachrichten)\b", letter.text.replace(SAID.text, ""))
            or name == "answer"
        )


def test_german_letters_are_formal() -> None:
    for letter in letters_in("de").values():
        assert not re.search(r"(?i)\b(du|dich|dir|deine?[mnrs]?)\b", letter.text)


@given(TEXTS, TEXTS)
def test_what_nobody_has_looked_at_holds_nothing_that_its_sender_chose(title: str, name: str) -> None:
    theirs = replace(FACTS, title=title, requester=name)
    assert received(theirs, DE) == received(FACTS, DE)
    assert sla_warning(theirs, "answer", DE) == sla_warning(FACTS, "answer", DE)


@pytest.mark.parametrize("letter", ["received", "sla_warning"])
def test_its_templates_cannot_name_what_a_sender_chose(letter: str) -> None:
    with pytest.raises(UndefinedError):
        templates().get_template("answer/subject.txt").render(number=1)
    for file in (FOLDER / letter).iterdir():
        assert not re.search(r"title \}|requester|answer|quoted", file.read_text())


def test_word_of_a_delay_says_what_was_promised_and_that_it_is_not_forgotten() -> None:
    late, open_ = sla_warning(FACTS, "answer", DE), sla_warning(FACTS, "solution", EN)
    assert "sollte inzwischen eine Antwort da sein" in late.text
    assert "Vergessen ist es nicht" in late.text
    assert "should have been resolved by now" in open_.text
    assert "It is not forgotten" in open_.text


def test_the_newest_answer_comes_first_then_the_customers_words() -> None:
    letter = answer(FACTS, SAID, DE)
    for part in (letter.text, letter.html):
        assert part.index("Hallo,") < part.index("Sie schrieben am") < part.index("seit gestern fehlen")
    assert "> seit gestern fehlen Bilder.\n>\n> Können Sie helfen?" in letter.text


DUE = datetime(2026, 11, 25, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))

ALARM = Alarm(1001, "Bilder <b>fehlen</b>", "Erste Antwort", True, DUE, "Hoch · bei Anna", "https://x.slack.com/p1")


def test_the_team_reads_what_is_late_whose_it_is_and_where_its_card_stands() -> None:
    letter = sla_team(ALARM, "Owona Support", DE)
    assert letter.subject == "[#1001] Erste Antwort überfällig: Bilder <b>fehlen</b>"
    assert words_of_html(letter.html) == words_of_text(letter.text)
    for said in ("War fällig: 25. November 2026, 14:05 MEZ", "Hoch · bei Anna", "https://x.slack.com/p1"):
        assert said in letter.text
    assert "&lt;b&gt;fehlen" in letter.html
    assert letter.origin is Origin.AUTO_GENERATED


def test_a_warning_to_the_team_says_until_when() -> None:
    letter = sla_team(replace(ALARM, late=False, link=None), "Owona Support", EN)
    assert "due soon" in letter.subject
    assert "Due: 25 November 2026, 14:05 CET" in letter.text
    assert "http" not in letter.text


def test_an_answer_without_a_question_quotes_nothing() -> None:
    for quoted in (None, Quotation(" \n ", WHEN)):
        letter = answer(FACTS, replace(SAID, quoted=quoted), DE)
        assert "Sie schrieben" not in letter.text + letter.html
        assert "<blockquote" not in letter.html


@pytest.mark.parametrize("text", ["x" * 10_000, "x\n" * 10_000, "wort " * 1_000])
def test_a_long_message_is_quoted_in_brief(text: str) -> None:
    letter = answer(FACTS, replace(SAID, quoted=Quotation(text, WHEN)), DE)
    quote = [line for line in letter.text.split("\n") if line.startswith(">")]
    assert quote[-1].endswith("…")
    assert len(quote) <= 13
    assert sum(map(len, quote)) <= 640


def test_the_answer_is_whole_and_word_for_word() -> None:
    said = replace(SAID, text="a  b\n" * 5_000 + "Ende", html="<p>a  b</p>" * 5_000 + "<p>Ende</p>")
    letter = answer(FACTS, said, DE)
    assert letter.text.count("a  b\n") == 5_000
    assert letter.html.count("a  b") == 5_000


def test_whoever_wrote_it_decides_what_it_is() -> None:
    assert received(FACTS, DE).origin is Origin.AUTO_REPLIED
    assert answer(FACTS, SAID, DE).origin is Origin.PERSON
    assert resolved(FACTS, None, DE).origin is Origin.AUTO_GENERATED
    assert resolved(FACTS, SAID, DE).origin is Origin.PERSON
    assert sla_warning(FACTS, "answer", DE).origin is Origin.AUTO_GENERATED


def test_a_customer_is_greeted_by_name_but_never_by_address() -> None:
    assert "Guten Tag Erika Mustermann," in resolved(FACTS, None, DE).text
    for name in (None, "", "  ", "erika@example.org"):
        assert "Guten Tag,\n" in resolved(replace(FACTS, requester=name), None, DE).text
    assert "Guten Tag" not in resolved(FACTS, SAID, DE).text


def test_what_is_not_known_leaves_no_trace() -> None:
    bare = replace(FACTS, title=" ", link=None, opt_out=None, imprint=None)
    letter = answer(bare, replace(SAID, quoted=None), DE)
    assert letter.subject == "[#1001] (ohne Betreff)"
    assert "None" not in letter.text + letter.html
    assert "http" not in letter.text
    assert "href" not in letter.html
    assert words_of_html(letter.html) == words_of_text(letter.text)


def test_the_way_out_stands_in_every_letter() -> None:
    for letter in letters_in("en").values():
        assert OPT_OUT in letter.text
        assert f'href="{OPT_OUT}"' in letter.html


@given(title=TEXTS, name=TEXTS, agent=TEXTS, asked=TEXTS, desk=SENTENCES)
def test_no_name_and_no_text_breaks_out_of_its_place(title: str, name: str, agent: str, asked: str, desk: str) -> None:
    facts = replace(FACTS, title=title, requester=name, desk=desk)
    said = replace(SAID, agent=agent, quoted=Quotation(asked, WHEN))
    for mine, plain in (
        (answer(facts, said, EN), answer(FACTS, SAID, EN)),
        (resolved(facts, None, EN), resolved(FACTS, None, EN)),
    ):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202e]", mine.subject)
        tags = re.findall(r"<(?!br|/?blockquote|/?p|/?div)/?\w+", mine.html)
        assert tags == re.findall(r"<(?!br|/?blockquote|/?p|/?div)/?\w+", plain.html)


@given(title=SENTENCES, name=SENTENCES, agent=SENTENCES, asked=SENTENCES)
def test_whatever_people_are_called_both_parts_say_the_same(title: str, name: str, agent: str, asked: str) -> None:
    facts = replace(
        FACTS, title=f"T{title}", requester=name
    )  # a line that begins with > would be taken for a quotation
    said = Answer(agent, "ja", "<p>ja</p>", WHEN, Quotation(asked, WHEN))
    for letter in (answer(facts, said, EN), resolved(facts, None, EN)):
        assert words_of_html(letter.html) == words_of_text(letter.text)


def test_markup_in_a_title_stays_text() -> None:
    letter = answer(replace(FACTS, title='<b onclick="x">&amp;{{ 7*7 }}%s{0}'), SAID, EN)
    assert "&lt;b onclick=" in letter.html
    assert "<b " not in letter.html
    assert '<b onclick="x">&amp;{{ 7*7 }}%s{0}' in letter.text
    assert letter.subject.endswith('<b onclick="x">&amp;{{ 7*7 }}%s{0}')


def test_the_same_facts_make_the_same_letter() -> None:
    assert letters_in("de") == letters_in("de")


@pytest.mark.parametrize(
    ("source", "newest", "profile", "locale", "language"),
    [
        ({"locale": "de"}, {"locale": "en"}, "en", "de", "de"),
        ({"locale": "de-DE"}, {}, "en", "de", "de"),
        ({"locale": "EN_gb"}, {}, "de", "en", "en"),
        ({}, {"locale": "fr"}, "de", "fr", "en"),
        ({"locale": None}, {"locale": "zu-ZA"}, None, "zu", "en"),
        ({}, {}, "am", "am", "en"),
        ({}, {}, None, "de", "de"),
        ({"locale": 7}, {"locale": ["de"]}, "", "de", "de"),
        ({"locale": "klingon"}, {"locale": " sw "}, "de", "sw", "en"),
    ],
)
def test_the_language_is_the_one_the_customer_used_last(
    source: dict[str, object], newest: dict[str, object], profile: str | None, locale: str, language: str
) -> None:
    assert locale_of(source, newest, profile) == locale
    assert language_of(source, newest, profile) == language


def test_a_quotation_is_cut_at_either_limit_only() -> None:
    assert "…" not in answer(FACTS, replace(SAID, quoted=ASKED), DE).text
