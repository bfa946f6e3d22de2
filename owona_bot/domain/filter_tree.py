"""A filter as a value: what was asked for, the same whichever words it was said with.

Relative words (`me`, `today`, `7d`) stay relative in it, so that a saved view moves along; a View resolves them.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from owona_bot.domain.due import Promise
from owona_bot.domain.filter_times import Period
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Category, Priority, Status


class Sort(StrEnum):
    """What is listed first: the last updated, the newest, the oldest, the most urgent, what is due next.

    By `due` only what has a deadline is listed.
    """

    UPDATED = "updated"
    CREATED = "created"
    OLDEST = "oldest"
    PRIORITY = "priority"
    DUE = "due"


class Whom(StrEnum):
    """A person that is not named."""

    ME = "me"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Named:
    """Part of a name or of an address, tidy, in the case that was typed; `is_named` says whose."""

    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The ticket's value of `field` (a key of CHOICES), or one of its values, is among `values`.

    `values` are those of the domain's enums and of the tables in filter_words; tags are folded and tidy.
    """

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """The person in `field` (a key of PEOPLE) is one of those."""

    field: str
    who: frozenset[Whom | Named]


@dataclass(frozen=True, slots=True)
class Times:
    """The moment in `field` (a key of TIMES) lies in one of the periods."""

    field: str
    periods: frozenset[Period]


@dataclass(frozen=True, slots=True)
class Text:
    """Free text, tidy and not empty: a word, or what stood in quotes and is meant exactly."""

    text: str
    exact: bool


Condition = OneOf | People | Times | Text


@dataclass(frozen=True, slots=True)
class Term:
    """A condition that must hold, or must not; one about something absent does not hold."""

    condition: Condition
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """All terms together; none lets every ticket through."""

    terms: tuple[Term, ...] = ()
    sort: Sort = Sort.UPDATED


@dataclass(frozen=True, slots=True)
class View:
    """Who reads a filter, when and where: what its relative words mean. `now` has a zone; `me` may be no agent."""

    now: datetime
    zone: tzinfo
    me: AgentId | None


@dataclass(frozen=True, slots=True)
class Person:
    """An agent, or a requester, who has no `id`."""

    id: AgentId | None
    name: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a ticket that a filter may ask for, texts aside; read as tolerantly as a Ticket is.

    `channel` and `language` are as in `ticket_state`, `tags` as `tag_of` makes them; `agent` is None for holders
    that are none of ours; `snoozed` is true until it wakes.
    """

    number: int
    status: Status
    priority: Priority
    category: Category
    agent: Person | None
    requester: Person
    tags: frozenset[str]
    channel: str | None
    language: str | None
    created_at: datetime
    updated_at: datetime
    answered_at: datetime | None
    has_file: bool
    merged: bool
    snoozed: bool
    promises: tuple[Promise, ...] = ()
