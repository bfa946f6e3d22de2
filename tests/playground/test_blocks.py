"""slack-limits.md §2 and §3, row by row: what is refused, and where the fault is said to be."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.block_rules import check_blocks
from owona_bot.playground.client import Playground
from owona_bot.playground.wire import Json
from tests.playground.conftest import refused


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: object) -> Json:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**more: object) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def entry(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain("L"), "element": element, **more}


def option(text: str = "o", value: str = "v", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(count: int = 1, **more: object) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option(value=str(i)) for i in range(count)], **more}


def table(rows: int, cells: int = 1, kind: str = "table", **more: object) -> Json:
    return {"type": kind, "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows, **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def chart(points: int = 1, series: int = 1, **more: object) -> Json:
    """Lines, each with a point for each category."""
    labels = [str(at) for at in range(points)]
    lines = [{"name": str(at), "data": [{"label": label, "value": 1.5} for label in labels]} for at in range(series)]
    drawn = {"type": "line", "series": lines, "axis_config": {"categories": labels}, **more}
    return {"type": "data_visualization", "title": "t", "chart": drawn}


def pie(value: float = 1, label: str = "x", segments: int = 1) -> Json:
    drawn = {"type": "pie", "segments": [{"label": label, "value": value}] * segments}
    return {"type": "data_visualization", "title": "t", "chart": drawn}


CONFIRM = {"title": plain("t"), "text": plain("t"), "confirm": plain("y"), "deny": plain("n")}
CARD = {"type": "card", "title": plain("t")}
TASK = {"type": "task_card", "task_id": "1", "title": "t", "status": "pending"}
IMAGE = {"type": "image", "alt_text": "a", "image_url": "https://x.example/a.png"}
FEEDBACK = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain("+"), "value": "1"},
    "negative_button": {"text": plain("-"), "value": "0"},
}

TAKEN: list[Json] = [
    section(text=mrkdwn("x" * 3000)),
    section(fields=[mrkdwn("x" * 2000)] * 10),
    {"type": "section", "fields": [plain("x")]},
    section(accessory=IMAGE, expand=True),
    {"type": "header", "text": plain("x" * 150)},
    actions(*[button(action_id=str(i)) for i in range(25)]),
    actions(button(value="x" * 2000, url="https://x.example/" + "x" * 2000, style="danger", confirm=CONFIRM)),
    actions(select(100)),
    {"type": "context", "elements": [mrkdwn("x")] * 10},
    {"type": "divider"},
    IMAGE,
    {"type": "markdown", "text": "x" * 12_000},
    table(100, 20),
    table(201, 20, "data_table", caption="c", page_size=100),
    chart(20, 12),
    pie(segments=12),
    {"type": "alert", "text": mrkdwn("x" * 200), "level": "error"},
    CARD,
    {"type": "carousel", "elements": [CARD] * 10},
    {"type": "container", "title": plain("t"), "child_blocks": [section()] * 10, "is_collapsible": True},
    {"type": "context_actions", "elements": [FEEDBACK | {"action_id": str(i)} for i in range(5)]},
    {"type": "plan", "title": "t", "tasks": [TASK] * 50},
    rich({"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]}),
    entry({"type": "plain_text_input", "action_id": "p", "max_length": 3000}),
    entry({"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1"}),
    entry({"type": "checkboxes", "action_id": "c", "options": [option(value=str(i)) for i in range(10)]}),
]

REFUSED: list[tuple[object, str, str]] = [
    ("x", "must provide an object", ""),
    ({"type": "nonsense"}, "unsupported type: nonsense", "/type"),
    ({}, "unsupported type: None", "/type"),
    ({"type": "divider", "colour": 1}, "invalid additional property: colour", ""),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters", "/block_id"),
    (section(text=mrkdwn("x" * 3001)), "must be less than 3001 characters", "/text/text"),
    (section(text=mrkdwn("")), "must be more than 0 characters", "/text/text"),
    (section(text={"type": "html", "text": "x"}), "must be of type: plain_text or mrkdwn", "/text/type"),
    (section(text="x"), "must provide an object", "/text"),
    ({"type": "section"}, "missing required field: text or fields", ""),
    (section(fields=[mrkdwn("x")] * 11), "no more than 10 items allowed", "/fields"),
    (section(fields=[mrkdwn("x" * 2001)]), "must be less than 2001 characters", "/fields/0/text"),
    (section(accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input", "/accessory/type"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters", "/text/text"),
    ({"type": "header", "text": mrkdwn("x")}, "must be of type: plain_text", "/text/type"),
    (actions(), "no fewer than 1 items allowed", "/elements"),
    (actions(*[button(action_id=str(i)) for i in range(26)]), "no more than 25 items allowed", "/elements"),
    (actions(button(), button()), "action_id `a` already exists in this block", "/elements/1/action_id"),
    (actions(button(action_id="x" * 256)), "must be less than 256 characters", "/elements/0/action_id"),
    (actions(button(text=plain("x" * 76))), "must be less than 76 characters", "/elements/0/text/text"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters", "/elements/0/value"),
    (actions(button(url="https://" + "x" * 3000)), "must be less than 3001 characters", "/elements/0/url"),
    (actions(button(url="nowhere")), "must be a valid URL", "/elements/0/url"),
    (actions(button(style="blue")), "must be one of: primary, danger", "/elements/0/style"),
    (
        actions(button(accessibility_label="x" * 76)),
        "must be less than 76 characters",
        "/elements/0/accessibility_label",
    ),
    (
        actions(button(confirm=CONFIRM | {"title": plain("x" * 101)})),
        "must be less than 101 characters",
        "/elements/0/confirm/title/text",
    ),
    (
        actions(button(confirm=CONFIRM | {"text": plain("x" * 301)})),
        "must be less than 301 characters",
        "/elements/0/confirm/text/text",
    ),
    (
        actions(button(confirm=CONFIRM | {"deny": plain("x" * 31)})),
        "must be less than 31 characters",
        "/elements/0/confirm/deny/text",
    ),
    (actions(select(101)), "no more than 100 items allowed", "/elements/0/options"),
    (actions(select(0)), "no fewer than 1 items allowed", "/elements/0/options"),
    (actions(select(option_groups=[])), "only one of options, option_groups allowed", "/elements/0"),
    (actions(select(initial_option=option("other"))), "must match an option", "/elements/0/initial_option"),
    (actions(select(placeholder=plain("x" * 151))), "must be less than 151 characters", "/elements/0/placeholder/text"),
    (
        actions({"type": "overflow", "action_id": "o", "options": [option(value=str(i)) for i in range(6)]}),
        "no more than 5 items allowed",
        "/elements/0/options",
    ),
    (
        actions({"type": "overflow", "action_id": "o", "options": [option("x" * 76)]}),
        "must be less than 76 characters",
        "/elements/0/options/0/text/text",
    ),
    (
        actions({"type": "overflow", "action_id": "o", "options": [option(value="x" * 76)]}),
        "must be less than 76 characters",
        "/elements/0/options/0/value",
    ),
    (
        actions({"type": "radio_buttons", "action_id": "o", "options": [option(value=str(i)) for i in range(11)]}),
        "no more than 10 items allowed",
        "/elements/0/options",
    ),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items allowed", "/elements"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button", "/elements/0/type"),
    ({"type": "image", "image_url": "https://x.example"}, "missing required field: alt_text", ""),
    ({"type": "image", "alt_text": "a"}, "missing required field: image_url or slack_file", ""),
    (IMAGE | {"image_url": "https://" + "x" * 3000}, "must be less than 3001 characters", "/image_url"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters", "/text"),
    (table(101), "no more than 100 items allowed", "/rows"),
    (table(1, 21), "no more than 20 items allowed", "/rows/0"),
    (table(1, kind="data_table", caption="c"), "no fewer than 2 items allowed", "/rows"),
    (table(202, kind="data_table", caption="c"), "no more than 201 items allowed", "/rows"),
    (table(2, kind="data_table"), "missing required field: caption", ""),
    (table(2, kind="data_table", caption="c", page_size=101), "must be between 1 and 100", "/page_size"),
    (
        {"type": "data_table", "caption": "c", "rows": [[rich()], [rich()]]},
        "unsupported type: rich_text",
        "/rows/0/0/type",
    ),
    (
        table(2, kind="data_table", caption="c", column_settings=[]),
        "invalid additional property: column_settings",
        "",
    ),
    (table(2, kind="data_table", caption=plain("c")), "must be a string", "/caption"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "must be more than 0 characters",
        "/rows/0/0/text",
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_number", "value": "7", "text": "7"}]]},
        "must be a number",
        "/rows/0/0/value",
    ),
    (chart() | {"title": "x" * 51}, "must be less than 51 characters", "/title"),
    (chart() | {"title": plain("x")}, "must be a string", "/title"),
    ({"type": "data_visualization", "title": "t"}, "missing required field: chart", ""),
    (chart(series=13), "no more than 12 items allowed", "/chart/series"),
    (chart(21), "no more than 20 items allowed", "/chart/series/0/data"),
    (chart(type="gantt"), "unsupported type: gantt", "/chart/type"),
    (
        chart(axis_config={"categories": ["other"]}),
        "must have one data point for each category",
        "/chart/series/0/data",
    ),
    (
        chart(axis_config={"categories": ["0"], "x_label": "x" * 51}),
        "must be less than 51 characters",
        "/chart/axis_config/x_label",
    ),
    (pie(0), "must be more than 0", "/chart/segments/0/value"),
    (pie(label="x" * 21), "must be less than 21 characters", "/chart/segments/0/label"),
    ({"type": "alert", "text": mrkdwn("x" * 201)}, "must be less than 201 characters", "/text/text"),
    (
        {"type": "alert", "text": mrkdwn("x"), "level": "loud"},
        "must be one of: default, info, warning, error, success",
        "/level",
    ),
    (CARD | {"title": plain("x" * 151)}, "must be less than 151 characters", "/title/text"),
    (CARD | {"body": plain("x" * 201)}, "must be less than 201 characters", "/body/text"),
    (CARD | {"actions": [button(action_id=str(i)) for i in range(4)]}, "no more than 3 items allowed", "/actions"),
    ({"type": "carousel", "elements": [CARD] * 11}, "no more than 10 items allowed", "/elements"),
    ({"type": "container", "child_blocks": [section()] * 11}, "no more than 10 items allowed", "/child_blocks"),
    ({"type": "context_actions", "elements": [FEEDBACK] * 6}, "no more than 5 items allowed", "/elements"),
    ({"type": "plan", "title": "t", "tasks": [TASK] * 51}, "no more than 50 items allowed", "/tasks"),
    (
        rich(
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 9,
                "elements": [{"type": "rich_text_section", "elements": []}],
            }
        ),
        "must be between 0 and 8",
        "/elements/0/indent",
    ),
    (
        rich({"type": "rich_text_section", "elements": [{"type": "script"}]}),
        "unsupported type: script",
        "/elements/0/elements/0/type",
    ),
    (entry(button()), "unsupported type: button", "/element/type"),
    (entry(select(), label=plain("x" * 2001)), "must be less than 2001 characters", "/label/text"),
    (entry(select(), hint=plain("x" * 2001)), "must be less than 2001 characters", "/hint/text"),
    (entry({"type": "plain_text_input", "max_length": 3001}), "must be between 1 and 3000", "/element/max_length"),
    (
        entry({"type": "plain_text_input", "min_length": 9, "max_length": 8}),
        "min_length must not be greater than max_length",
        "/element",
    ),
    (entry({"type": "number_input"}), "missing required field: is_decimal_allowed", "/element"),
    (entry({"type": "file_input", "action_id": "f"}), "unsupported type: file_input", "/element/type"),
    (
        entry({"type": "datetimepicker", "initial_date_time": 1}),
        "must be between 1000000000 and 9999999999",
        "/element/initial_date_time",
    ),
]


@pytest.mark.parametrize("block", TAKEN, ids=lambda block: block["type"])
def test_a_block_at_its_limit_is_taken(block: Json) -> None:
    assert check_blocks([block], "message") == []


@pytest.mark.parametrize(("block", "fault", "at"), REFUSED)
def test_a_block_beyond_its_limit_is_refused(block: object, fault: str, at: str) -> None:
    assert f"{fault} [json-pointer:/blocks/0{at}]" in check_blocks([block], "message")


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section(block_id="b")] * 2, "`block_id` b already exists [json-pointer:/blocks/1/block_id]"),
        (
            [{"type": "markdown", "text": "x" * 7000}] * 2,
            "markdown blocks must be less than 12001 characters together [json-pointer:/blocks/1/text]",
        ),
        (
            [chart()] * 3,
            "no more than 2 data_visualization blocks allowed [json-pointer:/blocks/2]",
        ),
    ],
)
def test_blocks_are_refused_together(blocks: list[Json], fault: str) -> None:
    assert check_blocks(blocks, "message") == [fault]


def test_what_only_messages_hold_is_refused_in_a_modal() -> None:
    for kind in ("markdown", "table", "data_table", "carousel", "plan"):
        assert check_blocks([{"type": kind}], "modal") == [f"unsupported type: {kind} [json-pointer:/blocks/0/type]"]
    assert check_blocks([section()] * 100, "modal") == []
    assert check_blocks([section()] * 101, "modal")


async def test_a_refused_post_names_the_path(client: AsyncWebClient) -> None:
    block = {"type": "header", "text": plain("x" * 151)}
    answer = await refused(client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[block]))
    assert answer["error"] == "invalid_blocks"
    fault = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [fault]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {fault}"]


def test_series_of_one_name_are_refused() -> None:
    twice = chart(series=2)
    for line in twice["chart"]["series"]:
        line["name"] = "same"
    fault = "series names must be unique [json-pointer:/blocks/0/chart/series]"
    assert check_blocks([twice], "message") == [fault]


async def test_a_slack_that_does_not_know_a_block_yet_refuses_it_until_it_does(
    client: AsyncWebClient, people: Playground
) -> None:
    await people.grow_old("data_table", "data_visualization")
    answer = await refused(client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[section(), chart()]))
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == ["unsupported type: data_visualization [json-pointer:/blocks/1/type]"]
    await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[section(), table(2)])
    await people.clear_faults()
    await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[section(), chart()])


async def test_a_second_table_is_refused(client: AsyncWebClient) -> None:
    answer = await refused(client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[table(1), table(1)]))
    assert answer["error"] == "invalid_attachments"
    assert "only_one_table_allowed" in answer["response_metadata"]["messages"][0]
