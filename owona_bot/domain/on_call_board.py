"""On call as people see it: who has it, who comes next, where nobody would answer, what is one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from owona_bot.domain.on_call import DAYS, LONGEST, Gap, Roster, Rota, Shift, gaps, in_force, shifts, stints
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.swap import Swap
from owona_bot.domain.team import Colleague

HAND_OVERS = 4

LOOKED = timedelta(days=14)
"""How far gaps are looked for."""

ESCALATIONS = 5
"""Of those that are open, named at a hand-over."""


@dataclass(frozen=True, slots=True)
class Board:
    """`now` has no end where nobody is seen to follow; `after` are the next hand-overs.

    `mine` is the asker's shift that runs or comes next; `rota` holds now, `coming` is one that begins later.
    """

    now: Shift
    lasts: bool
    after: Sequence[Shift]
    gaps: Sequence[Gap]
    mine: Shift | None
    rota: Rota | None
    coming: Rota | None
    swaps: Sequence[Swap]
    names: Mapping[AgentId, str]


@dataclass(frozen=True, slots=True)
class Watch:
    """The shift that runs; `hearer` is who is told of it, None for who left. `holder` is who would be called.

    `until` None: nobody is seen to follow. `escalated` are tickets' numbers.
    """

    shift: Shift
    hearer: Agent | None
    holder: Agent | None
    until: datetime | None
    escalated: Sequence[int]


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, when, and at which team."""

    agent: AgentId
    now: datetime
    team: Mapping[AgentId, Colleague]


def horizon(roster: Roster) -> timedelta:
    """Each has had a turn within it, and some more."""
    spans = [DAYS[rota.length] * (len(rota.turns) + HAND_OVERS + 1) for rota in roster.rotas]
    return max(LOOKED + timedelta(days=1), LONGEST, *(timedelta(days=span) for span in spans))


def board(roster: Roster, looker: Looker, swaps: Sequence[Swap], names: Mapping[AgentId, str]) -> Board:
    """As it stands now."""
    now = looker.now
    end = now + horizon(roster)
    found = stints(shifts(roster, now - LONGEST, end))
    at = next(n for n, one in enumerate(found) if one.starts <= now < one.ends)
    soon = shifts(roster, now, now + LOOKED)
    rota = in_force(roster.rotas, now)
    later = [one for one in roster.rotas if one.begins > now and (rota is None or one.id > rota.id)]
    return Board(
        now=found[at],
        lasts=found[at].ends >= end,
        after=found[at + 1 :][:HAND_OVERS],
        gaps=gaps(soon, looker.team, now),
        mine=next((one for one in found[at:] if one.agent == looker.agent), None),
        rota=rota,
        coming=max(later, key=lambda one: one.id) if later else None,
        swaps=swaps,
        names=names,
    )
