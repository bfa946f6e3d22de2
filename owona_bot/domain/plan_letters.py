"""What a customer may hear by mail."""

from dataclasses import replace

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import LETTER
from owona_bot.domain.plan_story import (
    Places,
    Story,
    answered_with,
    beside,
    is_answer,
    merged_with,
    message_of,
    resolved,
)


def letters(event: Event, story: Story, places: Places) -> list[Planned]:
    """What the customer may hear by mail; whether they do is decided when it is written."""
    match event.kind:
        case Kind.TICKET_CREATED if not (story.from_slack or beside(event, story, Kind.SPLIT_OFF)):
            return [letter(event, "received")]
        case Kind.MESSAGE_ADDED if is_answer(story.messages.get(message_of(event))):
            return [letter(event, "answer", message=str(message_of(event)), resolves=resolves(event, story))]
        case Kind.TICKET_CHANGED if resolved(event) and not (answered_with(event, story) or merged_with(event, story)):
            return [replace(letter(event, "resolved"), not_before=event.created_at + places.undo)]
        case Kind.CUSTOMER_REMINDED:
            return [letter(event, "reminder")]
    return []


def resolves(event: Event, story: Story) -> bool:
    """Whether the ticket became `resolved` in the same transaction."""
    return any(other.transaction == event.transaction and resolved(other) for other in story.events)


def letter(event: Event, name: str, **payload: object) -> Planned:
    """In the order of their ticket."""
    told = {"letter": name, **payload}
    return Planned(event.id, event.ticket, Reaction.LETTER, name, f"mail:{event.ticket}", "smtp", LETTER, told)
