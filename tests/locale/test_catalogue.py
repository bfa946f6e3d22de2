"""The catalogues: both languages say the same things, in full, and nothing that nobody asks for."""

import ast
import re
import string
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import FieldError, UserError
from owona_bot.locale.catalogue import FOLDER, LANGUAGES, catalogues, texts

ROOT = FOLDER.parents[1]
SOURCES = [file for room in ("owona_bot", "blocks", "handlers", "jobs") for file in (ROOT / room).rglob("*.py")]
WRITTEN = "\n".join(file.read_text() for file in SOURCES)

DE, EN = texts("de"), texts("en")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

each = pytest.mark.parametrize("language", LANGUAGES)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(DE) == list(EN)


def test_both_languages_name_the_same_values() -> None:
    assert {key: placeholders(text) for key, text in DE.items()} == {key: placeholders(EN[key]) for key in EN}


def test_placeholders_are_plain_names() -> None:
    for text in [*DE.values(), *EN.values()]:
        assert all(name.isidentifier() for name in placeholders(text))
        assert not re.search(r"\{[^}]*[:!.\[]", text)


@each
def test_nothing_is_empty_fuzzy_doubtful_or_said_twice(language: str) -> None:
    file = FOLDER / f"{language}.po"
    with file.open("rb") as opened:
        read = read_po(opened, locale=language, abort_invalid=True)
    entries = [entry for entry in read if entry.id]
    assert not [entry.id for entry in entries if entry.fuzzy or not str(entry.string).strip()]
    assert not read.obsolete
    assert [
        key for key, times in Counter(re.findall(r'^msgid "(.+)"$', file.read_text(), re.M)).items() if times > 1
    ] == []


@each
def test_every_text_is_trim_and_one_line(language: str) -> None:
    for text in texts(language).values():
        assert text == " ".join(text.split())


def test_umlauts_are_umlauts() -> None:
    assert DE["status.resolved"] == "Gelöst"
    assert DE["priority.low"] == "Niedrig"
    assert DE["button.claim"] == "Übernehmen"
    spelled_out = re.compile(r"(?i)\b(f(ue)r|(ue)ber\w*|k(oe)nn\w*|gel(oe)s\w*|ge(ae)nder\w*|pr(ue)f\w*|gel(oe)scht)\b")
    broken = re.compile("[ÃÂ�\\\\]")
    assert not [text for text in DE.values() if spelled_out.search(text) or broken.search(text)]


def test_german_speaks_as_colleagues_do() -> None:
    assert not [
        text for text in DE.values() if re.search(r"\b(Ihnen|Ihre[mnrs]?|bitten Sie|Sie (können|haben))\b", text)
    ]


@each
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    opening = "„" if language == "de" else "“"
    closing = "“" if language == "de" else "”"
    for text in texts(language).values():
        assert '"' not in text
        assert text.count(opening) == text.count(closing)


def spoken_in(file: Path) -> list[object]:
    """The literal keys that `t(…)` is called with."""
    calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call) and node.args]
    said = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "t"]
    return [key.value for key in said if isinstance(key, ast.Constant)]


def test_every_text_is_asked_for_somewhere() -> None:
    assert [key for key in DE if f'"{key}"' not in WRITTEN] == []


def test_everything_asked_for_has_a_text() -> None:
    asked = {key for file in SOURCES for key in spoken_in(file)}
    assert asked
    assert asked - DE.keys() == set()


def refusals() -> list[type[UserError]]:
    rooms = [
        import_module(f"owona_bot.domain.{file.stem}") for file in sorted((FOLDER.parent / "domain").glob("*errors.py"))
    ]
    classes = {found: None for room in rooms for found in vars(room).values() if isinstance(found, type)}
    return [found for found in classes if issubclass(found, UserError) and found not in (UserError, FieldError)]


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)
def test_every_refusal_is_a_sentence_that_names_what_its_error_carries(refusal: type[UserError]) -> None:
    carried = set(re.findall(r"`(\w+)`", refusal.__doc__ or "")) | {"example"}
    assert re.search(r"[.?}]$|example\.org$|/ticket [^.]*$", DE[refusal.key])
    assert placeholders(DE[refusal.key]) <= carried


@each
def test_the_modal_has_room_for_its_title_and_its_buttons(language: str) -> None:
    for key in ("new_ticket.title", "new_ticket.submit", "new_ticket.close"):
        assert len(texts(language)[key]) <= 24


def test_a_sentence_is_filled_with_what_was_typed() -> None:
    t = catalogues().speak("de")
    assert t("card.deleted", number=1001) == "Ticket #1001 wurde gelöscht."
    assert t("thread.system", text="{number} {0} {t.texts} %s") == "System: {number} {0} {t.texts} %s"
    assert t("card.deleted", number=1001, key="more", self="values") == "Ticket #1001 wurde gelöscht."


def test_what_is_missing_is_not_passed_over() -> None:
    t = catalogues().speak("en")
    with pytest.raises(KeyError):
        t("card.no_such_text")
    with pytest.raises(KeyError):
        t("card.deleted")


@pytest.mark.parametrize(("locale", "spoken"), [("de", "de"), ("en", "en"), ("fr", "en"), ("", "en"), ("de-DE", "en")])
def test_who_speaks_neither_hears_the_default(locale: str, spoken: str) -> None:
    voice: Translate = catalogues(default="en").speak(locale)
    assert voice.locale == spoken


def test_a_default_that_is_no_language_fails_at_start() -> None:
    with pytest.raises(KeyError):
        catalogues(default="fr")


@pytest.mark.parametrize(
    ("span", "german", "english"),
    [
        (timedelta(hours=-1), "1 Min.", "1 min"),
        (timedelta(seconds=5), "1 Min.", "1 min"),
        (timedelta(minutes=3), "3 Min.", "3 min"),
        (timedelta(hours=5), "5 Std.", "5 hr"),
        (timedelta(days=2), "2 Tage", "2 days"),
        (timedelta(days=31), "1 Monat", "1 month"),
        (timedelta(days=800), "2 Jahre", "2 years"),
    ],
)
def test_an_age_is_a_few_letters(span: timedelta, german: str, english: str) -> None:
    voices = catalogues()
    assert voices.speak("de").age(NOW - span, NOW) == german
    assert voices.speak("en").age(NOW - span, NOW) == english


def test_the_catalogues_travel_with_the_package() -> None:
    assert sorted(file.name for file in Path(FOLDER).glob("*.po")) == ["de.po", "en.po"]
