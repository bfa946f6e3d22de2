"""On call: a swap asks its colleague and tells its asker; at a hand-over both hear of it. All by direct message."""

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import CHANGE, post_lane
from owona_bot.domain.swap import State

COLLEAGUE, ASKER = "colleague", "asker"
"""Of a swap's deliveries: whose message it is."""

ANSWERS = (State.ACCEPTED, State.DECLINED)
"""Of which the asker hears; they withdrew it themselves, and are told once of what overtakes the others."""


def swaps(event: Event) -> list[Planned]:
    """The colleague's message is one all the way."""
    if event.kind not in (Kind.SWAP_ASKED, Kind.SWAP_SETTLED):
        return []
    answered = event.kind is Kind.SWAP_SETTLED and event.payload["state"] in ANSWERS
    return [_swap(event, COLLEAGUE), *([_swap(event, ASKER)] if answered else [])]


def _swap(event: Event, hearer: str) -> Planned:
    lane, order = post_lane(f"direct:{event.payload[hearer]}"), f"swap:{event.payload['swap']}:{hearer}"
    return Planned(event.id, None, Reaction.SWAP, hearer, order, lane, CHANGE, {"swap": event.payload["swap"]})


def shifts(event: Event) -> list[Planned]:
    """Whoever takes over first."""
    if event.kind is not Kind.SHIFT_BEGAN:
        return []
    return [_shift(event, name) for name in ("agent", "before") if event.payload.get(name) is not None]


def _shift(event: Event, name: str) -> Planned:
    who = event.payload[name]
    lane, told = post_lane(f"direct:{who}"), {"agent": who}
    return Planned(event.id, None, Reaction.SHIFT, name, f"shift:{who}", lane, CHANGE, told)
