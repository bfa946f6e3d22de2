"""The thread beneath the card: which events a line tells of, and why others get none."""

from collections.abc import Mapping

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan_priorities import LINE, in_slack, post_lane
from owona_bot.domain.plan_replies import REPLY_KINDS
from owona_bot.domain.plan_story import Story, answered_with, beside, merged_with, message_of

SAID_KINDS = frozenset({Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED})

LINE_KINDS = frozenset({Kind.NOTE_ADDED, Kind.TICKET_JOINED, Kind.TICKET_PARTED, Kind.TICKET_SPLIT, *REPLY_KINDS})
"""What is shown beneath the card alone."""

SHOWN: dict[Kind, str] = {
    Kind.TICKET_CREATED: "description",
    Kind.TICKET_DELETED: "deleted",
    Kind.TICKET_TAGGED: "tagged",
    Kind.TAKEN_BACK: "taken_back",
    Kind.THREAD_TAKEN: "thread_taken",
    Kind.TICKET_SNOOZED: "snoozed",
    Kind.TICKET_WOKEN: "woken",
    Kind.TICKET_MERGED: "merged",
    Kind.TICKET_JOINED: "joined",
    Kind.TICKET_UNMERGED: "unmerged",
    Kind.TICKET_PARTED: "parted",
    Kind.TICKET_SPLIT: "split",
    Kind.SPLIT_OFF: "split_off",
    Kind.TICKET_DISPLACED: "displaced",
    Kind.CUSTOMER_REMINDED: "reminded",
    Kind.SLA_BREACHED: "breached",
    Kind.TICKET_ESCALATED: "escalated",
    Kind.ESCALATION_STEPPED: "stepped",
    Kind.ESCALATION_STOPPED: "stopped",
}
"""Events that a line tells of, whatever they say."""


def lines(event: Event, story: Story, channel: str) -> list[Planned]:
    """What is written in the thread beneath the card."""
    if event.kind is Kind.FILE_ADDED:
        file = {"channel": channel, "attachment": event.payload["attachment"]}
        why = "shown where the ticket goes on" if story.into else None
        return [in_slack(event, Reaction.FILE, "slack.files", LINE, file, why)]
    shown = shown_by(event)
    if shown is None:
        return []
    return [line(event, channel, {"channel": channel, **shown}, why_untold(event, story))]


def shown_by(event: Event) -> Mapping[str, object] | None:
    """Which line tells of it; None for what the thread does not hear of."""
    match event.kind:
        case Kind.TICKET_CHANGED if {"status", "priority", "agent", "category"} & event.payload.keys():
            return {"shows": "change"}
        case Kind.MESSAGE_ADDED | Kind.MESSAGE_JOINED:
            shows = "message" if event.kind is Kind.MESSAGE_ADDED else "joined_message"
            return {"shows": shows, "message": str(message_of(event))}
        case Kind.MAIL_REFUSED | Kind.NOTE_ADDED:
            return {"shows": "note" if event.kind is Kind.NOTE_ADDED else "mail_refused", **event.payload}
    return {"shows": SHOWN[event.kind]} if event.kind in SHOWN else None


def why_untold(event: Event, story: Story) -> str | None:
    """Why it gets no line of its own, or None."""
    if event.kind in SAID_KINDS:
        return untold(story.messages.get(message_of(event)))
    if event.kind is Kind.TICKET_WOKEN and event.payload.get("why") == "done":
        return "told with its status"
    if event.kind is Kind.ESCALATION_STOPPED and event.payload["why"] == "another":
        return "the one that runs is told of"
    return told_with(event, story) if event.kind is Kind.TICKET_CHANGED else None


def told_with(event: Event, story: Story) -> str | None:
    """What else of its transaction tells of a change."""
    if merged_with(event, story):
        return "told with its merge"
    if answered_with(event, story) and not reopened(event):
        return "told with its answer"
    return "told with its taking back" if taken_back_with(event, story) else None


def untold(facts: MessageFacts | None) -> str | None:
    """The same for a message."""
    if facts is None:
        return "the message is gone"
    if facts.repeats_description:
        return "repeats the description"
    return "our own audit row" if facts.audit else None


def taken_back_with(event: Event, story: Story) -> bool:
    """Whether it was closed because the emoji that made it was taken away."""
    return bool(beside(event, story, Kind.TAKEN_BACK))


def reopened(event: Event) -> bool:
    """Whether it tells of a ticket that was done and is not any more: nobody may miss that."""
    match event.payload.get("status"):
        case ["resolved" | "closed", after]:
            return after not in ("resolved", "closed")
    return False


def line(event: Event, channel: str, payload: Mapping[str, object], why: str | None = None) -> Planned:
    """One post in the ticket's thread."""
    return in_slack(event, Reaction.THREAD, post_lane(channel), LINE, payload, why)
