"""Exports: whoever asked for one reads in one message how far it has come, and is given the file there."""

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import CHANGE

MOVES = frozenset({Kind.EXPORT_ASKED, Kind.EXPORT_MOVED, Kind.EXPORT_ENDED})


def exports(event: Event) -> list[Planned]:
    """What nobody of the team asked for, as by a token, tells nobody; who fetches it knows."""
    if event.kind not in MOVES or event.payload["agent"] is None:
        return []
    order = f"export:{event.payload['export']}"
    return [Planned(event.id, None, Reaction.EXPORT, "", order, "slack.update", CHANGE, {})]
