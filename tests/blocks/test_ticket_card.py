"""The card: what it says at a glance, and what can be pressed when."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from blocks import ids
from blocks.ticket_card import deleted_card, ticket_card
from owona_bot.domain.clock import Translate
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Priority, Requester, Snooze, Status
from owona_bot.domain.verbs import number_in, said
from tests.blocks.moves import LINK
from tests.blocks.reading import dicts, interpreted, offered, pressed, runs, seen
from tests.blocks.samples import ANNA, DE, EN, NOW, a_ticket

OPEN = [Status.NEW, Status.INVESTIGATING, Status.WAITING_CUSTOMER]
DONE = [Status.RESOLVED, Status.CLOSED]


def test_it_begins_with_number_and_title() -> None:
    first = ticket_card(a_ticket(), NOW, DE).blocks[0]
    assert first["type"] == "header"
    assert runs(first) == [("plain_text", "#1001 Anmeldung geht nicht")]


def test_one_line_says_where_it_stands_and_whose_it_is() -> None:
    german, english = (seen(ticket_card(a_ticket(), NOW, t)) for t in (DE, EN))
    assert "Neu · Normal · Fehler · noch niemand · Erika Muster (erika@example.org)" in german
    assert "New · Normal · Bug · nobody yet · Erika Muster (erika@example.org)" in english
    assert "· bei Anna ·" in seen(ticket_card(a_ticket(agent=ANNA), NOW, DE))


@pytest.mark.parametrize("status", OPEN)
def test_a_free_ticket_can_be_claimed_answered_or_escalated(status: Status) -> None:
    card = ticket_card(a_ticket(status=status), NOW, DE)
    assert list(pressed(card).items()) == [(ids.CLAIM, "1001"), (ids.REPLY, "1001"), (ids.ESCALATE, "1001")]


@pytest.mark.parametrize("status", OPEN)
def test_a_held_ticket_can_be_answered_resolved_or_escalated(status: Status) -> None:
    card = ticket_card(a_ticket(status=status, agent=ANNA), NOW, DE)
    assert list(pressed(card).items()) == [(ids.REPLY, "1001"), (ids.RESOLVE, "1001"), (ids.ESCALATE, "1001")]


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize("agent", [None, ANNA], ids=["free", "held"])
def test_the_menu_of_an_open_ticket_has_what_its_buttons_have_not(status: Status, agent: Agent | None) -> None:
    verbs = [
        "resolve",
        "assign",
        "release",
        "status",
        "priority",
        "category",
        "tag",
        "snooze",
        "note",
        "sla",
        "why",
        "merge",
        "split",
        "close",
    ]
    wanted = [f"{verb} 1001" for verb in verbs if verb != ("resolve" if agent else "release")]
    assert offered(ticket_card(a_ticket(status=status, agent=agent), NOW, DE)) == wanted


@pytest.mark.parametrize("status", DONE)
@pytest.mark.parametrize("agent", [None, ANNA], ids=["free", "held"])
def test_what_is_done_can_be_reopened_and_sorted(status: Status, agent: Agent | None) -> None:
    card = ticket_card(a_ticket(status=status, agent=agent), NOW, DE)
    assert pressed(card) == {}
    assert offered(card) == ["reopen 1001", "category 1001", "tag 1001", "note 1001"]


@pytest.mark.parametrize("status", [*OPEN, *DONE])
def test_what_goes_on_elsewhere_says_so_and_can_be_parted(status: Status) -> None:
    card = ticket_card(
        replace(a_ticket(status=status, agent=ANNA), merged_into=UUID(int=9)), NOW, DE, Elsewhere(1002, LINK)
    )
    assert pressed(card) == {}
    assert offered(card) == ["unmerge 1001", "note 1001"]
    assert "Geht weiter in" in seen(card)
    assert [part["url"] for part in dicts(card.blocks) if part.get("text") == "#1002"] == [LINK]


def test_where_no_card_stands_yet_the_number_is_enough() -> None:
    card = ticket_card(replace(a_ticket(), merged_into=UUID(int=9)), NOW, DE, Elsewhere(1002))
    assert "🔗 Geht weiter in #1002" in seen(card)


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
def test_every_choice_of_the_menu_is_a_line_that_can_be_said(t: Translate) -> None:
    for status in Status:
        for line in offered(ticket_card(a_ticket(status=status, agent=ANNA), NOW, t)):
            spoken = said(line)
            assert (spoken.word, number_in(spoken)) == (spoken.verb.value, 1001)


def test_claiming_is_what_catches_the_eye() -> None:
    styles = {
        b["action_id"]: b.get("style") for b in dicts(ticket_card(a_ticket(), NOW, DE).blocks) if "action_id" in b
    }
    assert styles == {ids.CLAIM: "primary", ids.REPLY: None, ids.ESCALATE: None, ids.MENU: None}


def test_tags_have_a_line_of_their_own_and_most_tickets_none() -> None:
    assert "Schlagworte: vip, trial" in seen(ticket_card(replace(a_ticket(), tags=("vip", "trial")), NOW, DE))
    assert "Schlagworte:" not in seen(ticket_card(a_ticket(), NOW, DE))


@pytest.mark.parametrize("length", [1, 10, 40])
def test_thirty_tags_stay_one_line_and_say_how_many_more(length: int) -> None:
    names = tuple(f"{n:02}".ljust(length, "x")[:length] for n in range(30))
    shown = next(
        line for line in seen(ticket_card(replace(a_ticket(), tags=names), NOW, EN)).split("\n") if "Tags:" in line
    )
    assert len(shown) < 145
    counted = [int(word) for word in shown.split() if word.isdigit() and "more" in shown]
    assert shown.count(",") + 1 + (counted[-1] if counted else 0) == 30


@pytest.mark.parametrize(
    ("snooze", "words"),
    [
        (Snooze(None, True), "zurückgelegt, bis der Kunde antwortet"),
        (Snooze(NOW, False), "zurückgelegt bis"),
        (Snooze(NOW, True), "längstens bis"),
    ],
)
def test_what_sleeps_says_until_when(snooze: Snooze, words: str) -> None:
    card = ticket_card(replace(a_ticket(), snooze=snooze), NOW, DE)
    assert words in seen(card)
    dates = [text for text in interpreted(card.blocks) if "{time}" in text]
    assert dates == ([] if snooze.until is None else ["<!date^1795608000^{date_short} {time}|heute, 13:00>"])


@pytest.mark.parametrize(("priority", "mark"), [(Priority.URGENT, "🔴 Dringend"), (Priority.HIGH, "🟠 Hoch")])
def test_what_presses_is_marked(priority: Priority, mark: str) -> None:
    assert mark in seen(ticket_card(a_ticket(priority=priority), NOW, DE))


@pytest.mark.parametrize("priority", [Priority.LOW, Priority.NORMAL])
def test_what_does_not_press_is_quiet(priority: Priority) -> None:
    assert not {"🔴", "🟠"} & set(seen(ticket_card(a_ticket(priority=priority), NOW, DE)))


def test_its_age_keeps_itself_without_a_redraw() -> None:
    ticket = a_ticket()
    begun = int(ticket.created_at.timestamp())
    assert interpreted(ticket_card(ticket, NOW, DE).blocks) == [f"<!date^{begun}^{{ago}}|2 Tage alt>"]
    assert interpreted(ticket_card(ticket, NOW - timedelta(days=1, hours=21), EN).blocks)[0].endswith("|3 hr old>")


def test_it_shows_the_first_three_lines_that_say_something() -> None:
    card = ticket_card(a_ticket(description="\n\neins\n\nzwei\ndrei\nvier"), NOW, DE)
    assert "eins\nzwei\ndrei …" in seen(card)
    assert "vier" not in seen(card)


def test_three_lines_are_whole() -> None:
    assert "eins\nzwei\ndrei\n" in seen(ticket_card(a_ticket(description="eins\nzwei\ndrei"), NOW, DE))


def test_without_a_description_it_quotes_nothing() -> None:
    card = ticket_card(a_ticket(description=" \n "), NOW, DE)
    assert [block["type"] for block in card.blocks] == ["header", "context", "actions"]


def test_without_a_title_it_says_so() -> None:
    assert "#1001 (ohne Titel)" in seen(ticket_card(a_ticket(title="\u200b"), NOW, DE))


def test_a_title_stands_there_as_it_was_typed() -> None:
    typed = "*fett* `code` :tada: <!channel> @here"
    card = ticket_card(a_ticket(title=typed), NOW, DE)
    assert ("plain_text", f"#1001 {typed}") in runs(card.blocks)
    assert all(part["emoji"] is False for part in dicts(card.blocks) if part.get("type") == "plain_text")


@pytest.mark.parametrize(
    ("requester", "shown"),
    [
        (Requester("Erika", None), "Erika"),
        (Requester(" ", "erika@example.org"), "erika@example.org"),
        (Requester(None, None), "Kunde unbekannt"),
    ],
)
def test_it_names_what_is_known_of_the_customer(requester: Requester, shown: str) -> None:
    assert f"noch niemand · {shown}\n" in seen(ticket_card(a_ticket(requester=requester), NOW, DE))


def test_a_notification_says_number_title_and_urgency() -> None:
    card = ticket_card(a_ticket(title="A & B", priority=Priority.URGENT), NOW, DE)
    assert card.text.startswith("#1001 A &amp; B · Neu · 🔴 Dringend · Fehler · noch niemand")


def test_a_title_of_any_length_leaves_room_for_the_rest() -> None:
    assert "Neu · Normal" in ticket_card(a_ticket(title="x" * 9_000), NOW, DE).text


def test_a_deleted_ticket_leaves_its_number_and_nothing_of_the_customer() -> None:
    card = deleted_card(1001, DE)
    assert seen(card) == card.text == "Ticket #1001 wurde gelöscht."
    assert pressed(card) == {}
