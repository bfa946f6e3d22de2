"""What is said of tickets that sleep, go on in another, or part; and the forms for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from blocks import ids, merge, snooze, split
from blocks.elsewhere import HERE, linked
from owona_bot.domain.clock import Translate
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.message import Author
from owona_bot.domain.snooze import Why
from owona_bot.domain.ticket import Requester, Snooze
from owona_bot.playground.mentions import active_mentions
from tests.blocks.moves import LINK
from tests.blocks.reading import dicts, interpreted, seen
from tests.blocks.samples import DE, EN, NOW, WORST, a_message, a_ticket

TOMORROW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
"""9:00 in Berlin."""


@pytest.mark.parametrize(
    ("nap", "t", "words"),
    [
        (Snooze(None, True), DE, "💤 zurückgelegt, bis der Kunde antwortet"),
        (Snooze(TOMORROW, False), DE, "💤 zurückgelegt bis morgen, 09:00"),
        (Snooze(TOMORROW, True), DE, "💤 zurückgelegt, bis der Kunde antwortet, längstens bis morgen, 09:00"),
        (Snooze(TOMORROW + timedelta(days=4), False), EN, "💤 snoozed until Mon, Nov 30, 9:00\u202fAM"),
    ],
)
def test_how_long_it_sleeps_is_told_in_words_and_kept_current_for_the_eye(
    nap: Snooze, t: Translate, words: str
) -> None:
    line = snooze.snoozed(nap, "Anna", 1001, NOW, t)
    assert line.text == f"#1001: Anna: {words}".replace("\u202f", " ")
    assert seen(line).startswith("Anna: 💤")
    dates = [text.split("^")[1] for text in interpreted(line.blocks)]
    assert dates == ([str(int(nap.until.timestamp()))] if nap.until else [])


def test_whoever_holds_it_is_called_when_it_wakes_and_nobody_else() -> None:
    line = snooze.woken(Why.TIME, None, "U0ANNA", 1001, DE)
    assert active_mentions(line.text, line.blocks) == ["<@U0ANNA>"]
    for why in Why:
        quiet = snooze.woken(why, "<!channel> Anna", None, 1001, DE)
        assert active_mentions(quiet.text, quiet.blocks) == []


def test_the_form_offers_to_wake_only_what_sleeps() -> None:
    def fields(nap: Snooze | None) -> list[object]:
        view = snooze.form(replace(a_ticket(), snooze=nap), DE)
        return [block["block_id"] for block in dicts(view["blocks"]) if block.get("type") == "input"]

    assert fields(None) == [ids.UNTIL, ids.FOR_ANSWER]
    assert fields(Snooze(None, True)) == [ids.UNTIL, ids.FOR_ANSWER, ids.AWAKE]


def test_the_form_begins_with_what_is_so() -> None:
    view = snooze.form(replace(a_ticket(), snooze=Snooze(TOMORROW, True)), DE)
    assert [part["initial_date_time"] for part in dicts(view) if "initial_date_time" in part] == [
        int(TOMORROW.timestamp())
    ]
    assert [part["action_id"] for part in dicts(view) if part.get("initial_options")] == [ids.VALUE]
    assert not [part for part in dicts(snooze.form(a_ticket(), DE)) if "initial_date_time" in part]


@pytest.mark.parametrize(
    ("state", "typed"),
    [
        ({}, snooze.Typed(None, False, False)),
        ({ids.UNTIL: {ids.VALUE: {"selected_date_time": None}}}, snooze.Typed(None, False, False)),
        ({ids.UNTIL: {ids.VALUE: {"selected_date_time": 7}}}, snooze.Typed(7, False, False)),
        ({ids.FOR_ANSWER: {ids.VALUE: {"selected_options": [{"value": "x"}]}}}, snooze.Typed(None, True, False)),
        ({ids.AWAKE: {ids.VALUE: {"selected_options": [{"value": "x"}]}}}, snooze.Typed(None, False, True)),
        ({ids.AWAKE: {ids.VALUE: {"selected_options": []}}}, snooze.Typed(None, False, False)),
    ],
)
def test_what_comes_back_is_read(state: dict[str, dict[str, dict[str, object]]], typed: snooze.Typed) -> None:
    assert snooze.read(state) == typed


def test_another_ticket_is_a_link_where_its_card_stands() -> None:
    with_link = linked(f"geht weiter in {HERE}, ja", Elsewhere(1002, LINK))
    (link,) = [part for part in dicts(with_link) if part.get("type") == "link"]
    assert (link["url"], link["text"]) == (LINK, "#1002")
    without = linked(f"{HERE} geht", Elsewhere(1002))
    assert [part["text"] for part in dicts(without) if part.get("type") == "plain_text"] == ["#1002 geht"]


@pytest.mark.parametrize("name", WORST)
def test_whoever_writes_on_a_source_calls_nobody_and_names_no_other_ticket(name: str) -> None:
    said = a_message(WORST[name], name=WORST[name])
    line = merge.joined_message(said, 1001, Elsewhere(1002, LINK), DE)
    assert active_mentions(line.text, line.blocks) == []
    assert [part["text"] for part in dicts(line.blocks) if part.get("type") == "link"] == ["#1002"]


def test_of_different_customers_the_last_page_warns() -> None:
    mine, theirs = a_ticket(), replace(a_ticket(), requester=Requester("Ben", "ben@example.com"), number=1002)
    assert "verschiedene Kunden" in str(merge.confirm(mine, theirs, 3, DE))
    assert "verschiedene Kunden" not in str(merge.confirm(mine, replace(theirs, requester=mine.requester), 3, DE))
    assert merge.numbers_in(merge.confirm(mine, theirs, 3, DE)) == [1001, 1002]
    assert merge.numbers_in(merge.form(mine, DE)) == [1001]


def test_a_choice_is_one_line_of_when_who_and_the_first_words() -> None:
    said = replace(a_message("*Hallo*\n<!channel> " + "x" * 99), created_at=NOW - timedelta(days=1), name="E" * 40)
    label = split.label(said, NOW, DE)
    assert label.startswith("gestern, 13:00 · EEEEEEEEEEEEEEEEEEE…: *Hallo* <!channel> xx")
    assert len(label) <= 75
    nameless = replace(said, name=None, author=Author.SUPPORT, text=" ")
    assert split.label(nameless, NOW, EN) == "yesterday, 1:00 PM · Support: —"


def test_what_was_chosen_is_read() -> None:
    options: list[object] = [{"value": str(UUID(int=n))} for n in (1, 2)]
    state: dict[str, dict[str, dict[str, object]]] = {
        ids.MESSAGES: {ids.VALUE: {"selected_options": options}},
        ids.TITLE: {ids.VALUE: {"value": "Rechnung"}},
    }
    assert split.chosen_in(state) == [str(UUID(int=1)), str(UUID(int=2))]
    assert split.title_in(state) == "Rechnung"
    assert split.chosen_in({}) == []
