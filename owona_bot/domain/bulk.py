"""One act on many tickets: what is asked, what it will do, how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from owona_bot.domain.assignee import Wish, wish_in
from owona_bot.domain.list_errors import BulkActMissing
from owona_bot.domain.people import AgentId
from owona_bot.domain.tags import Change, read_change
from owona_bot.domain.ticket import Priority, Status, Ticket
from owona_bot.domain.verbs import Spoken, Verb
from owona_bot.domain.words import priority_in, status_in

ACTS = (Verb.ASSIGN, Verb.STATUS, Verb.PRIORITY, Verb.TAG)
"""What can be done to many at once."""

MOST = 5_000
"""Tickets of one bulk; whoever means more than that should think again."""

SAMPLE = 5
"""Tickets that a preview shows."""

BulkState = Literal["previewed", "running", "cancelled", "done"]

Deed = Wish | Status | Priority | Change
"""What is done to each of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """As a form asks for it: a verb of ACTS, the words behind the number, and whether the whole filter is meant."""

    act: Verb
    words: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk would do: at most so many `letters` to `customers`.

    `foreign` is how many stay as they are because somebody else holds them.
    """

    id: UUID
    act: Verb
    words: str
    total: int
    sample: Sequence[Ticket]
    letters: int
    customers: int
    foreign: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a ticket stays as it is: a key of the catalogue and its values; so many stay `alike`, it among them."""

    number: int
    key: str
    values: Mapping[str, object]
    alike: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come; `refusals` are one of each reason, the most frequent first."""

    id: UUID
    agent: AgentId
    act: Verb
    words: str
    state: BulkState
    total: int
    done: int
    refused: int
    refusals: Sequence[Refusal]

    @property
    def ended(self) -> bool:
        """Nothing more will happen."""
        return self.state in ("done", "cancelled")


def deed(act: Verb, words: str, locale: str) -> Deed:
    """Read as behind a ticket's number; raises what each verb would."""
    spoken = Spoken(act, act.value, f"0 {words}")
    match act:
        case Verb.ASSIGN:
            return wish_in(spoken)
        case Verb.STATUS:
            return status_in(spoken, locale)
        case Verb.PRIORITY:
            return priority_in(spoken, locale)
        case Verb.TAG:
            return read_change(words)
    raise BulkActMissing


def writes(what: Deed, ticket: Ticket) -> bool:
    """Whether its customer is written to because of it."""
    resolves = what is Status.RESOLVED and ticket.status is not Status.RESOLVED
    return resolves and bool(ticket.requester.address)
