"""Putting a ticket out of sight for a while: until a moment, until the customer answers, or whatever comes first."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from owona_bot.domain.event import Kind, MessageFacts
from owona_bot.domain.moment import LONGEST, moment
from owona_bot.domain.plan_story import Story, message_of
from owona_bot.domain.ticket import DONE, Snooze, Ticket, at_work
from owona_bot.domain.ticket_errors import NotSnoozed, SnoozeEmpty, SnoozePast, SnoozeTooFar

UNTIL = "until"
"""The form's field that a refusal names."""

AWAKE = frozenset({"now", "off", "end", "wake", "jetzt", "sofort", "aus", "ende", "wecken"})
"""What ends it, said in place of a time."""

ANSWER = re.compile(
    r"\b(?:bis|until|till?)\s+(?:(?:the|an?|der|die|zur|zum|eine[rn]?)\s+){0,2}(?:customer\s+|kund(?:e|in)\s+)?"
    r"(?:answer(?:s|ed)?|repl(?:y|ies|ied)|respon(?:se|ds|ded)|antwort(?:et)?|beantwortet)\b"
    r"|^(?:customer|answer|reply|kund(?:e|in)|antwort)$",
    re.IGNORECASE,
)

JOINT = re.compile(r"^(?:(?:oder|or|und|and)\b|,)\s*|\s*(?:\b(?:oder|or|und|and)|,)$", re.IGNORECASE)
"""What stands between the two."""


class Why(StrEnum):
    """What woke a ticket."""

    TIME = "time"
    ANSWER = "answer"
    AGENT = "agent"
    DONE = "done"


def wanted(text: str, now: datetime, zone: ZoneInfo) -> Snooze | None:
    """What was typed after the number; None is to be awake. Raises NotAMoment, InThePast or TooFar."""
    typed = " ".join(text.split())
    if typed.casefold() in AWAKE:
        return None
    rest = ANSWER.sub(" ", typed, count=1).strip()
    for_answer = rest != typed
    when = JOINT.sub("", rest).strip() if for_answer else rest
    return Snooze(moment(when, now, zone) if when or not for_answer else None, for_answer)


def chosen(seconds: int | None, for_answer: bool, now: datetime) -> Snooze:
    """What the form says; `seconds` of the epoch. Raises SnoozeEmpty, SnoozePast or SnoozeTooFar."""
    if seconds is None and not for_answer:
        raise SnoozeEmpty(UNTIL)
    until = datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    if until is not None and until <= now:
        raise SnoozePast(UNTIL)
    if until is not None and until - now > LONGEST:
        raise SnoozeTooFar(UNTIL)
    return Snooze(until, for_answer)


def snooze(ticket: Ticket, wish: Snooze | None) -> Ticket:
    """Status and holder stay; None wakes it. Raises TicketClosed, TicketMerged or NotSnoozed."""
    if wish is None and ticket.snooze is None:
        raise NotSnoozed(number=ticket.number)
    if wish is not None:
        at_work(ticket)
    return replace(ticket, snooze=wish)


def why_woken(story: Story) -> Why | None:
    """What of a snoozed ticket's story ends it: that it is done, or the answer that it may have waited for."""
    if not story.snoozed:
        return None
    statuses = [event.payload["status"] for event in story.events if "status" in event.payload]
    if statuses and after(statuses[-1]) in DONE:
        return Why.DONE
    told = (event for event in story.events if event.kind in (Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED))
    return Why.ANSWER if any(is_from_customer(story.messages.get(message_of(event))) for event in told) else None


def after(change: object) -> object:
    """Of an event's [before, after]."""
    match change:
        case [_, now]:
            return now
    return None


def is_from_customer(facts: MessageFacts | None) -> bool:
    """Of the person, not of their absence note; and not what the ticket began with."""
    if facts is None or facts.automatic or facts.split or facts.repeats_description:
        return False
    return facts.author == "customer"
