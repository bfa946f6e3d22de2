"""A list of tickets as somebody sees it: one page, what it was asked for, and how it goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from owona_bot.domain.alert import Deadline
from owona_bot.domain.filter_tree import Filter
from owona_bot.domain.hit import Further, Snippet
from owona_bot.domain.list_errors import ListGone
from owona_bot.domain.ticket import Ticket

AT_ONCE = 10
"""Tickets of a page; more would have to be scrolled."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket, where its card stands (channel and ts), and where in it the words were found.

    `updated_at` is when anything last happened to it, `deadline` the next one, if that presses.
    """

    ticket: Ticket
    card: tuple[str, str] | None
    snippet: Snippet | None
    updated_at: datetime | None = None
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it was found. `total` is of the whole, counted up to `lists.COUNTED`; `after` leads to the next page.
    `waiting` is about how many tickets of before no list has yet.

    The others are a Listing's.
    """

    asked: Filter
    lines: Sequence[Line]
    total: int
    after: Further | None
    strangers: Sequence[str] = ()
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    at_least: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """`id` stands for the list and how far it was read: `page` counts from 1.

    `total` is of the whole, counted up to `lists.COUNTED`. `waiting` is a Sheet's.

    `strangers` are names and tags of the filter that nobody has (any more); `instead` tells which words were searched
    in place of one that nobody wrote. `at_least`: to count them all would have taken too long.
    """

    id: UUID
    asked: Filter
    lines: Sequence[Line]
    total: int
    more: bool
    strangers: Sequence[str] = ()
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    at_least: bool = False
    waiting: int = 0
    page: int = 1


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter with a name; `shared` ones are everybody's."""

    id: int
    name: str
    filter: str
    shared: bool


@dataclass(frozen=True, slots=True)
class NewView:
    """A name for the filter of a list that stands somewhere."""

    list: UUID
    name: str
    shared: bool


def list_id(text: str) -> UUID:
    """Of a button or a form. Raises ListGone for what is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise ListGone from error
