"""slack-limits.md §1 and §2: which blocks a message, modal or Home may hold, and within which limits."""

from owona_bot.playground.checks import (
    Check,
    Report,
    Shape,
    anything,
    at_least_one,
    by_type,
    either,
    exactly_one,
    flag,
    items,
    one_of,
    plain,
    string,
    url,
    whole,
)
from owona_bot.playground.element_rules import ACCESSORIES, ACTIONS, INPUTS, elements
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.table_rules import DATA_TABLE, DATA_VISUALIZATION, TABLE
from owona_bot.playground.wire import Json

MOST = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_MOST = 12_000
CHARTS_MOST = 2

_IMAGE = elements("image")
_RICH = by_type({"rich_text": RICH_TEXT})


def _markdown(value: object, at: str, report: Report) -> None:
    """12,000 for all markdown blocks of one payload together."""
    string(1, MARKDOWN_MOST)(value, at, report)
    before = report.markdown
    report.markdown += len(value) if isinstance(value, str) else 0
    if before <= MARKDOWN_MOST < report.markdown and before:
        report.say(f"markdown blocks must be less than {MARKDOWN_MOST + 1} characters together", at)


def _children(value: object, at: str, report: Report) -> None:
    """Blocks inside a block; none of them may hold blocks again."""
    items(1, 10, _child)(value, at, report)


def _child(value: object, at: str, report: Report) -> None:
    if isinstance(value, dict) and value.get("type") in ("container", "layout"):
        report.say(f"unsupported type: {value['type']}", f"{at}/type")
    else:
        check_block(value, at, report)


CARD = Shape(
    {},
    {
        "hero_image": _IMAGE,
        "icon": _IMAGE,
        "title": either(150),
        "subtitle": either(150),
        "body": either(200),
        "actions": items(1, 3, elements("button")),
    },
    at_least_one("hero_image", "title", "body", "actions"),
)
TASK = Shape(
    {
        "task_id": string(1, 255),
        "title": string(1, 3000),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": _RICH, "output": _RICH, "sources": items(0, 50, anything)},
)

MESSAGE = frozenset({"message"})
MODAL = frozenset({"message", "modal"})
ALL = frozenset({"message", "modal", "home"})

BLOCKS: dict[str, tuple[frozenset[str], Check]] = {
    "section": (
        ALL,
        Shape(
            {},
            {
                "text": either(3000),
                "fields": items(1, 10, either(2000)),
                "accessory": elements(*ACCESSORIES),
                "expand": flag,
            },
            at_least_one("text", "fields"),
        ),
    ),
    "header": (ALL, Shape({"text": plain(150)}, {"level": whole(1, 6)})),
    "actions": (ALL, Shape({"elements": items(1, 25, elements(*ACTIONS))})),
    "context": (
        ALL,
        Shape(
            {"elements": items(1, 10, by_type({"image": _IMAGE, "mrkdwn": either(3000), "plain_text": either(3000)}))}
        ),
    ),
    "image": (
        ALL,
        Shape(
            {"alt_text": string(1, 2000)},
            {"title": plain(2000), "image_url": url(3000), "slack_file": anything},
            exactly_one("image_url", "slack_file"),
        ),
    ),
    "divider": (ALL, Shape()),
    "rich_text": (ALL, RICH_TEXT),
    "video": (
        ALL,
        Shape(
            {
                "alt_text": string(1, 2000),
                "title": plain(200),
                "video_url": url(3000),
                "thumbnail_url": url(3000),
            },
            {
                "author_name": string(1, 50),
                "description": plain(200),
                "title_url": url(3000),
                "provider_name": string(1, 50),
                "provider_icon_url": url(3000),
            },
        ),
    ),
    "markdown": (MESSAGE, Shape({"text": _markdown})),
    "table": (MESSAGE, TABLE),
    "data_table": (MESSAGE, DATA_TABLE),
    "data_visualization": (MESSAGE, DATA_VISUALIZATION),
    "alert": (
        MODAL,
        Shape({"text": either(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    ),
    "card": (MESSAGE, CARD),
    "carousel": (MESSAGE, Shape({"elements": items(1, 10, by_type({"card": CARD}))})),
    "container": (
        ALL,
        Shape(
            {"child_blocks": _children},
            {
                "title": plain(150),
                "rich_text_title": _RICH,
                "subtitle": plain(150),
                "icon": _IMAGE,
                "width": anything,
                "is_collapsible": flag,
                "default_collapsed": flag,
                "has_header_divider": flag,
            },
        ),
    ),
    "context_actions": (MESSAGE, Shape({"elements": items(1, 5, elements("feedback_buttons", "icon_button"))})),
    "plan": (MESSAGE, Shape({"title": string(1, 3000)}, {"tasks": items(1, 50, by_type({"task_card": TASK}))})),
    "task_card": (MESSAGE, TASK),
    "layout": (ALL, Shape({}, {"blocks": _children}, loose=True)),
}
_INPUT_ELEMENTS = {
    "message": elements(*INPUTS),
    "modal": elements(*INPUTS, "file_input"),
    "home": elements(*INPUTS),
}
INPUT = {
    surface: Shape(
        {"label": plain(2000), "element": check},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    )
    for surface, check in _INPUT_ELEMENTS.items()
}


def check_block(value: object, at: str, report: Report) -> None:
    if not isinstance(value, dict):
        report.say("must provide an object", at)
        return
    kind = value.get("type")
    check = _rule(kind, report.surface) if isinstance(kind, str) else None
    if check is None:
        report.say(f"unsupported type: {kind}", f"{at}/type")
        return
    _block_id(value, at, report)
    report.actions = set()
    check(value, at, report)
    report.seen[str(kind)] += 1
    if kind == "data_visualization" and report.seen[kind] == CHARTS_MOST + 1:
        report.say(f"no more than {CHARTS_MOST} data_visualization blocks allowed", at)


def _rule(kind: str, surface: str) -> Check | None:
    if kind == "input":
        return INPUT[surface]
    surfaces, check = BLOCKS.get(kind, (frozenset(), anything))
    return check if surface in surfaces else None


def _block_id(block: Json, at: str, report: Report) -> None:
    id_ = block.get("block_id")
    if id_ is None:
        return
    string(1, 255)(id_, f"{at}/block_id", report)
    if isinstance(id_, str):
        if id_ in report.ids:
            report.say(f"`block_id` {id_} already exists", f"{at}/block_id")
        report.ids.add(id_)


def check_blocks(blocks: object, surface: str, at: str = "/blocks") -> list[str]:
    """What is wrong with them; empty when Slack takes them."""
    return report_on(blocks, surface, at).faults


def report_on(blocks: object, surface: str, at: str) -> Report:
    report = Report(surface)
    items(0, MOST[surface], check_block)(blocks, at, report)
    return report
