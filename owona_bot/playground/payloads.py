"""Commands, button presses and submissions in the shapes Slack sends them."""

from owona_bot.playground.cast import APP, TEAM, User
from owona_bot.playground.modal_state import FIELDS, state_of
from owona_bot.playground.replies import Ephemeral
from owona_bot.playground.slack import Slack
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message

DOMAIN = "owona"


def command(user: User, channel: Channel, line: str, trigger: str, url: str) -> Json:
    """Form fields; every value a string."""
    name, _, text = line.partition(" ")
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.im else ("privategroup" if channel.private else channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text.strip(),
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger,
    }


def _who(kind: str, user: User) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": DOMAIN},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": APP,
        "token": "legacy",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": "privategroup" if channel.private else channel.name}


def chosen_in(action: Json) -> dict[tuple[str, str], Json]:
    """What a press chose, as the state holds it; buttons choose nothing."""
    field = FIELDS.get(action["type"])
    if field is None or field.value not in action:
        return {}
    return {(action["block_id"], action["action_id"]): {"type": action["type"], field.value: action[field.value]}}


def pressed_message(slack: Slack, user: User, channel: Channel, message: Message, action: Json) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return _who("block_actions", user) | {
        "container": container,
        "channel": _channel(channel),
        "message": message.shown(metadata=True),
        "state": {"values": state_of(message.blocks, chosen_in(action))},
        "trigger_id": slack.views.trigger(user.id, slack.now()),
        "actions": [action],
    }


def pressed_ephemeral(slack: Slack, user: User, channel: Channel, seen: Ephemeral, action: Json) -> Json:
    """Slack sends no `message` for what only one person sees."""
    container = {"type": "message", "message_ts": seen.ts, "channel_id": channel.id, "is_ephemeral": True}
    return _who("block_actions", user) | {
        "container": container,
        "channel": _channel(channel),
        "state": {"values": state_of(seen.blocks, chosen_in(action))},
        "trigger_id": slack.views.trigger(user.id, slack.now()),
        "actions": [action],
    }


def _view(view: View) -> Json:
    return view.shown(state_of(view.blocks, view.typed))


def pressed_view(slack: Slack, user: User, view: View, action: Json) -> Json:
    return _who("block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "view": _view(view),
        "trigger_id": slack.views.trigger(user.id, slack.now()),
        "actions": [action],
    }


def submitted(slack: Slack, user: User, view: View, urls: list[Json]) -> Json:
    return _who("view_submission", user) | {
        "trigger_id": slack.views.trigger(user.id, slack.now()),
        "view": _view(view),
        "response_urls": urls,
    }


def closed(user: User, view: View, *, cleared: bool) -> Json:
    return _who("view_closed", user) | {"view": _view(view), "is_cleared": cleared}


def action_of(block: Json, element: Json, value: Json, now: float) -> Json:
    """`actions[0]`: the element's own words and what was chosen."""
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{now:.6f}",
    }
    kept = ("text", "value", "style", "url", "confirm", "placeholder")
    action |= {name: element[name] for name in kept if name in element}
    return action | value
