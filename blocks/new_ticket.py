"""The modal in which an agent opens a ticket for a customer, and what comes back of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

from blocks import ids
from blocks.parts import Block, View, field, modal, select, typed
from blocks.text import one_line
from blocks.words import CATEGORY, MARKS, PRIORITY
from owona_bot.domain.clock import Translate
from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.ticket import Category, Priority

State = Mapping[str, Mapping[str, Mapping[str, object]]]
"""A submission's `view.state.values`: block id, action id, what stands there."""

ADDRESS_LIMIT = 320
"""Characters: 64 before the @, 255 after it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the modal's fields, unchecked; `category` and `priority` are their enums' values."""

    title: str = ""
    description: str = ""
    category: str = Category.OTHER
    priority: str = Priority.NORMAL
    requester: str = ""


class Errors(TypedDict):
    """The arguments of an ack that leaves the modal open."""

    response_action: Literal["errors"]
    errors: dict[str, str]


def new_ticket(t: Translate, values: Typed = Typed()) -> View:
    """`values` stand in the fields already."""
    return modal(
        ids.NEW_TICKET, t("new_ticket.title"), t("new_ticket.submit"), t("new_ticket.close"), fields(values, t)
    )


def fields(values: Typed, t: Translate) -> list[Block]:
    """Who, what, and how much it presses."""
    return [
        field(
            ids.REQUESTER,
            t("new_ticket.requester"),
            typed(ids.VALUE, values.requester, ADDRESS_LIMIT),
            t("new_ticket.requester_hint"),
        ),
        field(ids.TITLE, t("new_ticket.subject"), typed(ids.VALUE, values.title, TITLE_LIMIT)),
        field(ids.DESCRIPTION, t("new_ticket.description"), typed(ids.VALUE, values.description, multiline=True)),
        field(ids.CATEGORY, t("new_ticket.category"), select(ids.VALUE, categories(t), values.category)),
        field(ids.PRIORITY, t("new_ticket.priority"), select(ids.VALUE, priorities(t), values.priority)),
    ]


def categories(t: Translate) -> dict[str, str]:
    """Value to label, as the site's form lists them."""
    return {category.value: t(CATEGORY[category]) for category in Category}


def priorities(t: Translate) -> dict[str, str]:
    """Value to label, lowest first."""
    return {priority.value: MARKS.get(priority, "") + t(PRIORITY[priority]) for priority in Priority}


def errors(name: str, sentence: str) -> Errors:
    """For `await ack(**errors(…))`: `sentence` stands beside the field `name`, what was typed stays."""
    return {"response_action": "errors", "errors": {name: one_line(sentence, 300)}}


def read(state: State) -> Typed:
    """As it was typed; a field left empty is an empty string."""
    return Typed(
        title=text_in(state, ids.TITLE),
        description=text_in(state, ids.DESCRIPTION),
        category=chosen_in(state, ids.CATEGORY),
        priority=chosen_in(state, ids.PRIORITY),
        requester=text_in(state, ids.REQUESTER),
    )


def text_in(state: State, name: str) -> str:
    """Slack says null for an empty field."""
    value = state.get(name, {}).get(ids.VALUE, {}).get("value")
    return value if isinstance(value, str) else ""


def chosen_in(state: State, name: str) -> str:
    """The value of the option that is chosen."""
    match state.get(name, {}).get(ids.VALUE, {}).get("selected_option"):
        case {"value": str(value)}:
            return value
    return ""


def several_in(state: State, name: str) -> list[str]:
    """The values of the options that are chosen or ticked."""
    chosen = state.get(name, {}).get(ids.VALUE, {}).get("selected_options")
    values = [one.get("value") for one in chosen if isinstance(one, Mapping)] if isinstance(chosen, list) else []
    return [value for value in values if isinstance(value, str)]
