"""`owona-bot sla check | due`: what the file's policies say, and when something would be due by them."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from owona_bot.domain.calendar import Calendar
from owona_bot.domain.calendar_wall import Hours
from owona_bot.domain.config import Config
from owona_bot.domain.config_faults import NotRules
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.sla_calendars import STATES, WEEKDAYS
from owona_bot.domain.sla_due import due, segments
from owona_bot.domain.sla_explain import Segment
from owona_bot.domain.sla_policy import Choice, Policy, SlaRules
from owona_bot.domain.sla_rules import uncovered
from owona_bot.fittings import read_config

FIRST, LAST = 1970, 2200
"""Years that a moment may lie in."""

MOST_HOURS = 10 * 366 * 24

sla = typer.Typer(no_args_is_help=True, help="How soon tickets are to be answered and resolved.")

ConfigFile = Annotated[
    Path | None, typer.Option("--config", envvar="OWONA_CONFIG", exists=True, dir_okay=False, help="YAML.")
]


@sla.command("check")
def check(
    file: Annotated[Path, typer.Argument(envvar="OWONA_CONFIG", exists=True, dir_okay=False, help="YAML.")],
) -> None:
    """Say what `sla:` means in it, or every fault of the file with its line; nothing is started."""
    for line in sla_lines(read_or_exit(file).sla):
        typer.echo(line)
    typer.echo(f"{file}: OK")


def read_or_exit(file: Path) -> Config:
    """Every fault is said, and the command fails."""
    try:
        return read_config(file)
    except NotRules as error:
        for fault in error.faults:
            typer.echo(f"{file}: {fault}", err=True)
        raise typer.Exit(1) from error


@sla.command("due")
def say_due(
    start: Annotated[str, typer.Option(help="2026-11-25T09:00, in the calendar's zone unless it has an offset.")],
    hours: Annotated[str, typer.Option(help="Open ones, such as 8 or 1.5.")],
    policy: Annotated[str, typer.Option(help="Its calendar counts.")],
    pause: Annotated[
        list[str] | None, typer.Option(metavar="FROM/TO", help="The clock stands meanwhile; may come again.")
    ] = None,
    config: ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="`due` and `segments`, times with offset.")] = False,
) -> None:
    """When so many hours have passed, and which time counted; without a file there is the policy `portal`."""
    calendar = policy_named(policy, read_or_exit(config).sla if config else SlaRules()).calendar
    zone = ZoneInfo(calendar.zone)
    begin, amount = moment_in(start, zone), hours_in(hours)
    pauses = [pause_in(text, zone) for text in pause or []]
    end = due(calendar, begin, amount, pauses)
    if end is None:
        raise OperatorError(f"{hours} h of the calendar {calendar.name} don't pass within ten years.")
    found = segments(calendar, begin, end, pauses)
    if as_json:
        typer.echo(json.dumps(told(policy, calendar, end, found), ensure_ascii=False, indent=2))
        return
    for segment in found:
        typer.echo(segment_line(segment, zone))
    typer.echo(f"due {end.astimezone(zone).isoformat(' ')}")


def policy_named(name: str, rules: SlaRules) -> Policy:
    """Raises OperatorError, which names those that there are."""
    found = rules.named(name)
    if found is None:
        known = ", ".join(policy.name for policy in rules.policies)
        raise OperatorError(f"There is no policy {name!r}; there are {known}.")
    return found


def moment_in(text: str, zone: ZoneInfo) -> datetime:
    """In UTC; without an offset it is meant on the zone's wall. Raises OperatorError."""
    try:
        found = datetime.fromisoformat(text)
        if FIRST < found.year < LAST:
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except ValueError:
        pass
    raise OperatorError(f"{text!r} is no moment such as 2026-11-25T09:00 or 2026-11-25T09:00:00+01:00.")


def pause_in(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Raises OperatorError."""
    begin, slash, end = text.partition("/")
    if not slash:
        raise OperatorError(f"{text!r} is no pause such as 2026-11-25T09:00/2026-11-25T10:30.")
    pause = moment_in(begin, zone), moment_in(end, zone)
    if pause[1] < pause[0]:
        raise OperatorError(f"The pause {text!r} ends before it begins.")
    return pause


def hours_in(text: str) -> timedelta:
    """To the microsecond. Raises OperatorError."""
    try:
        number = Decimal(text)
        if 0 <= number <= MOST_HOURS:
            return timedelta(microseconds=int(number * 3_600_000_000))
    except InvalidOperation:
        pass
    raise OperatorError(f"{text!r} is no number of hours from 0 to {MOST_HOURS}.")


def told(policy: str, calendar: Calendar, end: datetime, found: Sequence[Segment]) -> dict[str, object]:
    """What `--json` prints; the moments on the calendar's wall."""
    zone = ZoneInfo(calendar.zone)
    counted = sum(((part.end - part.start) for part in found if part.counted), timedelta(0))
    return {
        "policy": policy,
        "calendar": calendar.name,
        "zone": calendar.zone,
        "due": end.astimezone(zone).isoformat(),
        "counted_seconds": counted.total_seconds(),
        "segments": [told_segment(part, zone) for part in found],
    }


def told_segment(part: Segment, zone: ZoneInfo) -> dict[str, object]:
    """One of its segments."""
    return {
        "start": part.start.astimezone(zone).isoformat(),
        "end": part.end.astimezone(zone).isoformat(),
        "seconds": (part.end - part.start).total_seconds(),
        "counted": part.counted,
        "why": part.why.value,
        "note": part.note,
    }


def segment_line(part: Segment, zone: ZoneInfo) -> str:
    """`+` for what counts."""
    times = f"{part.start.astimezone(zone).isoformat(' ')}  {part.end.astimezone(zone).isoformat(' ')}"
    why = f"{part.why.value} ({part.note})" if part.note else part.why.value
    return f"{'+' if part.counted else ' '} {times}  {part.end - part.start}  {why}"


def sla_lines(rules: SlaRules) -> Iterator[str]:
    """Its calendars, its policies in their order, and who has none."""
    for calendar in rules.calendars.values():
        yield from calendar_lines(calendar)
    for number, choice in enumerate(rules.choices, 1):
        yield policy_line(number, choice)
    if missing := uncovered(rules):
        examples = "; ".join(
            f"{priority} {category} {tier or 'without tier'}" for priority, category, tier in missing[:3]
        )
        yield f"sla, no policy for {len(missing)} kinds of tickets, which have no clocks, such as: {examples}"
    if rules.alert_hours is not None:
        yield f"sla, alerts: within {rules.alert_hours.name}; of urgent tickets at any time"


def calendar_lines(calendar: Calendar) -> Iterator[str]:
    """Its week, and what is out of the ordinary."""
    days = zip(WEEKDAYS, calendar.week, strict=True)
    week = "; ".join(f"{day} {hours_text(hours)}" for day, hours in days if hours)
    yield f"sla, calendar {calendar.name}: {calendar.zone}; {week}"
    if calendar.state:
        yield f"sla, calendar {calendar.name}: closed on the holidays of {STATES[calendar.state]}"
    for (month, day), minute in calendar.half_days.items():
        yield f"sla, calendar {calendar.name}: {month:02}-{day:02} closes at {clock_text(minute)}"
    for first, last in calendar.closures:
        yield f"sla, calendar {calendar.name}: closed from {first} to {last}"


def policy_line(number: int, choice: Choice) -> str:
    """For whom, how soon, by which hours."""
    policy = choice.policy
    whom = [*(choice.tiers or ()), *(choice.priorities or ()), *(choice.categories or ())]
    targets = ", ".join(f"{metric} {target.total_seconds() / 3600:g} h" for metric, target in policy.targets.items())
    pauses = f", pauses while {', '.join(sorted(policy.pauses))}" if policy.pauses else ""
    stages = f", warns at {', '.join(f'{share} %' for share in policy.stages)}" if policy.stages else ""
    return (
        f"sla, policy {number} {policy.name}: {', '.join(sorted(whom)) or 'any ticket'} → "
        f"{targets} of {policy.calendar.name}{pauses}{stages}"
    )


def hours_text(hours: Hours) -> str:
    """As the file has them."""
    return ", ".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in hours)


def clock_text(minute: int) -> str:
    """On the wall."""
    return f"{minute // 60:02}:{minute % 60:02}"
