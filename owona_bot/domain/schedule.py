"""The schedule: what is due, how missed slots become one run, and what people may say of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from owona_bot.domain.schedule_errors import JobNeeded, JobUnknown

After = Callable[[datetime], datetime | None]
"""The first moment of a timetable after another, both in UTC; None when there is none any more."""

LATE = timedelta(minutes=2)
"""After its moment a run counts as late."""

MOST_MISSED = 1_000
"""So many missed slots are counted; of more the number is a least one."""


class Chore(StrEnum):
    """The kinds of jobs; each has an errand, which the composition root names."""

    AUTO_CLOSE = "auto_close"
    REMIND = "remind"
    PRUNE = "prune"
    ASSIGN = "assign"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """An entry that each desk has; `paused` until a lead resumes it, `needed`: it can't be paused."""

    job: Chore
    cron: str
    paused: bool = False
    needed: bool = False


BUILT_IN = (
    BuiltIn(Chore.AUTO_CLOSE, "30 3 * * *", paused=True),
    BuiltIn(Chore.REMIND, "0 9 * * 1-5", paused=True),
    BuiltIn(Chore.PRUNE, "17 * * * *", needed=True),
    BuiltIn(Chore.ASSIGN, "*/15 * * * *"),
)
"""What changes tickets or writes to customers waits until somebody wants it."""

NEEDED = frozenset(one.job.value for one in BUILT_IN if one.needed)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the schedule. `cron` is read on the wall's clock of `zone`; `last_at` is the last slot that fired.

    `next_at` None: it never fires by itself again.
    """

    name: str
    job: str
    cron: str
    zone: str
    spec: Mapping[str, object]
    next_at: datetime | None
    last_at: datetime | None
    paused: bool

    @property
    def needed(self) -> bool:
        """Whether the bot can't do without it."""
        return self.name in NEEDED


@dataclass(frozen=True, slots=True)
class Slot:
    """The moment that is run now, how many before it were missed, and when the next one is."""

    at: datetime
    missed: int
    next_at: datetime | None


def due(first: datetime | None, now: datetime, after: After) -> Slot | None:
    """Every slot from `first` to `now` is one run, that of the last; None before `first`."""
    if first is None or first > now:
        return None
    at, missed = first, 0
    while (following := after(at)) is not None and following <= now:
        at, missed = following, missed + 1
        if missed == MOST_MISSED:
            return Slot(at, missed, after(now))
    return Slot(at, missed, following)


def resumed(entry: Entry, now: datetime, after: After) -> datetime | None:
    """The next slot of one that was paused: none that fired, also where the clock was set back meanwhile."""
    return after(now if entry.last_at is None else max(now, entry.last_at))


State = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run that a worker holds on lease; `attempt` counts the leases and fences its end.

    `by_hand` is who wanted it (an event's actor), None when its time had come.
    """

    id: int
    name: str
    job: str
    spec: Mapping[str, object]
    due_at: datetime
    by_hand: str | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What is known of a run; `outcome` counts what was done, by what it was; `reason` is why it failed."""

    state: State
    due_at: datetime
    fired_at: datetime
    missed: int
    by_hand: str | None
    outcome: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None

    @property
    def late(self) -> bool:
        """Missed slots make it late too."""
        return self.missed > 0 or (self.by_hand is None and self.fired_at - self.due_at > LATE)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with its last run, if it ever ran; `days` is what its errand waits for, where it waits."""

    entry: Entry
    ran: Ran | None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """A ticket that a job would do something to, or `why_not` (as the ledger says it)."""

    number: int
    title: str
    since: datetime
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run would do now: to which tickets, with `more` beyond those, and to how many rows of which table."""

    tickets: Sequence[Meant] = ()
    more: bool = False
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Tickets that something would happen to."""
        return sum(one.why_not is None for one in self.tickets)


class Errand(Protocol):
    """What a job does. Each step of it is a transaction, and one that was done is not done again."""

    @property
    def days(self) -> int | None:
        """After which it does something to a ticket; None for what waits for nothing."""

    async def look(self, most: int) -> Forecast:
        """What it would do; changes nothing. Of no more than `most` tickets."""

    async def do(self, run: Run) -> Mapping[str, int]:
        """Do it, also what a run that died left undone; how much of what was done."""


Errands = Mapping[str, Errand]
"""By the job's name."""


class Deed(StrEnum):
    """What may be said of one job."""

    SHOW = "show"
    RUN = "run"
    PAUSE = "pause"
    RESUME = "resume"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class NewTime:
    """When `name` is to run from now on, on the wall's clock of `zone`."""

    name: str
    cron: str
    zone: str


DEEDS: dict[str, Deed] = {
    **dict.fromkeys(("run", "now", "start", "starte", "jetzt"), Deed.RUN),
    **dict.fromkeys(("pause", "stop", "pausiere", "anhalten"), Deed.PAUSE),
    **dict.fromkeys(("resume", "weiter", "fortsetzen"), Deed.RESUME),
    **dict.fromkeys(("time", "zeit"), Deed.TIME),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """`name` None: all of them are to be shown. `cron` is what followed the name."""

    deed: Deed = Deed.SHOW
    name: str | None = None
    cron: str = ""


def wish_in(words: str) -> Wish:
    """`run prune`, `pause auto_close`, `time remind 0 9 * * 1-5`, `remind` alone, or nothing."""
    first, *rest = words.split() or [""]
    deed = DEEDS.get(first.casefold())
    if deed is None:
        return Wish(name=first.casefold() or None)
    name = rest[0].casefold() if rest else ""
    return Wish(deed, name, " ".join(rest[1:]))


def explained(shown: Shown, errands: Errands) -> Shown:
    """With what its errand knows."""
    errand = errands.get(shown.entry.job)
    return replace(shown, days=errand.days if errand else None)


def named(name: str, entries: Sequence[Shown]) -> Shown:
    """Raises JobUnknown, which names those that there are."""
    found = next((one for one in entries if one.entry.name == name), None)
    if found is None:
        raise JobUnknown(word=name or "–", known=", ".join(one.entry.name for one in entries))
    return found


def may_pause(entry: Entry) -> None:
    """Raises JobNeeded."""
    if entry.needed:
        raise JobNeeded(name=entry.name)
