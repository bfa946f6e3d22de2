"""Who of the team is there at a moment: absence, working hours, what Slack says of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from owona_bot.domain.assignment import Absent, Worker
from owona_bot.domain.assignment_policy import AssignRules, Signal
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.people import AgentId
from owona_bot.domain.working_hours import calendar_of

TRUSTED = timedelta(minutes=10)
"""What Slack said longer ago is not believed any more."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What Slack said last of somebody; `away` None: it didn't say."""

    looked_at: datetime
    away: bool | None = None
    dnd_until: datetime | None = None
    status_emoji: str = ""
    status_text: str = ""
    status_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the team as they are stored. No `languages` are all; `cap` and `hours` None are the file's.

    `away_until` None with `available` False is until further notice.
    """

    agent: AgentId
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    cap: int | None = None
    hours: Mapping[str, Any] | None = None  # JSON, which working_hours reads
    available: bool = True
    away_until: datetime | None = None
    substitute: AgentId | None = None
    presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class Burden:
    """What somebody has: open tickets but for snoozed ones, their points, when they were last given one."""

    open: int = 0
    load: int = 0
    idle_since: datetime | None = None


def worker_of(staff: Staff, burden: Burden, rules: AssignRules, now: datetime) -> Worker:
    """As the rule looks at them."""
    return Worker(
        agent=staff.agent,
        skills=staff.skills,
        languages=staff.languages,
        cap=rules.cap if staff.cap is None else staff.cap,
        open=burden.open,
        load=burden.load,
        absent=absent(staff, rules, now),
        substitute=staff.substitute,
        idle_since=burden.idle_since,
    )


def absent(staff: Staff, rules: AssignRules, now: datetime) -> Absent | None:
    """Why they take nothing now; None: they do."""
    if away(staff, now):
        return Absent.AWAY
    calendar = calendar_of(staff.hours, rules)
    if calendar is not None and not is_open(calendar, now):
        return Absent.OFF_HOURS
    return absent_in_slack(staff.presence, rules, now)


def away(staff: Staff, now: datetime) -> bool:
    """They said so; an absence ends by itself."""
    return not staff.available and (staff.away_until is None or staff.away_until > now)


def absent_in_slack(presence: Presence | None, rules: AssignRules, now: datetime) -> Absent | None:
    """As far as the file lets it count, and it was said lately."""
    if presence is None or presence.looked_at + TRUSTED < now:
        return None
    if Signal.DND in rules.presence and presence.dnd_until is not None and presence.dnd_until > now:
        return Absent.DND
    if Signal.STATUS in rules.presence and says_absent(presence, rules.status_words, now):
        return Absent.STATUS
    return Absent.SLACK_AWAY if Signal.AWAY in rules.presence and presence.away else None


def says_absent(presence: Presence, words: tuple[str, ...], now: datetime) -> bool:
    """The emoji itself, or words of the text; a part of a word is none: `Urlaubsvertretung` is there."""
    if presence.status_until is not None and presence.status_until <= now:
        return False
    text = presence.status_text.casefold()
    return any(
        word == presence.status_emoji.casefold() or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
        for word in words
    )


def is_open(calendar: Calendar, now: datetime) -> bool:
    """What the wall shows; no more than that day is looked at."""
    there = now.astimezone(ZoneInfo(calendar.zone))
    minute = there.hour * 60 + there.minute
    return any(low <= minute < high and why is Why.HOURS for low, high, why, _ in calendar.day(there.date()))
