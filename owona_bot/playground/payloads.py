"""Commands, button presses and submissions in the shapes Slack sends them."""

from owona_bot.playground.cast import APP, TEAM, User
from owona_bot.playground.places import Place, channel_told, view_told
from owona_bot.playground.slack import Slack
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel

DOMAIN = "owona"


def command(user: User, channel: Channel, line: str, trigger: str, url: str) -> Json:
    """Form fields; every value a string."""
    name, _, text = line.partition(" ")
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_told(channel)["name"],
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


def pressed(slack: Slack, place: Place, action: Json) -> Json:
    return _who("block_actions", place.user) | {
        **place.told(),
        **place.state(action),
        "trigger_id": slack.views.trigger(place.user.id, slack.now()),
        "actions": [action],
    }


def asked(place: Place, block: Json, element: Json, typed: str) -> Json:
    """An options request: no trigger, nothing can be opened from it."""
    return _who("block_suggestion", place.user) | {
        **place.told(),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": typed,
    }


def submitted(slack: Slack, user: User, view: View, urls: list[Json]) -> Json:
    return _who("view_submission", user) | {
        "trigger_id": slack.views.trigger(user.id, slack.now()),
        "view": view_told(view),
        "response_urls": urls,
    }


def closed(user: User, view: View, *, cleared: bool) -> Json:
    return _who("view_closed", user) | {"view": view_told(view), "is_cleared": cleared}


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
