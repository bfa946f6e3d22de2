"""How urgent each delivery is, which way it goes, and in which order."""

from collections.abc import Mapping

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event

ALARM, HOME, UNDO, NEW, LETTER, CHANGE, LINE, NEWS = 5, 7, 8, 10, 15, 20, 30, 40
"""Priorities, lowest first: an alarm, a Home that somebody waits for, what can be taken back for seconds alone, a new
card or mail, a letter, a redraw, a line in a thread, a Home that changes by itself."""

ALERT, TEAM_MAIL = 9, 32
"""An alert about a deadline comes before new cards, a mail about it after every customer's letter."""

BEHIND = 100
"""Added to what time did by itself to very many at once: it comes after all that people did, and takes no token that
was spared for them."""

BY_TIME = frozenset({"bot:auto_close", "bot:remind", "bot:sla"})
"""Who does that."""

NEWS_LANE = "slack.republish"


def post_lane(channel: str) -> str:
    """Slack allows one post a second and channel."""
    return f"slack.post:{channel}"


def in_slack(
    event: Event, reaction: Reaction, lane: str, priority: int, payload: Mapping[str, object], why: str | None = None
) -> Planned:
    """All that a ticket shows in Slack goes in one order."""
    key = f"slack:{event.ticket}"
    return Planned(event.id, event.ticket, reaction, "", key, lane, priority, payload, why)
