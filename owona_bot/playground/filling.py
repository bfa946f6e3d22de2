"""Filling fields by their visible labels, and what Slack's client refuses to send."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from owona_bot.playground.checks import Report
from owona_bot.playground.modal_state import FIELDS, empty, first_value, options_of
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.slack import Slack
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Workspace

Value = str | list[str] | Json
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
TEXT_MOST = 3000
FILES_MOST = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """One field: its block, its element, its label."""

    block: Json
    element: Json
    label: str

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]

    @property
    def names(self) -> set[str]:
        """What a person may call it."""
        return {self.label, (self.element.get("placeholder") or {}).get("text", "")} - {""}

    @property
    def dispatches(self) -> bool:
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def slots(blocks: list[Json]) -> list[Slot]:
    """Inputs by their label; selects outside inputs by the section's text or their placeholder."""
    return [slot for block in blocks for slot in _slots(block)]


def find_slot(blocks: list[Json], label: str) -> Slot:
    """The first that is labelled so, else the first with that placeholder. Raises CannotDo."""
    known = slots(blocks)
    found = [slot for slot in known if label == slot.label] or [slot for slot in known if label in slot.names]
    if not found:
        raise CannotDo(f"no field is labelled {label!r}; there are {[slot.label for slot in known]}")
    return found[0]


def _slots(block: Json) -> list[Slot]:
    if block["type"] == "input":
        return [Slot(block, block["element"], block["label"]["text"])]
    if block["type"] == "section" and (block.get("accessory") or {}).get("type") in FIELDS:
        return [Slot(block, block["accessory"], (block.get("text") or {}).get("text", ""))]
    if block["type"] == "actions":
        parts = [part for part in block["elements"] if part["type"] in FIELDS]
        return [Slot(block, part, (part.get("placeholder") or {}).get("text", "")) for part in parts]
    if block["type"] == "container":
        return slots(block.get("child_blocks") or [])
    return []


Offers = Mapping[tuple[str, str], list[Json]]
"""What the app offered for external selects, by (block_id, action_id)."""


def fill(view: View, values: Mapping[str, Value], slack: Slack, offers: Offers) -> list[Slot]:
    """Puts the values into the view; the fields that were touched."""
    touched = []
    for label, value in values.items():
        slot = find_slot(view.blocks, label)
        view.typed[slot.key] = {"type": slot.element["type"], **filled(slot, value, slack, view.user, offers)}
        touched.append(slot)
    return touched


def filled(slot: Slot, value: Value, slack: Slack, user: str, offers: Offers) -> Json:
    """The value under the name that Slack gives it. Raises CannotDo."""
    return {FIELDS[slot.element["type"]].value: _typed(slot, value, slack, user, offers.get(slot.key, []))}


def _typed(slot: Slot, value: Value, slack: Slack, user: str, offered: list[Json]) -> object:
    kind = slot.element["type"]
    field = FIELDS[kind]
    if not value:
        return [] if field.many else None
    if isinstance(value, dict):
        return _rich(slot, value)
    words = [value] if isinstance(value, str) else value
    workspace = slack.workspace
    if options_of(slot.element) or "external" in kind:
        known = options_of(slot.element) + offered
        picked: list[object] = [_option(slot, word, known) for word in words]
    elif "users" in kind:
        picked = [_user(word, workspace) for word in words]
    elif "conversations" in kind or "channels" in kind:
        picked = [_channel(word, workspace) for word in words]
    elif kind == "file_input":
        picked = [_handed(slack, user, word) for word in words]
    else:
        return _written(kind, words[0])
    return picked if field.many else picked[0]


def _option(slot: Slot, word: str, known: list[Json]) -> Json:
    for option in known:
        if option["text"]["text"] == word:
            return option
    labels = [option["text"]["text"] for option in known]
    raise CannotDo(f"{slot.label!r} has no option {word!r}; there are {labels}")


def _user(word: str, workspace: Workspace) -> str:
    user = workspace.find_user(word)
    if user is None:
        raise CannotDo(f"nobody is called {word!r}")
    return user.id


def _channel(word: str, workspace: Workspace) -> str:
    channel = workspace.find_channel(word)
    if channel is None:
        raise CannotDo(f"no channel is called {word!r}")
    return channel.id


def _handed(slack: Slack, user: str, word: str) -> Json:
    """A file of the person by id or name; from now on the app may read it."""
    file = slack.files.of(user, word)
    if file is None:
        raise CannotDo(f"there is no file {word!r}")
    file.granted = True
    return file.shown()


def _rich(slot: Slot, value: Json) -> Json:
    """As the editor would make it."""
    report = Report("modal")
    RICH_TEXT(value, "", report)
    if slot.element["type"] != "rich_text_input" or report.faults:
        raise CannotDo(f"{slot.label!r} takes no such text: {report.faults}")
    return {"type": "rich_text", **value}


def _written(kind: str, word: str) -> object:
    if kind == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": word}]}
        return {"type": "rich_text", "elements": [section]}
    return int(word) if kind == "datetimepicker" else word


def objections(view: View) -> dict[str, str]:
    """By label: what Slack's client says before it sends anything."""
    found = {}
    for slot in slots(view.blocks):
        if slot.block["type"] == "input":
            complaint = _complaint(slot, view)
            if complaint:
                found[slot.label] = complaint
    return found


def _complaint(slot: Slot, view: View) -> str:
    kind = slot.element["type"]
    value = view.typed.get(slot.key) or first_value(slot.element, FIELDS[kind])
    if empty(value, kind):
        return "" if slot.block.get("optional") else "Please complete this required field."
    check = _CHECKS.get(kind, _chosen)
    return check(value[FIELDS[kind].value], slot.element)


def _email(text: str, _element: Json) -> str:
    return "" if _EMAIL.fullmatch(text) else "Please enter a valid email address."


def _url(text: str, _element: Json) -> str:
    return "" if _URL.fullmatch(text) else "Please enter a valid URL."


def _chosen(value: Sequence[object], element: Json) -> str:
    most = element.get("max_selected_items")
    return f"Please choose at most {most}." if most and len(value) > most else ""


def _files(value: Sequence[object], element: Json) -> str:
    """`filetypes` only greys out what does not fit: a wrong one may come all the same."""
    most = element.get("max_files", FILES_MOST)
    return f"Please upload at most {most} files." if len(value) > most else ""


def _length(text: str, element: Json) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", TEXT_MOST)
    if len(text) < low:
        return f"Please enter at least {low} characters."
    return f"Please enter at most {high} characters." if len(text) > high else ""


def _number(text: str, element: Json) -> str:
    try:
        number = float(text)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Please enter at least {low}."
    return f"Please enter at most {high}." if high is not None and number > float(high) else ""


_CHECKS: dict[str, Callable[[str, Json], str]] = {
    "plain_text_input": _length,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "file_input": _files,
}
