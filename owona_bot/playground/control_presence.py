"""People are there or away, want quiet, and say so in their status."""

from collections.abc import Callable
from dataclasses import replace

from owona_bot.playground import events
from owona_bot.playground.control_rooms import user_of
from owona_bot.playground.presence import quiet
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json

LONGEST = 100
"""Characters of a status."""


def be_away(slack: Slack, told: Json) -> Json:
    """Slack tells no app of it: presence_change is of the old RTM alone."""
    user = user_of(slack, told)
    slack.workspace.users[user.id] = replace(user, away=bool(told["away"]))
    return {}


def be_quiet(slack: Slack, told: Json) -> Json:
    """For so many `minutes`; 0 ends it. Whoever subscribed dnd_updated_user hears of it."""
    user, minutes = user_of(slack, told), float(told["minutes"])
    quietly = replace(user, dnd_until=slack.now() + 60 * minutes if minutes > 0 else 0.0)
    slack.workspace.users[user.id] = quietly
    event = {"type": "dnd_updated_user", "user": user.id, "dnd_status": quiet(slack, quietly)}
    slack.emit("dnd_updated_user", event | {"event_ts": slack.workspace.next_ts()})
    return {}


def say_status(slack: Slack, told: Json) -> Json:
    """`emoji` and `text`, both empty: none any more. A part of the profile: its change is the user's."""
    user, emoji, text = user_of(slack, told), told["emoji"], told["text"]
    if len(text) > LONGEST or (emoji and not (emoji.startswith(":") and emoji.endswith(":") and len(emoji) > 2)):
        raise CannotDo("Slack takes no such status")
    told_at, until = max(user.updated + 1, int(slack.now())), int(told.get("until") or 0)
    said = replace(user, status_emoji=emoji, status_text=text, status_expiration=until, updated=told_at)
    slack.workspace.users[user.id] = said
    events.user_event(slack, user.id, "user_change")
    return {}


TABLE: dict[str, Callable[[Slack, Json], Json]] = {
    "be_away": be_away,
    "be_quiet": be_quiet,
    "say_status": say_status,
}
