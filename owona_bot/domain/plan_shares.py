"""Shares: who went away is offered a plan for their tickets, of the sick the leads are; what is accepted is done."""

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import CHANGE, post_lane
from owona_bot.domain.shares import State

LANE = "shares"

PROPOSE, MOVE = "propose", "move"
"""Targets of deliveries that tell nobody; the others' is who hears."""


def shares(event: Event) -> list[Planned]:
    """What each of the asked reads is one message all the way; tickets are moved before it tells of them."""
    match event.kind:
        case Kind.AGENT_AWAY:
            return [_done(event, PROPOSE, f"away:{event.payload['agent']}")]
        case Kind.SHARES_ASKED | Kind.SHARES_SETTLED:
            accepted = event.payload["state"] == State.ACCEPTED
            moves = [_done(event, MOVE, f"shares:{event.payload['shares']}")] if accepted else []
            return [*moves, *_told(event)]
    return []


def _done(event: Event, target: str, order: str) -> Planned:
    return Planned(event.id, None, Reaction.SHARES, target, order, LANE, CHANGE)


def _told(event: Event) -> list[Planned]:
    """To each their own."""
    number, agents = event.payload["shares"], event.payload["agents"]
    return [
        Planned(
            event.id,
            None,
            Reaction.SHARES,
            f"{agent}",
            f"shares:{number}:{agent}",
            post_lane(f"direct:{agent}"),
            CHANGE,
            {"hearer": agent},
        )
        for agent in (agents if isinstance(agents, list) else [])
    ]
