"""slack-limits.md §3: elements and objects, and where each may stand."""

from collections.abc import Mapping

from owona_bot.playground.checks import (
    Check,
    Report,
    Shape,
    anything,
    by_type,
    either,
    exactly_one,
    flag,
    items,
    matching,
    one_of,
    plain,
    string,
    url,
    whole,
)
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.wire import Json

_NUMBER = matching(r"-?\d+(\.\d+)?", "a number")
_DATE = matching(r"\d{4}-\d\d-\d\d", "a date YYYY-MM-DD")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time HH:mm")
_UNIX = whole(1_000_000_000, 9_999_999_999)

CONFIRM = Shape(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = Shape({"text": either(75), "value": string(1, 75)}, {"description": either(75), "url": url(3000)})
_OPTIONS = items(1, 100, OPTION)
_GROUPS = items(1, 100, Shape({"label": plain(75), "options": _OPTIONS}))


def _action_id(value: object, at: str, report: Report) -> None:
    string(1, 255)(value, at, report)
    if isinstance(value, str):
        if value in report.actions:
            report.say(f"action_id `{value}` already exists in this block", at)
        report.actions.add(value)


def _focus(value: object, at: str, report: Report) -> None:
    flag(value, at, report)
    report.focused += value is True
    if report.focused > 1:
        report.say("focus_on_load is allowed on one element only", at)


_ANY: Mapping[str, Check] = {"action_id": _action_id}
_CONFIRM: Mapping[str, Check] = {**_ANY, "confirm": CONFIRM}
_INPUT: Mapping[str, Check] = {**_CONFIRM, "placeholder": plain(150), "focus_on_load": _focus}
_TYPED: Mapping[str, Check] = {
    **_ANY,
    "placeholder": plain(150),
    "focus_on_load": _focus,
    "dispatch_action_config": Shape(
        {}, {"trigger_actions_on": items(1, 2, one_of("on_enter_pressed", "on_character_entered"))}
    ),
}
_MOST: Mapping[str, Check] = {"max_selected_items": whole(1, 1000)}


def _all_options(value: Json) -> list[object]:
    """Only what is well-formed enough to look at."""
    groups = value.get("option_groups") if isinstance(value.get("option_groups"), list) else []
    sources = [value.get("options"), *(g.get("options") for g in groups or [] if isinstance(g, dict))]
    return [option for source in sources if isinstance(source, list) for option in source]


def _initials(value: Json, at: str, report: Report) -> None:
    """`initial_option` must equal an option exactly."""
    known = _all_options(value)
    if "initial_option" in value and value["initial_option"] not in known:
        report.say("must match an option", f"{at}/initial_option")
    chosen = value.get("initial_options")
    for index, option in enumerate(chosen if isinstance(chosen, list) else ()):
        if option not in known:
            report.say("must match an option", f"{at}/initial_options/{index}")


def _one_source(value: Json, at: str, report: Report) -> None:
    exactly_one("options", "option_groups")(value, at, report)
    _initials(value, at, report)


def _ordered(low: str, high: str, first: float, last: float) -> Check:
    """`low` must not be above `high`; used as the rule between two fields."""

    def rule(value: object, at: str, report: Report) -> None:
        try:
            bounds = [float(value.get(low, first)), float(value.get(high, last))] if isinstance(value, dict) else [0, 0]
        except (TypeError, ValueError):
            return
        if bounds[0] > bounds[1]:
            report.say(f"{low} must not be greater than {high}", at)

    return rule


def _select(**more: Check) -> Shape:
    return Shape({}, {**_INPUT, **more})


_BUTTON = {
    **_CONFIRM,
    "value": string(0, 2000),
    "url": url(3000),
    "style": one_of("primary", "danger"),
    "accessibility_label": string(1, 75),
    "agent_prompt": string(1, 4000),
    "agent_prompt_display": string(1, 75),
    "visible_to_user_ids": items(0, 100, string(1, 255)),
}
_FEEDBACK = Shape({"text": plain(75), "value": string(1, 2000)}, {"accessibility_label": string(1, 75)})
_STATIC: Mapping[str, Check] = {**_INPUT, "options": _OPTIONS, "option_groups": _GROUPS}
_PICKED = items(1, 100, OPTION)
_IDS = items(1, 100, string(1, 255))
_FILTER: Mapping[str, Check] = {"filter": anything, "default_to_current_conversation": flag}

ELEMENTS: dict[str, Check] = {
    "button": Shape({"text": plain(75)}, _BUTTON),
    "workflow_button": Shape({"text": plain(75), "workflow": anything}, _BUTTON),
    "icon_button": Shape({"icon": string(1, 75), "text": plain(75)}, _BUTTON),
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ANY),
    "image": Shape(
        {"alt_text": string(1, 2000)},
        {"image_url": url(3000), "slack_file": anything},
        exactly_one("image_url", "slack_file"),
    ),
    "overflow": Shape({"options": items(1, 5, OPTION)}, _CONFIRM),
    "checkboxes": Shape(
        {"options": items(1, 10, OPTION)},
        {**_CONFIRM, "focus_on_load": _focus, "initial_options": items(1, 10, OPTION)},
        _initials,
    ),
    "radio_buttons": Shape(
        {"options": items(1, 10, OPTION)}, {**_CONFIRM, "focus_on_load": _focus, "initial_option": OPTION}, _initials
    ),
    "static_select": Shape({}, {**_STATIC, "initial_option": OPTION}, _one_source),
    "multi_static_select": Shape({}, {**_STATIC, **_MOST, "initial_options": _PICKED}, _one_source),
    "external_select": _select(min_query_length=whole(0, 255), initial_option=OPTION),
    "multi_external_select": _select(min_query_length=whole(0, 255), initial_options=_PICKED, **_MOST),
    "users_select": _select(initial_user=string(1, 255)),
    "multi_users_select": _select(initial_users=_IDS, **_MOST),
    "conversations_select": _select(initial_conversation=string(1, 255), response_url_enabled=flag, **_FILTER),
    "multi_conversations_select": _select(initial_conversations=_IDS, **_MOST, **_FILTER),
    "channels_select": _select(initial_channel=string(1, 255), response_url_enabled=flag),
    "multi_channels_select": _select(initial_channels=_IDS, **_MOST),
    "datepicker": _select(initial_date=_DATE),
    "timepicker": _select(initial_time=_TIME, timezone=string(1, 100)),
    "datetimepicker": Shape({}, {**_CONFIRM, "focus_on_load": _focus, "initial_date_time": _UNIX}),
    "plain_text_input": Shape(
        {},
        {
            **_TYPED,
            "initial_value": string(0, 3000),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _ordered("min_length", "max_length", 0, 3000),
    ),
    "email_text_input": Shape({}, {**_TYPED, "initial_value": string(0, 3000)}),
    "url_text_input": Shape({}, {**_TYPED, "initial_value": string(0, 3000)}),
    "number_input": Shape(
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        _ordered("min_value", "max_value", float("-inf"), float("inf")),
    ),
    "rich_text_input": Shape(
        {},
        {
            **_TYPED,
            "initial_value": by_type({"rich_text": RICH_TEXT}),
            "min_lines": whole(1, 100),
            "max_lines": whole(1, 100),
        },
        _ordered("min_lines", "max_lines", 1, 100),
    ),
    "file_input": Shape({}, {**_ANY, "filetypes": items(1, 100, string(1, 255)), "max_files": whole(1, 10)}),
}

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI = tuple(f"multi_{name}" for name in _SELECTS)
_TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
_CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *_SELECTS)

ACTIONS = ("button", "workflow_button", "overflow", "datetimepicker", *_CHOICES)
ACCESSORIES = ("button", "workflow_button", "overflow", "image", *_CHOICES, *_MULTI)
INPUTS = ("datetimepicker", *_CHOICES, *_MULTI, *_TEXT_INPUTS)


def elements(*names: str) -> Check:
    return by_type({name: ELEMENTS[name] for name in names})
