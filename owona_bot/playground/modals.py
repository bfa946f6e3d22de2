"""views.open, views.update, views.push."""

from secrets import token_hex

from owona_bot.playground.call import Call
from owona_bot.playground.modal_state import state_of
from owona_bot.playground.naming import named
from owona_bot.playground.refusals import refuse, schema
from owona_bot.playground.slack import Slack
from owona_bot.playground.view_rules import check_view
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json, dumps

VIEW_MOST = 250_000


def read_view(slack: Slack, value: object, current: View | None = None, kind: str = "modal") -> Json:
    """Refused with the JSON path of each fault; every block gets a block_id."""
    if not isinstance(value, dict):
        raise schema("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(dumps(value)) > VIEW_MOST:
        raise refuse("view_too_large")
    faults = check_view(value, kind)
    if faults:
        raise schema("invalid_arguments", faults)
    _external(slack, value, current)
    return value | {"blocks": named(value["blocks"], token_hex(2))}


def _external(slack: Slack, view: Json, current: View | None) -> None:
    external = view.get("external_id")
    holder = slack.views.holder(external) if external else None
    if holder is not None and holder is not current:
        raise refuse("duplicate_external_id")


def shown(view: View) -> Json:
    return view.shown(state_of(view.blocks, view.typed))


def open_view(slack: Slack, call: Call) -> Json:
    payload = read_view(slack, call.data("view", "invalid_arguments"))
    user = slack.views.spend(_trigger(call), slack.now())
    return {"ok": True, "view": shown(slack.views.open(user, payload, slack.now()))}


def push_view(slack: Slack, call: Call) -> Json:
    payload = read_view(slack, call.data("view", "invalid_arguments"))
    user = slack.views.spend(_trigger(call), slack.now())
    return {"ok": True, "view": shown(slack.views.push(user, payload, slack.now()))}


def _trigger(call: Call) -> str:
    return call.text("trigger_id") or call.text("interactivity_pointer")


def update_view(slack: Slack, call: Call) -> Json:
    """By view_id or external_id; a stale hash is refused."""
    view = slack.views.find(call.text("view_id"), call.text("external_id"))
    if view is None:
        raise refuse("not_found")
    payload = read_view(slack, call.data("view", "invalid_arguments"), view)
    given = call.text("hash")
    if given and given != view.hash:
        raise refuse("hash_conflict")
    slack.views.change(view, payload, slack.now())
    return {"ok": True, "view": shown(view)}
