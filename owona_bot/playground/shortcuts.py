"""Shortcuts in the shapes Slack sends them: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload."""

from owona_bot.playground.cast import TEAM, User
from owona_bot.playground.options import Shortcut
from owona_bot.playground.payloads import DOMAIN
from owona_bot.playground.places import channel_told
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message


def declared(slack: Slack, word: str, kind: str) -> Shortcut | None:
    """By the name people read, or by callback id; of the kind `message` or `global`."""
    known = [shortcut for shortcut in slack.manifest.shortcuts if shortcut.kind == kind]
    return next((shortcut for shortcut in known if word in (shortcut.name, shortcut.callback_id)), None)


def anywhere(slack: Slack, user: User, shortcut: Shortcut) -> Json:
    """A global one knows no channel and has no response_url."""
    return {
        "type": "shortcut",
        "token": "legacy",
        "action_ts": slack.workspace.next_ts(),
        "team": {"id": TEAM, "domain": DOMAIN},
        "user": {"id": user.id, "username": user.name, "team_id": user.team_id},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": shortcut.callback_id,
        "trigger_id": slack.views.trigger(user.id, slack.now()),
    }


def on_message(slack: Slack, user: User, shortcut: Shortcut, channel: Channel, message: Message, url: str) -> Json:
    """Also where the bot is no member: the person hands it the message."""
    told = anywhere(slack, user, shortcut)
    told["user"] = told["user"] | {"name": user.name}
    return told | {
        "type": "message_action",
        "channel": channel_told(channel),
        "response_url": url,
        "message_ts": message.ts,
        "message": message.shown(),
    }
