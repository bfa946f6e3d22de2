"""A reply before its customer has it, and its copies to those whose tickets go on in this one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan_priorities import CHANGE, LETTER, UNDO, in_slack, post_lane
from owona_bot.domain.plan_story import Story, is_answer, merged_with, message_of

REPLY_KINDS = frozenset({Kind.REPLY_HELD, Kind.REPLY_GUARDED, Kind.REPLY_RELEASED, Kind.REPLY_UNDONE, Kind.REPLY_LOST})
"""What becomes of a reply before its customer has it."""


def replies(event: Event, channel: str) -> list[Planned]:
    """One living line in the thread; when it has a moment to leave at, that it leaves; else who may let it go."""
    if event.kind not in REPLY_KINDS:
        return []
    reply = event.payload["reply"]
    shown = in_slack(event, Reaction.REPLY_LINE, post_lane(channel), UNDO, {"channel": channel, "reply": reply})
    if "due" not in event.payload:
        return [shown, *_asked(event)]
    due, order = datetime.fromisoformat(str(event.payload["due"])), f"held:{reply}"
    leaves = Planned(
        event.id, event.ticket, Reaction.SEND_HELD, "", order, "reply", LETTER, {"reply": reply}, not_before=due
    )
    return [shown, leaves]


def _asked(event: Event) -> list[Planned]:
    """Each of those who may let go what the guard stopped."""
    agents, reply = event.payload.get("agents"), event.payload["reply"]
    return [
        Planned(
            event.id,
            event.ticket,
            Reaction.ASK_RELEASE,
            str(agent),
            f"release:{agent}",
            post_lane(f"direct:{agent}"),
            CHANGE,
            {"reply": reply, "agent": agent},
        )
        for agent in (agents if isinstance(agents, list) else [])
    ]


def copies(event: Event, story: Story) -> list[Planned]:
    """An answer reaches the requesters of the tickets that went on here when it was given, in their own tickets.

    Of one that was given in Slack only those of whom its writer knew.
    """
    facts = story.messages.get(message_of(event)) if event.kind is Kind.MESSAGE_ADDED else None
    if facts is None or facts.copied or not is_answer(facts):
        return []
    if facts.also is not None:
        return [copy(event, source) for source in facts.also]
    later = {str(one) for other in story.events if other.id > event.id for one in joined(other)}
    return [copy(event, source) for source in story.sources if str(source) not in later]


def goes_on(event: Event, story: Story) -> list[Planned]:
    """A customer's answer on a merged ticket is one where that goes on; the merged one is not open again for it.

    Whose letter arrived nowhere is not waited for.
    """
    match event.kind, event.payload.get("status"):
        case Kind.MESSAGE_JOINED, _ if is_customers(story.messages.get(message_of(event))):
            return [going(event, {"message": str(message_of(event))})]
        case Kind.TICKET_CHANGED, [_, str(status)] if (
            story.into and status != "closed" and not merged_with(event, story)
        ):
            return [going(event, {})]
        case Kind.MAIL_REFUSED, _ if event.ticket:
            return [going(event, {"mail": event.payload["mail"]})]
    return []


def is_customers(facts: MessageFacts | None) -> bool:
    """Of a person: absence notes answer nothing."""
    return facts is not None and facts.author == "customer" and not (facts.internal or facts.automatic)


def going(event: Event, told: dict[str, object]) -> Planned:
    """In an order of its own: no letter or line waits for it."""
    return Planned(event.id, event.ticket, Reaction.GO_ON, "", f"go_on:{event.ticket}", "copy", LETTER, told)


def joined(event: Event) -> Sequence[object]:
    """Tickets that go on here since then."""
    tickets = event.payload.get("tickets") if event.kind is Kind.TICKET_JOINED else None
    return tickets if isinstance(tickets, list) else []


def copy(event: Event, source: UUID) -> Planned:
    """In the order in which they were given."""
    told = {"message": str(message_of(event)), "to": str(source)}
    return Planned(event.id, event.ticket, Reaction.COPY, str(source), f"copy:{source}", "copy", LETTER, told)
