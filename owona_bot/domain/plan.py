"""Who must hear of what happened: events in, deliveries out. Pure; later issues add rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts

ALARM, NEW, LETTER, CHANGE, LINE = 5, 10, 15, 20, 30
"""Priorities, lowest first: an alarm, a new card or mail, a letter, a redraw, a line in a thread."""

CARD_KINDS = frozenset({Kind.TICKET_CREATED, Kind.TICKET_CHANGED, Kind.TICKET_DELETED, Kind.MESSAGE_ADDED})


@dataclass(frozen=True, slots=True)
class Places:
    """Slack channel ids that the plan sends to."""

    tickets: str
    operations: str


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket's unplanned events in id order, and what is known of the messages they speak of.

    `card` is the channel where its card stands, or None for a ticket that has none yet (a new one,
    or one from before go-live, which gets its card with the first thing that happens to it).
    """

    events: Sequence[Event]
    messages: Mapping[UUID, MessageFacts]
    card: str | None


def plan(story: Story, places: Places) -> list[Planned]:
    """Deliveries in the order they must happen in; of one transaction at most one draws the card."""
    channel = story.card or places.tickets
    drawn: set[int] = set()
    planned: list[Planned] = []
    for event in story.events:
        if (draws_card(event, story.messages) or lacks_card(event, story)) and event.transaction not in drawn:
            drawn.add(event.transaction)
            planned.append(card(event, channel, is_new=story.card is None and len(drawn) == 1))
        planned += [*lines(event, story, channel), *letters(event, story), *alarms(event, places), *mail_in(event)]
    return planned


def draws_card(event: Event, messages: Mapping[UUID, MessageFacts]) -> bool:
    """Internal messages and those that repeat the description leave the card as it is."""
    if event.kind is not Kind.MESSAGE_ADDED:
        return event.kind in CARD_KINDS
    facts = messages.get(message_of(event))
    return facts is not None and not (facts.internal or facts.repeats_description)


def lacks_card(event: Event, story: Story) -> bool:
    """A note is shown beneath the card, which a ticket from before go-live has yet to get."""
    return event.kind is Kind.NOTE_ADDED and story.card is None


def card(event: Event, channel: str, *, is_new: bool) -> Planned:
    """Post or redraw: the reaction looks at what stands; only pace and urgency differ."""
    lane = post_lane(channel) if is_new else "slack.update"
    return in_slack(event, Reaction.CARD, lane, NEW if is_new else CHANGE, {"channel": channel})


def lines(event: Event, story: Story, channel: str) -> list[Planned]:
    """What is written in the thread beneath the card."""
    if event.kind is Kind.FILE_ADDED:
        file = {"channel": channel, "attachment": event.payload["attachment"]}
        return [in_slack(event, Reaction.FILE, "slack.files", LINE, file)]
    shown = shown_by(event)
    if shown is None:
        return []
    return [line(event, channel, {"channel": channel, **shown}, why_untold(event, story))]


def shown_by(event: Event) -> Mapping[str, object] | None:
    """Which line tells of it; None for what the thread does not hear of."""
    match event.kind:
        case Kind.TICKET_CREATED:
            return {"shows": "description"}
        case Kind.TICKET_CHANGED if {"status", "priority", "agent", "category"} & event.payload.keys():
            return {"shows": "change"}
        case Kind.TICKET_DELETED:
            return {"shows": "deleted"}
        case Kind.MESSAGE_ADDED:
            return {"shows": "message", "message": str(message_of(event))}
        case Kind.MAIL_REFUSED | Kind.NOTE_ADDED:
            return {"shows": "note" if event.kind is Kind.NOTE_ADDED else "mail_refused", **event.payload}
    return None


def letters(event: Event, story: Story) -> list[Planned]:
    """What the customer may hear by mail; whether they do is decided when it is written."""
    match event.kind:
        case Kind.TICKET_CREATED:
            return [letter(event, "received")]
        case Kind.MESSAGE_ADDED if is_answer(story.messages.get(message_of(event))):
            return [letter(event, "answer", message=str(message_of(event)), resolves=resolves(event, story))]
        case Kind.TICKET_CHANGED if resolved(event) and not answered_with(event, story):
            return [letter(event, "resolved")]
    return []


def is_answer(facts: MessageFacts | None) -> bool:
    """Of a person of the team to the customer."""
    return facts is not None and facts.author == "support" and not (facts.internal or facts.automatic)


def reopened(event: Event) -> bool:
    """Whether it tells of a ticket that was done and is not any more: nobody may miss that."""
    match event.payload.get("status"):
        case ["resolved" | "closed", after]:
            return after not in ("resolved", "closed")
    return False


def resolved(event: Event) -> bool:
    """Whether it tells of a status that has become `resolved`."""
    match event.payload.get("status"):
        case [_, "resolved"]:
            return True
    return False


def resolves(event: Event, story: Story) -> bool:
    """Whether the ticket became `resolved` in the same transaction."""
    return any(other.transaction == event.transaction and resolved(other) for other in story.events)


def answered_with(event: Event, story: Story) -> bool:
    """An answer in the same transaction says itself that it resolves: one letter is enough."""
    beside = (
        other for other in story.events if other.transaction == event.transaction and other.kind is Kind.MESSAGE_ADDED
    )
    return any(is_answer(story.messages.get(message_of(other))) for other in beside)


def letter(event: Event, name: str, **payload: object) -> Planned:
    """In the order of their ticket."""
    told = {"letter": name, **payload}
    return Planned(event.id, event.ticket, Reaction.LETTER, name, f"mail:{event.ticket}", "smtp", LETTER, told)


def mail_in(event: Event) -> list[Planned]:
    """A mail is read by a worker; those of one sender in the order in which they came."""
    if event.kind is not Kind.MAIL_RECEIVED:
        return []
    mail, order = event.payload["mail"], f"mail.in:{event.payload['from']}"
    return [Planned(event.id, None, Reaction.READ_MAIL, "", order, "mail", NEW, {"mail": mail})]


def why_untold(event: Event, story: Story) -> str | None:
    """Why it gets no line of its own, or None."""
    if event.kind is Kind.MESSAGE_ADDED:
        return untold(story.messages.get(message_of(event)))
    if event.kind is Kind.TICKET_CHANGED and answered_with(event, story) and not reopened(event):
        return "told with its answer"
    return None


def untold(facts: MessageFacts | None) -> str | None:
    """The same for a message."""
    if facts is None:
        return "the message is gone"
    if facts.repeats_description:
        return "repeats the description"
    return "our own audit row" if facts.audit else None


ALARMS = frozenset(
    {
        Kind.DELIVERY_DIED,
        Kind.DELIVERY_RETRIED,
        Kind.DELIVERY_DISCARDED,
        Kind.CHANNEL_REFUSED,
        Kind.MAIL_SERVER_REFUSED,
    }
)
"""What operations must see: a delivery that died, a channel or a mail server that refuses us."""


def alarms(event: Event, places: Places) -> list[Planned]:
    """All in one order, so that many that wait can be told in one."""
    if event.kind not in ALARMS:
        return []
    lane, payload = post_lane(places.operations), {"channel": places.operations}
    return [Planned(event.id, event.ticket, Reaction.OPERATIONS, "", "operations", lane, ALARM, payload)]


def line(event: Event, channel: str, payload: Mapping[str, object], why: str | None = None) -> Planned:
    """One post in the ticket's thread."""
    return in_slack(event, Reaction.THREAD, post_lane(channel), LINE, payload, why)


def in_slack(
    event: Event, reaction: Reaction, lane: str, priority: int, payload: Mapping[str, object], why: str | None = None
) -> Planned:
    """All that a ticket shows in Slack goes in one order."""
    key = f"slack:{event.ticket}"
    return Planned(event.id, event.ticket, reaction, "", key, lane, priority, payload, why)


def post_lane(channel: str) -> str:
    """Slack allows one post a second and channel."""
    return f"slack.post:{channel}"


def message_of(event: Event) -> UUID:
    """The id that a `message.*` event speaks of."""
    return UUID(str(event.payload["message"]))
