"""A hand-over: what whoever comes has to know, on one screen. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.metrics import Figures
from owona_bot.domain.on_call import LONGEST, Roster, shifts, stints
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Asked, Column, Form, Line, Raw, Report, Table, Value, counts
from owona_bot.domain.ticket import Ticket

SHOWN = 3
"""Tickets of a heap: what is behind them is found in a list."""


class Heap(StrEnum):
    """Tickets that somebody has to know of, in the order in which they are told."""

    OVERDUE = "overdue"
    NEXT = "next"
    ESCALATED = "escalated"
    UNASSIGNED = "unassigned"
    OURS = "ours"
    PROMISED = "promised"
    THEIRS = "theirs"
    NEW = "new"


ASKS: Mapping[Heap, str] = {
    Heap.OVERDUE: "is:open sla:breached sort:due",
    Heap.NEXT: "is:open -sla:breached sort:due",
    Heap.UNASSIGNED: "is:open is:unassigned -is:snoozed sort:priority",
    Heap.OURS: "status:new,investigating -is:unassigned -is:snoozed sort:priority",
    Heap.THEIRS: "status:waiting_customer -is:snoozed sort:oldest",
    Heap.NEW: "is:open sort:created",
}
"""Heaps that are lists; of the new ones it takes besides since when."""

TITLES: Mapping[Heap, str] = {
    Heap.OVERDUE: "report.table.overdue",
    Heap.NEXT: "report.table.next",
    Heap.ESCALATED: "report.table.escalated",
    Heap.UNASSIGNED: "report.table.unassigned",
    Heap.OURS: "report.table.ours",
    Heap.PROMISED: "report.table.promised",
    Heap.THEIRS: "report.table.theirs",
    Heap.NEW: "report.table.new",
}

WHEN: Mapping[Heap, str] = {
    Heap.OVERDUE: "report.column.was_due",
    Heap.NEXT: "report.column.due",
    Heap.ESCALATED: "report.column.since",
    Heap.UNASSIGNED: "report.column.opened",
    Heap.OURS: "report.column.opened",
    Heap.PROMISED: "report.column.until",
    Heap.THEIRS: "report.column.opened",
    Heap.NEW: "report.column.opened",
}
"""What the moment beside each means."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket and the moment that counts."""

    ticket: Ticket
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class Pile:
    """The first of a heap, and how many there are."""

    seen: Sequence[Seen]
    total: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on call, and who has it next; None is nobody, or nothing known. `set_up`: there is a rota at all."""

    agent: str | None = None
    until: datetime | None = None
    then: str | None = None
    set_up: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How the desk stands now; `cards` are by number."""

    piles: Mapping[Heap, Pile]
    duty: Duty
    cards: Mapping[int, tuple[str, str]] = field(default_factory=dict)


def hand_over_report(asked: Asked, figures: Figures, standing: Standing) -> Report:
    """One line of the rota and one that there is nothing else, where that is so."""
    tables = tuple(table(heap, standing.piles[heap]) for heap in Heap if heap in standing.piles)
    told = tuple(one for one in tables if one.rows)
    quiet = figures.empty and not told
    return Report(
        kind=asked.kind,
        start=asked.period.start,
        end=asked.period.end,
        made_at=asked.now,
        zone=asked.zone.key,
        filter=figures.filter,
        lines=(*([Line("report.line.nothing")] if quiet else happened(figures)), *on_call(standing.duty)),
        tables=told,
        cards=standing.cards,
    )


def happened(figures: Figures) -> list[Line]:
    """Since the last one, and how it stands."""
    since = {
        "created": figures.created,
        "resolved": figures.resolved.honest,
        "reopened": figures.reopened,
        "escalated": figures.escalated.honest,
    }
    stock = figures.stock
    now = {"open": stock.open, "unassigned": stock.unassigned, "snoozed": stock.snoozed}
    return [Line("report.line.since", counts(since)), Line("report.line.now", counts(now))]


def duty(roster: Roster, now: datetime, team: Mapping[AgentId, str]) -> Duty:
    """`team` are the names of those who may have a shift."""
    found = stints(shifts(roster, now, now + LONGEST))
    names = [team.get(one.agent) if one.agent is not None else None for one in found]
    until = found[0].ends if len(found) > 1 else None
    return Duty(names[0], until, names[1] if until else None, set_up=bool(roster.rotas or roster.covers))


def on_call(told: Duty) -> list[Line]:
    """Nothing of a desk without a rota."""
    if not told.set_up:
        return []
    who, then = Value(Form.AGENT, told.agent), Value(Form.AGENT, told.then)
    if told.until is None:
        return [Line("report.line.on_call", {"agent": who})]
    until = Value(Form.MOMENT, told.until.isoformat())
    return [Line("report.line.on_call_until", {"agent": who, "until": until, "then": then})]


def table(heap: Heap, pile: Pile) -> Table:
    """With what matters of each."""
    columns = (
        Column("report.column.ticket", Form.TICKET),
        Column("report.column.title", Form.TEXT),
        Column("report.column.priority", Form.PRIORITY),
        Column("report.column.agent", Form.AGENT),
        Column(WHEN[heap], Form.MOMENT),
    )
    return Table(TITLES[heap], columns, tuple(map(row, pile.seen)), more=max(0, pile.total - len(pile.seen)))


def row(seen: Seen) -> tuple[Raw, ...]:
    """Of one ticket."""
    ticket, moment = seen.ticket, seen.moment
    holder = ticket.agent.name if ticket.agent else None
    return (ticket.number, ticket.title, ticket.priority.value, holder, moment.isoformat() if moment else None)


def numbers(piles: Mapping[Heap, Pile]) -> dict[UUID, int]:
    """Of all tickets that are named."""
    return {seen.ticket.id: seen.ticket.number for pile in piles.values() for seen in pile.seen}
