"""Reading what Slack sends: commands, actions, submissions, events."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from owona_bot.domain.people import SlackUser
from owona_bot.domain.presence import Status

Payload = Mapping[str, Any]
"""JSON as Slack's reference describes it; the readers below name what the bot takes from it."""


def user_in(body: Payload) -> str | None:
    """Who did it: a command's `user_id`, an interaction's `user.id`, an event's user."""
    user = body.get("user_id") or body.get("user") or (body.get("event") or {}).get("user")
    return user.get("id") if isinstance(user, Mapping) else user


def knock_in(body: Payload) -> str | None:
    """What tells this knock from every other, and is the same when Slack sends it again.

    An event's id; a submission's view; a button's action and moment; a command's trigger.
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
    """The pressed button's value, or that of the chosen option."""
    action = body["actions"][0]
    return str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")


BEGINS = re.compile(r"^(\s*<@[A-Z0-9]+(\|[^>]*)?>)+")
"""The people whom a message mentions before it says anything."""


def words_in(event: Payload) -> str:
    """What a mention says, in Slack's own writing, without whom it mentions at its begin."""
    return BEGINS.sub("", str(event.get("text") or "")).strip()


def speaks_to(bot: str | None, message: Payload) -> bool:
    """Whether it begins with mentioning the bot: then it is a request; in the midst of a sentence it is talk."""
    begun = BEGINS.match(str(message.get("text") or ""))
    return begun is not None and bot in re.findall(r"<@([A-Z0-9]+)", begun[0])


def user_of(user: Payload) -> SlackUser:
    """https://docs.slack.dev/reference/objects/user-object"""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    return SlackUser(
        id=str(user["id"]),
        team=str(user.get("team_id") or profile.get("team") or ""),
        email=profile.get("email"),
        name=str(name or user["id"]),
        locale=user.get("locale"),
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        deleted=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger")),
        told_at=int(user.get("updated") or 0),
    )


def status_of(user: Payload) -> Status:
    """Of the same object; Slack itself ends a status whose time is over."""
    profile = user.get("profile") or {}
    until = int(profile.get("status_expiration") or 0)
    return Status(
        emoji=str(profile.get("status_emoji") or ""),
        text=str(profile.get("status_text") or ""),
        until=datetime.fromtimestamp(until, UTC) if until else None,
    )
