"""The thread: who says what to whom, and what changed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from blocks import thread
from owona_bot.domain.message import Author
from owona_bot.playground.mentions import active_mentions
from tests.blocks.reading import dicts, seen
from tests.blocks.samples import DE, EN, NAMES, a_message, a_ticket

LONG = "Eine Zeile.\n" * 20_000


def kinds(part: object) -> list[object]:
    return [found["type"] for found in dicts(part) if str(found.get("type", "")).startswith("rich_text_")]


def line(payload: Mapping[str, object], who: str | None = None) -> str:
    return seen(thread.change(payload, who, NAMES, 1001, DE))


def test_the_description_is_quoted_whole_under_the_customers_name() -> None:
    shown = thread.description(a_ticket(description="eins\n\nzwei\ndrei\nvier"), DE)
    assert seen(shown) == "Erika Muster (erika@example.org)\n schreibt:\neins\n\nzwei\ndrei\nvier"
    assert "rich_text_quote" in kinds(shown.blocks)


def test_a_customer_is_quoted_and_support_is_not() -> None:
    customer = thread.message(a_message(), DE)
    support = thread.message(a_message(author=Author.SUPPORT, name="Anna"), DE)
    assert seen(customer) == "Erika Muster\n schreibt:\nHallo\nnoch da?"
    assert seen(support) == "Anna\n antwortet:\nHallo\nnoch da?"
    assert "rich_text_quote" in kinds(customer.blocks)
    assert "rich_text_quote" not in kinds(support.blocks)


@pytest.mark.parametrize("author", list(Author))
@pytest.mark.parametrize("automatic", [False, True])
def test_an_internal_note_is_marked_and_whole_whoever_wrote_it(author: Author, automatic: bool) -> None:
    shown = seen(thread.message(a_message(author=author, name="Anna", internal=True, automatic=automatic), DE))
    assert "🔒 interne Notiz" in shown
    assert ("automatisch" in shown) is automatic
    assert "Hallo\nnoch da?" in shown


def test_what_a_machine_says_is_one_small_line() -> None:
    for message, begin in (
        (a_message(LONG, Author.SUPPORT, automatic=True), "Automatisch: Eine Zeile."),
        (a_message(LONG, Author.SYSTEM), "System: Eine Zeile."),
    ):
        post = thread.message(message, DE)
        assert [block["type"] for block in post.blocks] == ["context"]
        assert seen(post).startswith(begin)
        assert len(seen(post)) < 200


@pytest.mark.parametrize(("author", "name"), [(Author.CUSTOMER, "Customer"), (Author.SUPPORT, "Support")])
def test_who_has_no_name_is_called_what_they_are(author: Author, name: str) -> None:
    assert seen(thread.message(a_message(author=author, name=None), EN)).startswith(f"{name}\n")


def test_a_message_too_long_says_how_long_it_is() -> None:
    post = thread.message(a_message("x" * 200_000), DE)
    assert seen(post).endswith("Der ganze Text hat 200000 Zeichen und steht vollständig im Ticket.")
    assert len(post.blocks) < 10


def test_a_message_without_text_says_so() -> None:
    assert seen(thread.message(a_message(" \n"), DE)) == "Erika Muster\n schreibt:\n(kein Text)"


CHANGES: list[tuple[Mapping[str, object], str | None, str]] = [
    (
        {"agent": [None, 7], "status": ["new", "investigating"]},
        "Anna",
        "Anna hat das Ticket übernommen · Status: In Analyse",
    ),
    ({"agent": [7, 8]}, "Anna", "Anna hat das Ticket an Ben gegeben"),
    ({"agent": [7, 8]}, "Ben", "Ben hat das Ticket übernommen (bisher: Anna)"),
    ({"agent": [7, 8]}, "Carla", "Carla hat das Ticket an Ben gegeben (bisher: Anna)"),
    ({"agent": [7, 8]}, None, "Liegt jetzt bei Ben"),
    ({"agent": [7, None]}, "Anna", "Anna hat das Ticket freigegeben"),
    ({"agent": [7, None]}, "Ben", "Ben hat das Ticket freigegeben (bisher: Anna)"),
    ({"agent": [7, None]}, None, "Liegt bei niemandem mehr"),
    ({"agent": [None, 99]}, None, "Liegt jetzt bei (unbekannt)"),
    ({"status": ["new", "resolved"]}, "Anna", "Anna hat das Ticket gelöst"),
    ({"status": ["new", "resolved"]}, None, "Status: Gelöst"),
    (
        {"status": ["new", "resolved"], "agent": [None, 7]},
        "Anna",
        "Anna hat das Ticket übernommen · Status: Gelöst",
    ),
    ({"status": ["resolved", "closed"]}, "Anna", "Anna · Status: Geschlossen"),
    ({"priority": ["normal", "urgent"]}, "Anna", "Anna · Priorität: 🔴 Dringend"),
    ({"priority": ["normal", "low"], "category": True}, None, "Priorität: Niedrig · Kategorie geändert"),
    ({"status": ["new", "*odd* <!here>"]}, None, "Status: *odd* <!here>"),
    ({"title": True}, None, "Ticket geändert"),
    ({}, "Anna", "Anna · Ticket geändert"),
    ({"status": "torn", "agent": []}, None, "Liegt bei niemandem mehr"),
]


@pytest.mark.parametrize(("payload", "who", "said"), CHANGES)
def test_a_change_is_one_short_line(payload: Mapping[str, object], who: str | None, said: str) -> None:
    assert line(payload, who) == said
    assert len(thread.change(payload, who, NAMES, 1001, DE).blocks) == 1


def test_a_notification_of_a_change_names_the_ticket() -> None:
    assert thread.change({"agent": [None, 8]}, "Ben", NAMES, 1001, EN).text == "#1001: Ben claimed the ticket"


def test_the_last_line_says_that_it_is_the_last() -> None:
    assert seen(thread.deleted(1001, EN)) == "Ticket #1001 was deleted. Nothing more will follow here."


def test_who_got_it_by_somebody_else_is_called_in_a_line_of_their_own() -> None:
    called = thread.change({"agent": [None, 8]}, "Anna", NAMES, 1001, DE, "U0BEN")
    assert seen(called) == "Anna hat das Ticket an Ben gegeben\n #1001 liegt jetzt bei dir."
    assert active_mentions(called.text, called.blocks) == ["<@U0BEN>"]
    claimed = thread.change({"agent": [None, 7]}, "Anna", NAMES, 1001, DE)
    assert active_mentions(claimed.text, claimed.blocks) == []


def test_a_name_that_looks_like_a_mention_calls_nobody() -> None:
    evil = {8: "<@U0ANNA> <!channel>"}
    called = thread.change({"agent": [None, 8]}, evil[8], evil, 1001, DE, "U0BEN")
    assert active_mentions(called.text, called.blocks) == ["<@U0BEN>"]


def test_tags_are_told_as_they_are_now() -> None:
    tagged = replace(a_ticket(), tags=("vip", "trial"))
    assert seen(thread.tagged(tagged, "Anna", DE)) == "Anna hat die Schlagworte geändert: vip, trial"
    assert seen(thread.tagged(a_ticket(), "Anna", EN)) == "Anna took all tags away"
    assert thread.tagged(tagged, None, DE).text.startswith("#1001: (unbekannt) hat")
