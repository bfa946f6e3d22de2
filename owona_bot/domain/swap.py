"""A shift that one wants to give to a colleague: asked, then accepted, declined or withdrawn; the first Yes counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from owona_bot.domain.on_call import Roster, Shift, serves, shifts
from owona_bot.domain.on_call_errors import (
    CannotServe,
    ColleagueGone,
    NotYourShift,
    ShiftOver,
    SwapGone,
    SwapSettled,
    SwapWithSelf,
)
from owona_bot.domain.people import Agent, AgentId

COLLEAGUE = "person"
"""The form's field that a refusal names."""


class State(StrEnum):
    """`overtaken`: the shift is somebody else's since another request was accepted."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Swap:
    """`asker` wants `colleague` to take the time from `starts` to `ends`."""

    id: int
    asker: AgentId
    colleague: AgentId
    starts: datetime
    ends: datetime
    state: State = State.ASKED


@dataclass(frozen=True, slots=True)
class Choice:
    """One's own shifts, the next first, and who could take one."""

    shifts: Sequence[Shift]
    colleagues: Sequence[Agent]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and both as they are now; None for who left."""

    swap: Swap
    asker: Agent | None
    colleague: Agent | None


def check_asked(wish: Swap, colleague: Agent | None, roster: Roster, now: datetime) -> None:
    """`colleague` None: no longer of the team.

    Raises SwapWithSelf, ColleagueGone, CannotServe, ShiftOver or NotYourShift.
    """
    if wish.colleague == wish.asker:
        raise SwapWithSelf(COLLEAGUE)
    if colleague is None:
        raise ColleagueGone(COLLEAGUE)
    if not serves(colleague):
        raise CannotServe(COLLEAGUE, agent=colleague.name, role=colleague.role)
    check_theirs(wish, roster, now)


def check_theirs(swap: Swap, roster: Roster, now: datetime) -> None:
    """All that is left of it is still the asker's. Raises ShiftOver or NotYourShift."""
    if swap.ends <= now:
        raise ShiftOver
    left = shifts(roster, max(swap.starts, now), swap.ends)
    if any(one.agent != swap.asker for one in left):
        raise NotYourShift


def settle(swap: Swap, state: State, agent: Agent) -> Swap:
    """By its colleague, or by its asker for WITHDRAWN. Raises SwapGone for who is neither, and SwapSettled."""
    if agent.id != (swap.asker if state is State.WITHDRAWN else swap.colleague):
        raise SwapGone
    if swap.state is not State.ASKED:
        raise SwapSettled
    return replace(swap, state=state)


def own(found: Sequence[Shift], agent: AgentId, now: datetime) -> list[Shift]:
    """Theirs, also the one that runs; the last of all is cut off and doesn't count."""
    return [one for one in found[:-1] if one.agent == agent and one.ends > now]
