"""The card: when it is posted, drawn again or moved to another channel."""

from collections.abc import Mapping
from uuid import UUID

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan_lines import LINE_KINDS, SAID_KINDS
from owona_bot.domain.plan_priorities import CHANGE, NEW, in_slack, post_lane
from owona_bot.domain.plan_story import Places, Story, home, message_of
from owona_bot.domain.routing import Traits

CARD_KINDS = frozenset(
    {
        Kind.TICKET_CREATED,
        Kind.TICKET_CHANGED,
        Kind.TICKET_DELETED,
        Kind.TICKET_TAGGED,
        Kind.TICKET_SNOOZED,
        Kind.TICKET_WOKEN,
        Kind.TICKET_MERGED,
        Kind.TICKET_UNMERGED,
        Kind.SLA_WARNED,
        Kind.SLA_BREACHED,
        Kind.TICKETS_IMPORTED,
    }
)


def draws_card(event: Event, messages: Mapping[UUID, MessageFacts]) -> bool:
    """Not what is internal, repeats the description, or woke because it is done, which draws it itself."""
    if event.kind not in SAID_KINDS:
        return event.kind in CARD_KINDS and event.payload.get("why") != "done"
    facts = messages.get(message_of(event))
    return facts is not None and not (facts.internal or facts.repeats_description)


def lacks_card(event: Event, story: Story) -> bool:
    """A ticket from before go-live has yet to get the card that its lines stand beneath."""
    return event.kind in LINE_KINDS and story.card is None


def card(event: Event, channel: str, *, is_new: bool) -> Planned:
    """Post or redraw: the reaction looks at what stands; only pace and urgency differ."""
    lane = post_lane(channel) if is_new else "slack.update"
    return in_slack(event, Reaction.CARD, lane, NEW if is_new else CHANGE, {"channel": channel})


def moves(event: Event, traits: Traits | None, places: Places) -> list[Planned]:
    """A change that may route the card elsewhere; the reaction looks whether it stands there already.

    What waits for a channel that refuses us must not hold up the move away from it: that goes in an order of its own.
    """
    if event.kind in (Kind.TICKET_DISPLACED, Kind.LINK_OWED):
        lane = post_lane(places.refuge) if event.kind is Kind.TICKET_DISPLACED else "slack.update"
        told = {"channel": places.refuge}
        return [Planned(event.id, event.ticket, Reaction.MOVE_CARD, "", f"move:{event.ticket}", lane, CHANGE, told)]
    changed = event.kind is Kind.TICKET_CHANGED and {"category", "priority"} & event.payload.keys()
    if not (changed and places.rules and traits):
        return []
    channel = home(traits, places)
    return [in_slack(event, Reaction.MOVE_CARD, post_lane(channel), CHANGE, {"channel": channel})]
