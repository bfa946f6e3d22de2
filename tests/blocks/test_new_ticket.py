"""The modal for a new ticket: what it asks, and what is read of what comes back."""

import pytest

from blocks import ids, new_ticket
from blocks.new_ticket import State, Typed
from owona_bot.domain.draft import TITLE_LIMIT, draft
from owona_bot.domain.errors import FieldError
from owona_bot.domain.ticket import Category, Priority
from tests.blocks.reading import dicts
from tests.blocks.samples import DE, EN

FIELDS = {ids.TITLE, ids.DESCRIPTION, ids.CATEGORY, ids.PRIORITY, ids.REQUESTER}


EMPTY = Typed()


def elements(values: Typed = EMPTY) -> dict[object, dict[str, object]]:
    """Block id to element."""
    blocks = new_ticket.new_ticket(DE, values)["blocks"]
    return {b["block_id"]: e for b in dicts(blocks) if "block_id" in b for e in dicts(b["element"]) if "action_id" in e}


def test_its_door_is_found_by_its_callback_id() -> None:
    assert new_ticket.new_ticket(EN)["callback_id"] == ids.NEW_TICKET


def test_it_asks_for_all_that_a_draft_needs() -> None:
    assert elements().keys() == FIELDS
    assert {element["action_id"] for element in elements().values()} == {ids.VALUE}


@pytest.mark.parametrize(
    ("title", "description", "requester"),
    [("", "d", "a@b.de"), ("t" * 161, "d", "a@b.de"), ("t", "", "a@b.de"), ("t", "d", "nobody")],
)
def test_what_a_draft_refuses_is_a_field_of_the_modal(title: str, description: str, requester: str) -> None:
    with pytest.raises(FieldError) as refused:
        draft(title, description, Category.BUG, Priority.LOW, requester)
    assert refused.value.field in FIELDS


def test_the_title_takes_as_much_as_a_draft_does() -> None:
    assert elements()[ids.TITLE]["max_length"] == TITLE_LIMIT


def test_every_category_and_priority_can_be_chosen() -> None:
    chosen = {str(part["value"]) for part in dicts(new_ticket.new_ticket(DE)["blocks"]) if "value" in part}
    assert chosen == {*Category, *Priority}


def test_what_is_known_stands_in_the_fields_already() -> None:
    shown = elements(Typed("Titel", "eins\nzwei", "bug", "urgent", "erika@example.org"))
    assert shown[ids.TITLE]["initial_value"] == "Titel"
    assert shown[ids.DESCRIPTION]["initial_value"] == "eins\nzwei"
    assert shown[ids.REQUESTER]["initial_value"] == "erika@example.org"
    assert shown[ids.CATEGORY]["initial_option"] in _list(shown[ids.CATEGORY]["options"])
    assert shown[ids.PRIORITY]["initial_option"] in _list(shown[ids.PRIORITY]["options"])


def test_a_field_that_nothing_is_known_for_is_empty() -> None:
    shown = elements(Typed(title=" \u200b", description="\n"))
    assert not [name for name, element in shown.items() if "initial_value" in element]


def test_what_is_no_option_is_not_chosen() -> None:
    assert "initial_option" not in elements(Typed(category="?"))[ids.CATEGORY]


def test_what_was_typed_and_chosen_is_read() -> None:
    state: State = {
        "title": {"value": {"type": "plain_text_input", "value": "Titel"}},
        "description": {"value": {"type": "plain_text_input", "value": "eins\nzwei"}},
        "category": {"value": {"type": "static_select", "selected_option": {"value": "bug", "text": {}}}},
        "priority": {"value": {"type": "static_select", "selected_option": {"value": "high", "text": {}}}},
        "requester": {"value": {"type": "plain_text_input", "value": " Erika@example.org"}},
    }
    assert new_ticket.read(state) == Typed("Titel", "eins\nzwei", "bug", "high", " Erika@example.org")


def test_what_was_left_empty_is_empty() -> None:
    state: State = {"title": {"value": {"value": None}}, "category": {"value": {"selected_option": None}}}
    assert new_ticket.read(state) == Typed("", "", "", "", "")


def test_an_error_stands_beside_its_field() -> None:
    assert new_ticket.errors("title", "Ein Titel\nfehlt.") == {
        "response_action": "errors",
        "errors": {"title": "Ein Titel fehlt."},
    }


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
