"""What stands and what was said, as the control API tells it."""

from collections.abc import Callable

from owona_bot.playground.control_rooms import channel_of, message_of, user_of
from owona_bot.playground.modals import shown
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json


def messages(slack: Slack, told: Json) -> Json:
    return {"items": [message.told() for message in slack.workspace.messages(channel_of(slack, told))]}


def thread(slack: Slack, told: Json) -> Json:
    parent = message_of(slack, told)
    return {"items": [message.told() for message in (parent, *parent.replies)]}


def ephemerals(slack: Slack, told: Json) -> Json:
    return {"items": [seen.told() for seen in slack.replies.ephemerals.get(user_of(slack, told).id, ())]}


def view(slack: Slack, told: Json) -> Json:
    top = slack.views.top(user_of(slack, told).id)
    return {"view": shown(top) if top else None}


def home(slack: Slack, told: Json) -> Json:
    """As it was published last."""
    standing = slack.views.homes.get(user_of(slack, told).id)
    return {"view": shown(standing) if standing else None}


def calls(slack: Slack, told: Json) -> Json:
    return {"items": slack.ledger.told_calls(told.get("method"))}


def refusals(slack: Slack, _told: Json) -> Json:
    return {"items": list(slack.ledger.refusals)}


def knocks(slack: Slack, _told: Json) -> Json:
    return {"items": list(slack.ledger.knocks)}


def users(slack: Slack, _told: Json) -> Json:
    return {"items": [user.shown(email=True, locale=True) for user in slack.workspace.users.values()]}


def channels(slack: Slack, _told: Json) -> Json:
    return {"items": [c.shown("") | {"members": sorted(c.members)} for c in slack.workspace.channels.values()]}


def counts(slack: Slack) -> Json:
    return {
        "messages": {channel.name: len(channel.by_ts) for channel in slack.workspace.channels.values()},
        "calls": dict(slack.ledger.by_method),
        "refusals": dict(slack.ledger.by_refusal),
    }


def files(slack: Slack, _told: Json) -> Json:
    """All, also those that nobody sees yet."""
    return {"items": [file.told() | {"stage": file.stage} for file in slack.files.by_id.values()]}


TABLE: dict[str, Callable[[Slack, Json], Json]] = {
    "messages": messages,
    "thread": thread,
    "ephemerals": ephemerals,
    "view": view,
    "home": home,
    "calls": calls,
    "refusals": refusals,
    "knocks": knocks,
    "users": users,
    "files": files,
    "channels": channels,
}
