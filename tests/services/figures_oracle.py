"""What the desk's figures are, worked out ticket by ticket from rows as they lie in the tables, without our SQL."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import floor
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from owona_bot.database.engine import Raw
from owona_bot.domain.metrics import Spread

DONE = ("resolved", "closed")

LATE = timedelta(hours=36)

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

Row = Mapping[str, Any]

TABLES = {
    "tickets": "select * from public.support_tickets",
    "messages": "select * from public.support_ticket_messages order by created_at, id",
    "states": "select * from owona_bot.ticket_state",
    "events": "select * from owona_bot.events order by id",
    "terms": "select * from owona_bot.sla_terms where event_id = 0",
    "clocks": "select * from owona_bot.sla_clocks",
    "escalations": "select * from owona_bot.escalations",
    "agents": "select * from owona_bot.agents where active",
    "mails": "select * from owona_bot.mail_log",
    "dead": "select * from owona_bot.deliveries where state = 'dead'",
}


@dataclass(slots=True)
class Case:
    """One ticket and all that hangs on it; `made` is clamped, `turns` are (when, open afterwards, what)."""

    row: Row
    state: Row
    messages: list[Row]
    clocks: list[Row]
    escalations: list[Row]
    agent: str
    made: datetime
    touched: datetime
    turns: list[tuple[datetime, bool, str]]

    @property
    def done(self) -> bool:
        return self.row["status"] in DONE

    @property
    def countable(self) -> bool:
        return bool(self.row["created_at"] == self.made)

    def open_at(self, moment: datetime) -> bool:
        """Just before that moment."""
        stands = self.made < moment
        for at, is_open, _ in self.turns:
            if at < moment:
                stands = is_open
        return stands


async def read(raw: Raw) -> dict[str, list[Row]]:
    return {name: list(await raw.fetch(query)) for name, query in TABLES.items()}


def cases(rows: Mapping[str, Sequence[Row]]) -> list[Case]:
    agents = {row["email"] for row in rows["agents"]}
    of = {name: by_ticket(rows[name]) for name in ("messages", "clocks", "escalations", "events", "terms")}
    states = {row["ticket_id"]: row for row in rows["states"]}
    found = []
    for row in rows["tickets"]:
        id_ = row["id"]
        made, touched = (min(max(row[name], FIRST), LAST) for name in ("created_at", "updated_at"))
        holder = (row["assigned_agent"] or "").lower()
        agent = holder if holder in agents else ""
        lists = (of["messages"][id_], of["clocks"][id_], of["escalations"][id_])
        turned = turns(row, made, touched, of["events"][id_], of["terms"][id_])
        found.append(Case(row, states[id_], *lists, agent, made, touched, turned))
    return found


def by_ticket(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["ticket_id"]].append(row)
    return found


def turns(
    row: Row, made: datetime, touched: datetime, events: list[Row], terms: list[Row]
) -> list[tuple[datetime, bool, str]]:
    """Each time that it was ended or opened again, in order."""
    flips = []
    for event in events:
        status = event["payload"].get("status") if event["kind"] == "ticket.changed" else None
        if status and (status[0] in DONE) is not (status[1] in DONE):
            kinds = {one["kind"] for one in events if one["transaction_id"] == event["transaction_id"]}
            ended = status[1] in DONE
            what = (
                ("merged" if "ticket.merged" in kinds else "resolved")
                if ended
                else ("parted" if "ticket.unmerged" in kinds else "reopened")
            )
            flips.append((max(event["created_at"], made), not ended, what, event["created_at"]))
    stood = terms[0]["stood_since"] if terms else None
    if not flips and row["status"] in DONE:
        return [(max(stood or touched, made), False, "resolved")]
    before = [(max(min(stood or made, flips[0][3]), made), False, "resolved")] if flips and flips[0][1] else []
    return before + [flip[:3] for flip in flips]


def spread(values: Sequence[float], places: int) -> Spread:
    """By its own arithmetic."""
    if not values:
        return Spread()
    ordered = sorted(values)
    median, p90 = (round(part(ordered, share), places) for share in (0.5, 0.9))
    return Spread(len(ordered), median, p90, round(sum(ordered) / len(ordered), places))


def part(ordered: Sequence[float], share: float) -> float:
    """Between the two that are nearest."""
    at = share * (len(ordered) - 1)
    low = floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def by_person(message: Row) -> bool:
    """Written to the customer by one of the team."""
    metadata = message["metadata"]
    machine = metadata.get("kind") or "plan" in metadata or "split_from" in metadata or "copied_from" in metadata
    return message["author_type"] == "support" and not message["internal_only"] and not machine


def by_any(message: Row) -> bool:
    """As the portal counts a response."""
    return message["author_type"] != "customer" and not message["internal_only"]


def minutes_to_answer(case: Case, counts: Callable[[Row], bool]) -> float | None:
    times = [one["created_at"] for one in case.messages if counts(one)]
    if not times or not case.countable or min(times) < case.made:
        return None
    took: timedelta = min(times) - case.made
    return took / timedelta(minutes=1)


def hours_to_end(case: Case, start: datetime, end: datetime) -> float | None:
    """Of what is done still and was not merged then."""
    if not case.done or not case.countable or not case.turns:
        return None
    at, _, what = max(enumerate(case.turns), key=lambda turn: (turn[1][0], turn[0]))[1]
    return (at - case.made) / timedelta(hours=1) if what == "resolved" and start <= at < end else None


def portal_hours(case: Case, start: datetime, end: datetime) -> float | None:
    """Only of what has a plan of the automation."""
    planned = any(one["author_type"] != "customer" and "plan" in one["metadata"] for one in case.messages)
    took = case.touched - case.made
    fits = case.row["status"] == "resolved" and case.countable and planned and took > timedelta(0)
    return took / timedelta(hours=1) if fits and start <= case.touched < end else None


def late_at(case: Case, moment: datetime, now: datetime) -> bool:
    """A clock of it is beyond its due then."""
    return any(
        clock["due_at"] is not None
        and clock["due_at"] <= min(moment, now)
        and (clock["state"] in ("running", "paused") or (clock["late"] and clock["stopped_at"] > moment))
        for clock in case.clocks
    )


def met(clock: Row, start: datetime, end: datetime) -> bool:
    return clock["state"] == "met" and not clock["late"] and start <= clock["stopped_at"] < end


def missed(clock: Row, start: datetime, end: datetime, now: datetime) -> bool:
    due = clock["due_at"]
    if due is None or not start <= due < end:
        return False
    return clock["late"] or (clock["state"] in ("running", "paused") and due <= now)


def hours_of(all_cases: Iterable[Case], start: datetime, end: datetime, zone: ZoneInfo) -> Counter[tuple[int, int]]:
    there = [case.made.astimezone(zone) for case in all_cases if case.countable and start <= case.made < end]
    return Counter((one.weekday(), one.hour) for one in there)
