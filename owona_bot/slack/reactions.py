"""Emoji that people put on messages, as `reaction_added` and `reaction_removed` tell of them."""

from owona_bot.domain.emoji import DEEDS, Reacted, bare
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import moment


def reacted_in(event: Payload) -> Reacted | None:
    """None for emoji that only say something, and for those on files."""
    item, emoji = event.get("item") or {}, bare(str(event.get("reaction") or ""))
    if item.get("type") != "message" or emoji not in DEEDS or not event.get("user"):
        return None
    at = moment(str(event["event_ts"]))
    return Reacted(str(item["channel"]), str(item["ts"]), str(event["user"]), emoji, at)
