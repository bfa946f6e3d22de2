"""A report that somebody wants, once or again and again: which one, of which tickets, for whom, and how it is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from owona_bot.domain.filter_times import midnight
from owona_bot.domain.metrics_period import Period, days_of, month_of, week_of, whole_days
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Report, ReportKind

NAME = "report-"
"""Entries of the schedule are `report-1`, `report-2` …"""


class Place(StrEnum):
    """Where a report goes."""

    CHANNEL = "channel"
    PERSON = "person"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Target:
    """`id` is a channel's, or an agent's."""

    place: Place
    id: str

    def __str__(self) -> str:
        """As an event's payload names it."""
        return f"{self.place}:{self.id}"


def target_of(text: str) -> Target:
    """As `str` wrote it."""
    place, _, id_ = text.partition(":")
    return Target(Place(place), id_)


@dataclass(frozen=True, slots=True)
class Order:
    """`filter` is written as filters are; its `me` is `by`, who wants it. `thread` is one of `channel`.

    `people` read it in a direct message, `mails` get a letter. `day` lies in the period that is meant; None: the last
    whole one before its time.
    """

    kind: ReportKind
    by: AgentId
    filter: str = ""
    channel: str | None = None
    thread: str | None = None
    people: tuple[AgentId, ...] = ()
    mails: tuple[AgentId, ...] = ()
    pdf: bool = False
    locale: str = "de"
    day: date | None = None

    @property
    def targets(self) -> list[Target]:
        """Each hears of it once."""
        channel = [Target(Place.CHANNEL, self.channel)] if self.channel else []
        people = [Target(Place.PERSON, str(one)) for one in self.people]
        return [*channel, *people, *(Target(Place.MAIL, str(one)) for one in self.mails)]

    @property
    def own(self) -> bool:
        """Nobody else reads it."""
        return self.channel is None and set(self.people) | set(self.mails) <= {self.by}


def to_json(order: Order) -> dict[str, object]:
    """As `schedule.spec` keeps it."""
    return {
        "kind": order.kind.value,
        "by": order.by,
        "filter": order.filter,
        "channel": order.channel,
        "thread": order.thread,
        "people": list(order.people),
        "mails": list(order.mails),
        "pdf": order.pdf,
        "locale": order.locale,
        "day": order.day.isoformat() if order.day else None,
    }


def from_json(kept: Mapping[str, object]) -> Order:
    """As `to_json` wrote it."""
    day = kept.get("day")
    return Order(
        kind=ReportKind(str(kept["kind"])),
        by=AgentId(int(str(kept["by"]))),
        filter=str(kept.get("filter") or ""),
        channel=text_or_none(kept.get("channel")),
        thread=text_or_none(kept.get("thread")),
        people=agents_of(kept.get("people")),
        mails=agents_of(kept.get("mails")),
        pdf=bool(kept.get("pdf")),
        locale=str(kept.get("locale") or "de"),
        day=date.fromisoformat(str(day)) if day else None,
    )


def text_or_none(value: object) -> str | None:
    """An empty one is none."""
    return str(value) if value else None


def agents_of(value: object) -> tuple[AgentId, ...]:
    """Their ids."""
    return tuple(AgentId(int(str(one))) for one in value) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds, as it was chosen: people by their Slack ids, `day` and `at` as pickers write them."""

    kind: str
    filter: str = ""
    channel: str = ""
    people: Sequence[str] = ()
    mails: Sequence[str] = ()
    pdf: bool = False
    locale: str = ""
    day: str = ""
    rhythm: str = ""
    at: str = ""
    cron: str = ""


class Rhythm(StrEnum):
    """Simple answers to when; besides, `weekday-0` to `weekday-6`, `day-1` to `day-28` and `day-L`, the last one."""

    DAILY = "daily"
    WORKDAYS = "workdays"


WEEKDAY, MONTHDAY = "weekday-", "day-"

LAST_DAY, LAST_OF_MONTH = 28, "L"
"""That every month has, and as a cron line calls the last one."""

USUAL: dict[ReportKind, str] = {
    ReportKind.DAILY: Rhythm.WORKDAYS,
    ReportKind.WEEKLY: f"{WEEKDAY}0",
    ReportKind.MONTHLY: f"{MONTHDAY}1",
    ReportKind.HANDOVER: Rhythm.WORKDAYS,
}

RHYTHMS = (
    *Rhythm,
    *(f"{WEEKDAY}{day}" for day in range(7)),
    *(f"{MONTHDAY}{day}" for day in (*range(1, LAST_DAY + 1), LAST_OF_MONTH)),
)


def cron_of(typed: Typed) -> str:
    """The line that was typed, else what was chosen as one."""
    if typed.cron.strip():
        return " ".join(typed.cron.split())
    hour, _, minute = (typed.at or "8:00").partition(":")
    clock = f"{int(minute)} {int(hour)}"
    match typed.rhythm:
        case Rhythm.DAILY:
            return f"{clock} * * *"
        case rhythm if rhythm.startswith(WEEKDAY):
            return f"{clock} * * {(int(rhythm.removeprefix(WEEKDAY)) + 1) % 7}"
        case rhythm if rhythm.startswith(MONTHDAY):
            return f"{clock} {rhythm.removeprefix(MONTHDAY)} * *"
    return f"{clock} * * 1-5"


def period_with(kind: ReportKind, day: date, zone: tzinfo) -> Period:
    """The day, week or month in which `day` lies; of hand-overs that whole day."""
    match kind:
        case ReportKind.WEEKLY:
            return week_of(day, zone)
        case ReportKind.MONTHLY:
            return month_of(day, zone)
    return whole_days(day, 1, zone)


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made; `name` is the entry's, None for one that was asked for once.

    `missed` are the times before it at which none came, `told_until` is the end of what was told before. `made_up` are
    the first and the last day of the newest that is missing: a report of its own tells them.
    """

    id: int
    order: Order
    report: Report
    name: str | None = None
    missed: int = 0
    told_until: datetime | None = None
    made_up: tuple[date, date] | None = None

    @property
    def untold(self) -> Period | None:
        """What no report is made of; None where nothing lies between, or nobody knows."""
        told = midnight(self.made_up[0], ZoneInfo(self.report.zone)) if self.made_up else self.report.start
        if not self.missed or self.told_until is None or self.told_until >= told:
            return None
        return Period(self.told_until, told)

    @property
    def days_untold(self) -> tuple[date, date] | None:
        """The first and the last of them."""
        if (between := self.untold) is None:
            return None
        return days_of(between, ZoneInfo(self.report.zone))


@dataclass(frozen=True, slots=True)
class New:
    """One that is to be made again and again, on the wall's clock of `zone`."""

    order: Order
    cron: str
    zone: str


def file_name(made: Made, what: str) -> str:
    """`weekly-2026-11-16.pdf`, `weekly-2026-11-16-charts.png`."""
    day = made.report.start.astimezone(ZoneInfo(made.report.zone)).date().isoformat()
    return f"{made.report.kind}-{day}" + (".pdf" if what == "pdf" else f"-{what}.png")
