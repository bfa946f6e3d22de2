"""Reading what Slack sends: commands, actions, submissions, events."""

from collections.abc import Mapping
from typing import Any

Payload = Mapping[str, Any]
"""JSON as Slack's reference describes it; the readers below name what the bot takes from it."""


def user_in(body: Payload) -> str | None:
    """Who did it: a command's `user_id`, an interaction's `user.id`, an event's user."""
    user = body.get("user_id") or body.get("user") or (body.get("event") or {}).get("user")
    return user.get("id") if isinstance(user, Mapping) else user


def knock_in(body: Payload) -> str | None:
    """What tells this knock from every other, and is the same when Slack sends it again.

    An event's id; a submission's view and hash; a button's action and moment; a command's trigger.
    """
    match body.get("type"):
        case "event_callback":
            return f"event:{body['event_id']}"
        case "view_submission":
            return f"view:{body['view']['id']}"
        case "block_actions":
            action = body["actions"][0]
            return f"action:{user_in(body)}:{action['action_id']}:{action['action_ts']}"
    trigger = body.get("trigger_id")
    return f"trigger:{trigger}" if trigger else None


def value_in(body: Payload) -> str:
    """The pressed button's value."""
    return str(body["actions"][0].get("value", ""))


def response_url_in(body: Payload) -> str | None:
    """Where an interaction's answer may be posted within half an hour, five times."""
    return body.get("response_url")
