"""Finding what a person presses by the label they see."""

from dataclasses import dataclass

from owona_bot.playground.modal_state import FIELDS, elements, options_of
from owona_bot.playground.screen import labels_of
from owona_bot.playground.wire import Json


class CannotDo(Exception):
    """A person could not do that."""


@dataclass(frozen=True, slots=True)
class Press:
    """What was hit, and what it adds to `actions[0]`."""

    block: Json
    element: Json
    value: Json


def find_press(blocks: list[Json], label: str) -> Press:
    """Exactly this label, outside inputs; twice the same label is ambiguous and refused."""
    found = [
        Press(block, element, chosen(element, label))
        for block, element in elements(blocks)
        if block["type"] != "input" and label in labels_of(element)
    ]
    if not found:
        seen = [name for _, element in elements(blocks) for name in labels_of(element)]
        raise CannotDo(f"nothing is labelled {label!r}; there is {seen}")
    if len(found) > 1:
        raise CannotDo(f"{len(found)} things are labelled {label!r}")
    return found[0]


def chosen(element: Json, label: str) -> Json:
    """Menus and selects say what was chosen; buttons say nothing more."""
    options = [option for option in options_of(element) if option["text"]["text"] == label]
    if element["type"] == "feedback_buttons":
        return feedback(element, label)
    if not options:
        return {}
    if element["type"] == "overflow":
        return {"selected_option": options[0]}
    field = FIELDS[element["type"]]
    return {field.value: options[:1] if field.many else options[0]}


def feedback(element: Json, label: str) -> Json:
    for name in ("positive_button", "negative_button"):
        button = element.get(name) or {}
        if (button.get("text") or {}).get("text") == label:
            return {"text": button["text"], "value": button.get("value")}
    return {}
