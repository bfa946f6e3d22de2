"""Emoji that act: which one does what, and whether taking it away undoes that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act
from owona_bot.domain.ticket import Priority, Ticket, claim, resolve, set_priority


class Deed(StrEnum):
    """What an emoji does; all but MAKE to the ticket on whose card it is put."""

    CLAIM = "claim"
    RESOLVE = "resolve"
    URGENT = "urgent"
    MAKE = "make"


DEEDS: dict[str, Deed] = {
    "eyes": Deed.CLAIM,
    "white_check_mark": Deed.RESOLVE,
    "rotating_light": Deed.URGENT,
    "ticket": Deed.MAKE,
}
"""👀 ✅ 🚨 🎫, by Slack's names for them."""

ACTS: dict[Deed, Act] = {
    Deed.CLAIM: Act.CLAIM,
    Deed.RESOLVE: Act.RESOLVE,
    Deed.URGENT: Act.PRIORITY,
    Deed.MAKE: Act.NEW,
}
"""The right that each needs."""

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody put an emoji on a message, or took it away; `at` is when, by Slack's clock.

    `emoji` is its name without a skin tone, one of DEEDS.
    """

    channel: str
    ts: str
    user: str
    emoji: str
    at: datetime

    @property
    def deed(self) -> Deed:
        """What it does."""
        return DEEDS[self.emoji]


def bare(emoji: str) -> str:
    """`eyes::skin-tone-2` is `eyes`."""
    return emoji.split("::", maxsplit=1)[0]


def in_time(added: datetime, taken: datetime) -> bool:
    """Whether taking it away so soon undoes what it did."""
    return taken - added <= UNDO_WITHIN


def done(deed: Deed, ticket: Ticket, agent: Agent) -> Ticket:
    """The ticket after it. Raises AlreadyClaimed, TicketClosed or TicketMerged."""
    match deed:
        case Deed.CLAIM:
            return claim(ticket, agent)
        case Deed.RESOLVE:
            return resolve(ticket, agent)
    return set_priority(ticket, Priority.URGENT)
