"""Whose turn it is: where a gift is told of, and who hears that tickets stay with nobody."""

from owona_bot.domain.assignment_policy import Tell
from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import ALARM, post_lane
from owona_bot.domain.plan_story import Places

BY_RULE = "bot:assign"


def tells(event: Event, places: Places) -> frozenset[Tell]:
    """Where it is told of: of what the bot gives away as the file says, of all else everywhere."""
    given = event.kind is Kind.TICKET_CHANGED and event.actor == BY_RULE
    return places.tells if given else frozenset(Tell)


def stuck(event: Event) -> list[Planned]:
    """One lead each, or an admin."""
    if event.kind is not Kind.ASSIGN_STUCK:
        return []
    agent = event.payload["agent"]
    lane, told = post_lane(f"direct:{agent}"), {"agent": agent, "why": event.payload["why"]}
    return [Planned(event.id, None, Reaction.ASSIGN_LEAD, "", f"stuck:{agent}", lane, ALARM, told)]
