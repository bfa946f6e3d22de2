"""The card: what it says at a glance, and what can be pressed when."""

from datetime import timedelta

import pytest

from blocks import ids
from blocks.ticket_card import deleted_card, ticket_card
from owona_bot.domain.ticket import Priority, Requester, Status
from tests.blocks.reading import dicts, interpreted, pressed, runs, seen
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
def test_a_free_ticket_can_be_claimed_answered_or_resolved(status: Status) -> None:
    card = ticket_card(a_ticket(status=status), NOW, DE)
    assert list(pressed(card).items()) == [(ids.CLAIM, "1001"), (ids.REPLY, "1001"), (ids.RESOLVE, "1001")]


@pytest.mark.parametrize("status", OPEN)
def test_a_held_ticket_can_be_answered_resolved_or_released(status: Status) -> None:
    card = ticket_card(a_ticket(status=status, agent=ANNA), NOW, DE)
    assert list(pressed(card).items()) == [(ids.REPLY, "1001"), (ids.RESOLVE, "1001"), (ids.RELEASE, "1001")]


@pytest.mark.parametrize("status", DONE)
@pytest.mark.parametrize("agent", [None, ANNA], ids=["free", "held"])
def test_nothing_can_be_pressed_when_all_is_done(status: Status, agent: object) -> None:
    card = ticket_card(a_ticket(status=status, agent=ANNA if agent else None), NOW, DE)
    assert pressed(card) == {}
    assert "actions" not in [block["type"] for block in card.blocks]


def test_claiming_is_what_catches_the_eye() -> None:
    styles = {
        b["action_id"]: b.get("style") for b in dicts(ticket_card(a_ticket(), NOW, DE).blocks) if "action_id" in b
    }
    assert styles == {ids.CLAIM: "primary", ids.REPLY: None, ids.RESOLVE: None}


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
    assert "…" not in seen(ticket_card(a_ticket(description="eins\nzwei\ndrei"), NOW, DE))


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
