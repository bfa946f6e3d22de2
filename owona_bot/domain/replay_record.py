"""What was recorded of a ticket: how it came, who had it, and when there was work on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import DONE, Status


class Standing(StrEnum):
    """What there is to do for who has it: work, waiting for the customer, nothing (snoozed, done, or let go)."""

    WORK = "work"
    WAITING = "waiting"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Stage:
    """So long after somebody had it first."""

    after: timedelta
    standing: Standing


@dataclass(frozen=True, slots=True)
class Recorded:
    """A ticket as it came, with `priority` as it was then, and what became of it.

    `requester` is an address, `before` who had their last ticket before all that is replayed. `holder` is who had this
    one at last, `had_at` when anybody had it first, `known` whether an event tells that; `ended_at` is when it was done
    or let go for the last time, None: not yet. `stages` begin once somebody has it, with WORK where none says else.
    """

    id: UUID
    number: int
    created_at: datetime
    priority: str
    category: str
    language: str | None
    channel: str
    requester: str | None
    before: AgentId | None = None
    holder: AgentId | None = None
    had_at: datetime | None = None
    known: bool = True
    ended_at: datetime | None = None
    stages: tuple[Stage, ...] = ()

    @property
    def waited(self) -> timedelta | None:
        """Until anybody had it; None where nobody did, or nothing tells when."""
        return self.had_at - self.created_at if self.had_at is not None and self.known else None

    @property
    def worked(self) -> timedelta | None:
        """How long it belonged to somebody; None: it still does, or never did."""
        return self.ended_at - self.had_at if self.had_at is not None and self.ended_at is not None else None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a ticket."""

    at: datetime
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Now:
    """What of a ticket is as it stands: `touched` is when it changed last, `silent` that it came before the bot."""

    status: str
    priority: str
    holder: AgentId | None
    touched: datetime
    silent: bool


@dataclass(slots=True)
class State:
    """Between two events."""

    holder: AgentId | None
    status: str
    asleep: bool = False
    merged: bool = False

    def standing(self) -> Standing:
        """What its holder had to do."""
        if self.holder is None or self.asleep or self.over:
            return Standing.RESTING
        return Standing.WAITING if self.status == Status.WAITING_CUSTOMER else Standing.WORK

    @property
    def over(self) -> bool:
        """Done, or it goes on in another."""
        return self.merged or self.status in DONE


def recorded(bare: Recorded, now: Now, events: Sequence[Happened]) -> Recorded:
    """`bare` with what became of it; the events in their order. What none of them tells began with its last change."""
    begun = Status.NEW if now.status in DONE else now.status
    state = State(first(events, "agent", now.holder), first(events, "status", begun))
    steps = [(bare.created_at, replace(state))]
    for event in events:
        follow(state, event)
        steps.append((event.at, replace(state)))
    if state.status != now.status:
        steps.append((max(now.touched, steps[-1][0]), replace(state, status=now.status)))
    return lived(replace(bare, priority=first(events, "priority", now.priority)), steps, silent=now.silent)


def first(events: Sequence[Happened], name: str, otherwise: Any) -> Any:
    """As it was before the first event that tells of it."""
    pairs = (event.payload[name] for event in events if isinstance(event.payload.get(name), list))
    return next((pair[0] for pair in pairs), otherwise)


def follow(state: State, event: Happened) -> None:
    """What the event makes of it."""
    match event.kind:
        case "ticket.changed":
            state.holder = event.payload["agent"][1] if "agent" in event.payload else state.holder
            state.status = event.payload["status"][1] if "status" in event.payload else state.status
        case "ticket.snoozed" | "ticket.woken":
            state.asleep = event.kind == "ticket.snoozed"
        case "ticket.merged" | "ticket.unmerged":
            state.merged = event.kind == "ticket.merged"


def lived(ticket: Recorded, steps: Sequence[tuple[datetime, State]], *, silent: bool) -> Recorded:
    """With who had it, from when until when, and what there was to do meanwhile."""
    held = [index for index, (_, state) in enumerate(steps) if state.holder is not None]
    ended = ended_at(steps, ever_held=bool(held))
    if not held:
        return replace(ticket, ended_at=ended)
    had_at = max(steps[held[0]][0], ticket.created_at)
    stages = [Stage(max(at - had_at, timedelta(0)), state.standing()) for at, state in steps[held[0] :]]
    return replace(
        ticket,
        holder=steps[held[-1]][1].holder,
        had_at=had_at,
        known=held[0] > 0 or not silent,
        ended_at=max(ended, had_at) if ended else None,
        stages=tuple(changes(stages)),
    )


def ended_at(steps: Sequence[tuple[datetime, State]], *, ever_held: bool) -> datetime | None:
    """Since when it is over, or let go by the last who had it; None where it is neither."""
    found = None
    for at, state in reversed(steps):
        if not state.over and not (ever_held and state.holder is None):
            break
        found = at
    return found


def changes(stages: Sequence[Stage]) -> Iterator[Stage]:
    """Those that differ from the one before; it begins with WORK."""
    standing = Standing.WORK
    for stage in stages:
        if stage.standing is not standing:
            yield stage
        standing = stage.standing
