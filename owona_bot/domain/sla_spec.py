"""A policy as it is stored: JSON that says all that it counts by, so that in years to come it still counts alike."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TypedDict

from owona_bot.domain.calendar import Calendar, Week
from owona_bot.domain.sla_policy import Metric, Pause, Policy


class CalendarSpec(TypedDict):
    """`holidays` are dates by name; `half_days` minutes by `12-24`."""

    name: str
    zone: str
    week: list[list[list[int]]]
    state: str | None
    holidays: dict[str, list[str]]
    half_days: dict[str, int]
    closures: list[list[str]]


class Spec(TypedDict):
    """`targets` are seconds."""

    name: str
    targets: dict[str, int]
    calendar: CalendarSpec
    pauses: list[str]
    stages: list[int]
    mail_team: list[str]
    mail_customer: bool
    chain: str | None


@lru_cache(maxsize=256)
def text_of(policy: Policy) -> str:
    """The same for the same policy, to the letter."""
    return json.dumps(spec_of(policy), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=256)
def hash_of(policy: Policy) -> str:
    """What `sla_terms.policy` names it by; 64 characters."""
    return hashlib.sha256(text_of(policy).encode()).hexdigest()


@lru_cache(maxsize=1024)
def policy_in(text: str) -> Policy:
    """Of `text_of`, or of any JSON that says the same; one object a text, so that its calendar is worked out once."""
    return policy_of(json.loads(text))


def spec_of(policy: Policy) -> Spec:
    """Plain JSON."""
    return {
        "name": policy.name,
        "targets": {metric.value: round(target.total_seconds()) for metric, target in sorted(policy.targets.items())},
        "calendar": calendar_spec(policy.calendar),
        "pauses": sorted(policy.pauses),
        "stages": list(policy.stages),
        "mail_team": list(policy.mail_team),
        "mail_customer": policy.mail_customer,
        "chain": policy.chain,
    }


def policy_of(spec: Spec) -> Policy:
    """What `spec_of` was made of."""
    return Policy(
        name=spec["name"],
        targets={Metric(metric): timedelta(seconds=target) for metric, target in spec["targets"].items()},
        calendar=calendar_of(spec["calendar"]),
        pauses=frozenset(Pause(pause) for pause in spec["pauses"]),
        stages=tuple(spec["stages"]),
        mail_team=tuple(spec["mail_team"]),
        mail_customer=spec["mail_customer"],
        chain=spec["chain"],
    )


def calendar_spec(calendar: Calendar) -> CalendarSpec:
    """With the holidays themselves: laws change, and so does what knows them."""
    days: dict[str, list[str]] = {}
    for day, name in sorted(calendar.holidays.items()):
        days.setdefault(name, []).append(day.isoformat())
    return {
        "name": calendar.name,
        "zone": calendar.zone,
        "week": [[[start, end] for start, end in hours] for hours in calendar.week],
        "state": calendar.state,
        "holidays": days,
        "half_days": {f"{month:02}-{day:02}": at for (month, day), at in sorted(calendar.half_days.items())},
        "closures": [[first.isoformat(), last.isoformat()] for first, last in calendar.closures],
    }


def calendar_of(spec: CalendarSpec) -> Calendar:
    """What `calendar_spec` was made of."""
    return Calendar(
        name=spec["name"],
        zone=spec["zone"],
        week=week_of(spec["week"]),
        state=spec["state"],
        holidays=days_of(spec["holidays"]),
        half_days={(int(day[:2]), int(day[3:])): at for day, at in spec["half_days"].items()},
        closures=tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in spec["closures"]),
    )


def days_of(named: Mapping[str, Sequence[str]]) -> dict[date, str]:
    """By date, where the text has the dates by name."""
    return dict(sorted((date.fromisoformat(day), name) for name, days in named.items() for day in days))


def week_of(days: Sequence[Sequence[Sequence[int]]]) -> Week:
    """Seven days' hours."""
    mon, tue, wed, thu, fri, sat, sun = (tuple((start, end) for start, end in hours) for hours in days)
    return mon, tue, wed, thu, fri, sat, sun
