"""When somebody of the team works: a calendar of the file, around the clock, or hours of their own.

Kept as JSON: `{"calendar": "office"}`, or `{"zone": "Europe/Berlin", "week": {"mon": [[540, 1020]]}}` in minutes of the
wall, `[540, 1020)`, each day's in order. None is as the file has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.calendar import ALWAYS, Calendar, Week
from owona_bot.domain.calendar_wall import Hours
from owona_bot.domain.sla_calendars import WEEKDAYS

WorkingHours: TypeAlias = Mapping[str, Any]
"""As json.loads makes it: that has no narrower type."""

AROUND_THE_CLOCK = {"de": "immer", "en": ALWAYS.name}

SHORT = {"de": ("mo", "di", "mi", "do", "fr", "sa", "so"), "en": WEEKDAYS}


@dataclass(frozen=True, slots=True)
class Run:
    """Days that follow each other and have the same hours."""

    first: int
    last: int
    hours: Hours


def own_hours(week: Week, zone: str) -> WorkingHours:
    """As they are kept."""
    days = zip(WEEKDAYS, week, strict=True)
    return {"zone": zone, "week": {day: [list(span) for span in hours] for day, hours in days if hours}}


def week_of(hours: WorkingHours) -> Week:
    """Of own hours."""
    mon, tue, wed, thu, fri, sat, sun = (
        tuple((start, end) for start, end in hours["week"].get(day, ())) for day in WEEKDAYS
    )
    return mon, tue, wed, thu, fri, sat, sun


def calendar_of(hours: WorkingHours | None, rules: AssignRules) -> Calendar | None:
    """None: around the clock. A calendar that the file has no more is the file's own again.

    Own hours keep the holidays, half days and closures of the file's calendar.
    """
    if hours is None:
        return rules.hours
    if "calendar" in hours:
        return rules.calendars.get(hours["calendar"], rules.hours)
    base = rules.hours
    if base is None:
        return Calendar("own", hours["zone"], week_of(hours))
    return Calendar("own", hours["zone"], week_of(hours), base.state, base.holidays, base.half_days, base.closures)


def spelled(hours: WorkingHours | None, locale: str, zone: str) -> str:
    """As people type it: `mo-fr 9:00-17:00, sa 10:00-14:00`; `zone` goes without saying. Empty for None."""
    if hours is None:
        return ""
    if "calendar" in hours:
        named = str(hours["calendar"])
        return AROUND_THE_CLOCK.get(locale, named) if named == ALWAYS.name else named
    names = SHORT.get(locale, WEEKDAYS)
    told = ", ".join(run_spelled(run, names) for run in runs(week_of(hours)))
    return told if hours["zone"] == zone else f"{told} {hours['zone']}"


def runs(week: Week) -> list[Run]:
    """The open days of a week, in order."""
    found: list[Run] = []
    for day, hours in enumerate(week):
        if found and found[-1].last == day - 1 and found[-1].hours == hours:
            found[-1] = Run(found[-1].first, day, hours)
        elif hours:
            found.append(Run(day, day, hours))
    return found


def run_spelled(run: Run, names: tuple[str, ...]) -> str:
    """`mo-fr 9:00-12:00 13:00-17:00`."""
    days = names[run.first] if run.first == run.last else f"{names[run.first]}-{names[run.last]}"
    return " ".join([days, *(f"{shown(start)}-{shown(end)}" for start, end in run.hours)])


def shown(minute: int) -> str:
    """`9:00`, `24:00`."""
    return f"{minute // 60}:{minute % 60:02}"
