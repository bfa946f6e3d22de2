"""What stands in the fields of a view or message: initial values and what was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from owona_bot.playground.wire import Json

Typed = Mapping[tuple[str, str], Json]


@dataclass(frozen=True, slots=True)
class Field:
    """How one kind of element names its value in `state.values`, and its first value in the block."""

    value: str
    initial: str
    many: bool = False


FIELDS: dict[str, Field] = {
    "plain_text_input": Field("value", "initial_value"),
    "email_text_input": Field("value", "initial_value"),
    "url_text_input": Field("value", "initial_value"),
    "number_input": Field("value", "initial_value"),
    "rich_text_input": Field("rich_text_value", "initial_value"),
    "static_select": Field("selected_option", "initial_option"),
    "external_select": Field("selected_option", "initial_option"),
    "radio_buttons": Field("selected_option", "initial_option"),
    "multi_static_select": Field("selected_options", "initial_options", many=True),
    "multi_external_select": Field("selected_options", "initial_options", many=True),
    "checkboxes": Field("selected_options", "initial_options", many=True),
    "users_select": Field("selected_user", "initial_user"),
    "multi_users_select": Field("selected_users", "initial_users", many=True),
    "conversations_select": Field("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Field("selected_conversations", "initial_conversations", many=True),
    "channels_select": Field("selected_channel", "initial_channel"),
    "multi_channels_select": Field("selected_channels", "initial_channels", many=True),
    "datepicker": Field("selected_date", "initial_date"),
    "timepicker": Field("selected_time", "initial_time"),
    "datetimepicker": Field("selected_date_time", "initial_date_time"),
    "file_input": Field("files", "", many=True),
}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element a person can press or fill, with its block."""
    for block in blocks:
        parts = [block.get("element"), block.get("accessory"), *(block.get("elements") or ())]
        for part in [*parts, *(block.get("actions") or ())]:
            if isinstance(part, dict) and isinstance(part.get("action_id"), str):
                yield block, part
        children = [child for name in ("blocks", "child_blocks") for child in block.get(name) or ()]
        if children:
            yield from elements(children)


def options_of(element: Json) -> list[Json]:
    """Options, also those inside groups."""
    grouped = [option for group in element.get("option_groups") or () for option in group["options"]]
    return list(element.get("options") or ()) + grouped


def state_of(blocks: list[Json], typed: Typed) -> Json:
    """`state.values`: block_id → action_id → value, for every element that holds one."""
    values: Json = {}
    for block, element in elements(blocks):
        field = FIELDS.get(element["type"])
        if field is not None:
            key = (str(block.get("block_id")), element["action_id"])
            values.setdefault(key[0], {})[key[1]] = typed.get(key) or first_value(element, field)
    return values


def first_value(element: Json, field: Field) -> Json:
    initial = element.get(field.initial)
    return {"type": element["type"], field.value: initial if initial is not None else ([] if field.many else None)}


def empty(value: Json, element_type: str) -> bool:
    return value.get(FIELDS[element_type].value) in (None, "", [])
