"""slack-limits.md §1: what a modal or a Home may be."""

from owona_bot.playground.block_rules import report_on
from owona_bot.playground.checks import Report, Shape, anything, flag, one_of, plain, string
from owona_bot.playground.wire import Json

_MODAL = Shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    {
        "submit": plain(24),
        "close": plain(24),
        "private_metadata": string(0, 3000),
        "callback_id": string(0, 255),
        "external_id": string(0, 255),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)


_HOME = Shape(
    {"type": one_of("home"), "blocks": anything},
    {"private_metadata": string(0, 3000), "callback_id": string(0, 255), "external_id": string(0, 255)},
)


def check_view(view: Json, kind: str = "modal") -> list[str]:
    """What is wrong with it, its blocks included; a modal's `submit` is required beside an input."""
    given = {name: value for name, value in view.items() if value is not None}
    outer = Report(kind)
    (_MODAL if kind == "modal" else _HOME)(given, "/view", outer)
    if "blocks" not in given:
        return outer.faults
    inner = report_on(given["blocks"], kind, "/view/blocks")
    if kind == "modal" and inner.seen["input"] and "submit" not in given:
        outer.say("missing required field: submit", "/view")
    return outer.faults + inner.faults
