"""Proposals of how the open tickets of one who is away would go to others; a person accepts them or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.assignment import Absent, Facts, Stuck, Wanted, Worker
from owona_bot.domain.errors import MayNot
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, Right, may, permit, right
from owona_bot.domain.share_errors import ShareGone, ShareOvertaken, ShareSettled
from owona_bot.domain.team import Colleague
from owona_bot.domain.ticket import DONE, Ticket
from owona_bot.domain.verbs import WORDS, Spoken, Verb

MOST = 200
"""Tickets of one proposal, the most urgent ones; each keeps what it was decided from, the whole team."""


PERSON, AGENT = "person", "agent"
"""The form's fields that a refusal names."""

SHARE_WORDS = frozenset({*WORDS[Verb.SHARE], "teilen", "teile"})
"""After `/ticket team`."""


class Why(StrEnum):
    """What it is proposed for; ASKED: somebody wanted to see it."""

    AWAY = "away"
    SICK = "sick"
    ASKED = "asked"


class State(StrEnum):
    """ACCEPTED: tickets are being moved; `overtaken`: a newer one was proposed, or whose tickets they are is back."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"


class Fate(StrEnum):
    """What became of one ticket's move; of the others the ticket stayed as it was.

    ENDED: it is done, merged or gone; TAKEN: it was no longer theirs; FULL and AWAY: who was to get it; LEFT: so was
    who is no agent any more; NOBODY: none could take it; FAILED: the database refused it, and the log has why.
    """

    MOVED = "moved"
    ENDED = "ended"
    TAKEN = "taken"
    FULL = "full"
    AWAY = "away"
    LEFT = "left"
    NOBODY = "nobody"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Away:
    """Of the event `agent.away`: who, said by whom."""

    agent: AgentId
    by: AgentId
    sick: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose tickets, and to whom, both Slack users; `to` None: by the rule."""

    of: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that they hold; `waiting` is for the customer, `since` is when it was opened."""

    wanted: Wanted
    waiting: bool
    snoozed: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A ticket and who is to get it; None: nobody can, for which `stuck` says why.

    `facts` are what the rule decided from; None where a person chose whom.
    """

    ticket: UUID
    to: AgentId | None
    facts: Facts | None = None
    stuck: Stuck | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A proposal about the tickets of `agent`, which `hearers` are asked by direct message; `by` settled it.

    `asked_by` None: the bot proposes it.
    """

    id: int
    agent: AgentId
    why: Why
    asked_by: AgentId | None = None
    hearers: tuple[AgentId, ...] = ()
    state: State = State.ASKED
    by: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One move as it is shown; `title` None of a ticket that is gone, `to` None: nobody, `fate` None: not yet.

    `card` is where it stands, channel and ts.
    """

    number: int
    title: str | None
    to: str | None
    stuck: Stuck | None = None
    fate: Fate | None = None
    card: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with names, for the eye; `rows` are the most urgent first, `by` is who settled it.

    `over`: so many tickets would whoever was chosen by hand have, more than their cap; None where it is not more.
    `newer`: there is another after it.
    """

    share: Share
    agent: str
    by: str | None
    rows: Sequence[Row]
    over: int | None = None
    newer: bool = False

    @property
    def given(self) -> Sequence[Row]:
        """Those that somebody can take."""
        return [row for row in self.rows if row.to is not None]

    @property
    def moved(self) -> Sequence[Row]:
        """Those that somebody has got."""
        return [row for row in self.rows if row.fate is Fate.MOVED]


def check_theirs(agent: Agent, of: AgentId) -> None:
    """Who may share out the tickets of `of`: leads and admins, and they themselves. Raises MayNot."""
    permit(agent, Act.SHARE)
    if right(agent.role, Act.SHARE) is not Right.ANY and agent.id != of:
        raise MayNot(role=agent.role, least="lead")


def settle(share: Share, state: State, agent: Agent, names: Mapping[AgentId, str]) -> Share:
    """By the first who says so. Raises MayNot, ShareOvertaken, or ShareSettled, which says who was first."""
    check_theirs(agent, share.agent)
    if share.by is not None:
        raise ShareSettled(agent=names.get(share.by, "?"))
    if share.state is State.OVERTAKEN:
        raise ShareOvertaken(agent=names.get(share.agent, "?"))
    return replace(share, state=state, by=agent.id)


def why_of(away: Away) -> Why:
    """What is proposed after it."""
    return Why.SICK if away.sick else Why.AWAY


def is_away(agent: AgentId, team: Sequence[Colleague], now: datetime) -> bool:
    """Of the team, and not there."""
    return any(one.id == agent and not one.there(now) for one in team)


def is_back(share: Share, team: Sequence[Colleague], now: datetime) -> bool:
    """Then they keep what they have; what somebody asked for is done whether they are there or not."""
    return share.why is not Why.ASKED and any(one.id == share.agent and one.there(now) for one in team)


def told(share: Share) -> dict[str, object]:
    """The payload of its events."""
    return {"shares": share.id, "agents": list(share.hearers), "state": share.state.value}


def share_in(words: str) -> Spoken | None:
    """`share @ben`, as it may be said after `/ticket team`; None for what begins otherwise."""
    word, rest = (*words.split(maxsplit=1), "", "")[:2]
    return Spoken(Verb.SHARE, word, rest) if word.casefold() in SHARE_WORDS else None


def hearers(away: Away, team: Sequence[Colleague], now: datetime) -> tuple[AgentId, ...]:
    """Who decides: they themselves, where they said it and are well.

    Else leads who are there, else admins, else those who are away too; with nobody above them they themselves.
    """
    if away.by == away.agent and not away.sick:
        return (away.agent,)
    others = [one for one in team if one.id != away.agent and one.role in ("lead", "admin")]
    present = [one for one in others if one.there(now)]
    leads = [one for one in present if one.role == "lead"]
    return tuple(one.id for one in leads or present or others) or (away.agent,)


def stays(ticket: Ticket, share: Share) -> Fate | None:
    """Why it is not moved any more; None: it can be."""
    if ticket.merged_into is not None or ticket.status in DONE:
        return Fate.ENDED
    return None if ticket.agent is not None and ticket.agent.id == share.agent else Fate.TAKEN


def takes(holder: Agent | None) -> Fate | None:
    """Why who was to get it can't hold tickets; None: they can."""
    return None if holder is not None and may(holder, Act.CLAIM) else Fate.LEFT


def has_room(worker: Worker | None, ticket: Ticket) -> Fate | None:
    """Why they take none by the rule; None: they do, a snoozed one whatever they have.

    Who went home or sits in a meeting still gets what was agreed.
    """
    if worker is None:
        return Fate.LEFT
    if worker.absent is Absent.AWAY:
        return Fate.AWAY
    return None if worker.free or ticket.snooze is not None else Fate.FULL


def numbers_in(words: str, count: int) -> tuple[int, ...]:
    """What a button's value is of. Raises ShareGone for one that is not ours."""
    found = words.split()
    if len(found) != count or not all(word.isascii() and word.isdigit() and len(word) < 19 for word in found):
        raise ShareGone
    return tuple(map(int, found))
