"""Home: what an agent sees when they open the app; they choose a tab, a filter, a page, and it keeps itself current."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from owona_bot.domain.due import Outlook
from owona_bot.domain.errors import UserError
from owona_bot.domain.fairness import Tally
from owona_bot.domain.listing import Line, SavedView, Sheet
from owona_bot.domain.people import Agent
from owona_bot.domain.team import Colleague, Seat

OPEN_FOR = timedelta(minutes=30)
"""So long after it was last opened or used a Home is kept current: Slack never tells that somebody has left it."""

AT_LEAST_APART = timedelta(seconds=1)
"""Two redraws of one Home that nobody asked for."""


class Tab(StrEnum):
    """What is listed while nothing is filtered."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    CHANGED = "changed"
    TEAM = "team"


ASKS: Mapping[Tab, str] = {
    Tab.MINE: "agent:me is:open -is:snoozed sort:priority",
    Tab.UNASSIGNED: "agent:none is:open -is:snoozed sort:priority",
    Tab.WAITING: "status:waiting_customer",
}
"""Tabs that are filters. What somebody has put to sleep is out of sight until it wakes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to see: `filter`, and while it is empty the tab, from the page that begins at `after` on.

    `edition` counts the wishes, `field` those among them that put another filter there than was typed. `next` is where
    the page behind the one that stands there begins, if there is one.
    `event` is the id of the last one that told of a wish.
    """

    tab: Tab
    filter: str
    page: int
    after: str | None
    next: str | None
    edition: int
    field: int
    event: int


@dataclass(frozen=True, slots=True)
class Change:
    """The last thing that others did with a ticket of mine since I did something with it.

    `who` is a display name, None for neither a colleague nor the requester; `wrote` rather than changed.
    """

    line: Line
    who: str | None
    wrote: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Home:
    """As it is now. `counts` are of the tabs, tickets up to `lists.COUNTED` and one more, of the team who is there.

    `sheet` is the list that stands there, `changes` or `team` in its place, with `tallies` of how tickets fell to whom;
    `fault` is why the filter can't be read.
    `zone` is where hours are meant. `next` is where the next page begins. `outlook` is of all promises, `coming` are
    tickets with the deadlines that are next, each its own.
    """

    agent: Agent
    me: Colleague
    wish: Wish
    counts: Mapping[Tab, int]
    views: Sequence[SavedView]
    fault: UserError | None = None
    sheet: Sheet | None = None
    changes: Sequence[Change] = ()
    team: Sequence[Seat] = ()
    zone: str = ""
    tallies: Sequence[Tally] = ()
    next: str | None = None
    outlook: Outlook | None = None
    coming: Sequence[Line] = ()

    @property
    def filtered(self) -> bool:
        """Whether a filter that can be read is shown, in place of a tab."""
        return bool(self.wish.filter) and self.fault is None


@dataclass(frozen=True, slots=True)
class Reception:
    """What somebody sees who is not of the team: whom to ask, Slack's ids of the admins."""

    admins: Sequence[str] = field(default_factory=list)
