"""Escalation: who is called when a ticket needs more than its holder, and what ends it."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from owona_bot.domain.assignee import Mention
from owona_bot.domain.chain import Chain, Progress, Step, StepAct, To
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.people import Agent, AgentId, Role
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.plan_story import Story, is_answer, message_of
from owona_bot.domain.snooze import after
from owona_bot.domain.ticket import DONE, Priority, Ticket, at_work
from owona_bot.domain.ticket_errors import EscalationReasonMissing, EscalationReasonTooLong

REASON = "reason"
"""The form's field that a refusal names."""

LONGEST_REASON = 2_000
"""Characters."""

PRESSED_TWICE = timedelta(minutes=1)
"""Within it the same call for help is the same press."""

LEADERS: tuple[Role, ...] = ("lead", "admin")
"""Whom a lead's matter reaches; admins where there is no lead."""

STOP = frozenset({"stop", "stopp", "stoppe", "halt", "ende", "end", "beenden"})
TAKE = frozenset({"take", "nimm", "übernehmen", "uebernehmen"})
"""What is said alone in place of a reason: to end what runs, to have the ticket oneself."""


class Tier(StrEnum):
    """Who is asked."""

    TIER2 = "tier2"
    LEAD = "lead"
    ON_CALL = "on_call"


class Why(StrEnum):
    """What ended an escalation; `another` ran already when it began."""

    ANSWERED = "answered"
    DONE = "done"
    MERGED = "merged"
    DELETED = "deleted"
    BY_HAND = "by_hand"
    ANOTHER = "another"


class Skipped(StrEnum):
    """Why a step was passed over: whom it names is not of the team any more, may hold no ticket, or is nobody."""

    LEFT = "left"
    READER = "reader"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Asked:
    """An escalation as somebody wants it; `person` is called besides, `chain` begins."""

    tier: Tier
    reason: str
    person: Mention | None = None
    chain: Chain | None = None
    raises: bool = True


@dataclass(frozen=True, slots=True)
class Escalation:
    """One as it is kept; `chain` None: nothing goes on by itself. `next_at` is set while its chain runs."""

    id: int
    by: str
    tier: Tier | None
    called: tuple[int, ...]
    chain: Chain | None
    progress: Progress
    next_at: datetime | None = None
    stopped: Why | None = None

    @property
    def runs(self) -> bool:
        """Whether a step of it is to come."""
        return self.next_at is not None


@dataclass(frozen=True, slots=True)
class Called:
    """Whom a step or a tier reaches; `instead` of whoever is on call, where nobody is."""

    agents: Sequence[Agent] = field(default=())
    instead: bool = False
    skipped: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Escalated:
    """What came of asking: the ticket as it is now, who was called; `runs`: an earlier chain goes on, none began.

    `raised`: it is a step more urgent than before; `repeated`: the same was asked a moment ago, and nothing was done.
    """

    ticket: Ticket
    tier: Tier
    called: Called
    runs: bool
    raised: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """An escalation as it is shown; `by` and `reason` None for what the bot began by itself."""

    escalation: Escalation
    ticket: Ticket | None
    number: int
    by: str | None
    reason: str | None
    called: Sequence[Agent]


# Asking


def asked_in(words: str) -> Asked:
    """What was typed after the number: the reason, to the next tier. Raises EscalationReasonTooLong."""
    return Asked(Tier.TIER2, reasoned(words))


def reasoned(text: str) -> str:
    """Raises EscalationReasonMissing or EscalationReasonTooLong."""
    reason = text.strip()
    if not reason:
        raise EscalationReasonMissing(REASON)
    if len(reason) > LONGEST_REASON:
        raise EscalationReasonTooLong(REASON, limit=LONGEST_REASON, length=len(reason))
    return reason


def escalate(ticket: Ticket, *, raises: bool) -> Ticket:
    """Presses a step more; whose it is stays until somebody takes it. Raises TicketClosed or TicketMerged."""
    at_work(ticket)
    return raised(ticket) if raises else ticket


def raised(ticket: Ticket) -> Ticket:
    """One step more, never above urgent."""
    steps = tuple(Priority)
    return replace(ticket, priority=steps[min(steps.index(ticket.priority) + 1, len(steps) - 1)])


def repeats(asked: Asked, ids: Sequence[int], before: Escalation, *, runs: bool) -> bool:
    """Whether it is `before` once more, its reason apart; where one `runs` already neither began a chain."""
    names = [chain.name if chain else None for chain in (asked.chain, None if runs else asked.chain)]
    begun = before.chain.name if before.chain else None
    return before.tier is asked.tier and before.called == tuple(ids) and begun in names


def leaders(team: Collection[Agent]) -> list[Agent]:
    """The leads, or where there are none the admins."""
    found = ([agent for agent in team if agent.role == role] for role in LEADERS)
    return next(filter(None, found), [])


def leaders_there(team: Collection[Agent], there: Container[AgentId]) -> list[Agent]:
    """Of those who are there; where nobody of them is, of all."""
    return leaders([agent for agent in team if agent.id in there]) or leaders(team)


def on_call(whoever: Agent | None, team: Collection[Agent]) -> Called:
    """Where nobody is, it is the leads' matter."""
    if whoever is not None:
        return Called([whoever])
    instead = leaders(team)
    return Called(instead, instead=True, skipped=None if instead else Skipped.NOBODY)


def tier_calls(tier: Tier, whoever: Agent | None, team: Collection[Agent]) -> Called:
    """The next tier reads its channel, and nobody is called by name."""
    match tier:
        case Tier.TIER2:
            return Called()
        case Tier.LEAD:
            return Called(leaders(team))
    return on_call(whoever, team)


def step_calls(step: Step, whoever: Agent | None, team: Collection[Agent]) -> Called:
    """Whom the step means; channels, groups and mailboxes call nobody by name. One alone gets a ticket."""
    if step.to not in (To.PERSON, To.ON_CALL):
        return Called()
    found = on_call(whoever, team) if step.to is To.ON_CALL else person(step.name, team)
    if step.act is not StepAct.REASSIGN or found.skipped:
        return found
    fit = [agent for agent in found.agents if may(agent, Act.CLAIM)][:1]
    return replace(found, agents=fit, skipped=None if fit else Skipped.READER)


def person(address: str, team: Collection[Agent]) -> Called:
    """By the address that the file names."""
    found = [agent for agent in team if agent.email == address]
    return Called(found, skipped=None if found else Skipped.LEFT)


# Its end


def ended(ticket: Ticket | None, *, answered: bool) -> Why | None:
    """Why nothing is to be done any more."""
    if ticket is None:
        return Why.DELETED
    if ticket.merged_into is not None:
        return Why.MERGED
    if ticket.status in DONE:
        return Why.DONE
    return Why.ANSWERED if answered else None


def ending(story: Story) -> list[tuple[Event, Why]]:
    """What of an escalated ticket's story ends it: each event that does, and why."""
    if not story.escalated:
        return []
    return [(event, why) for event in story.events if (why := told_by(event, story))]


def hurries(story: Story) -> bool:
    """Whether the ticket has become urgent."""
    return any(after(event.payload.get("priority")) == Priority.URGENT for event in story.events)


def told_by(event: Event, story: Story) -> Why | None:
    """An answer is a person's, to the customer."""
    match event.kind:
        case Kind.TICKET_DELETED:
            return Why.DELETED
        case Kind.TICKET_MERGED:
            return Why.MERGED
        case Kind.TICKET_CHANGED:
            return Why.DONE if after(event.payload.get("status")) in DONE else None
        case Kind.MESSAGE_ADDED:
            facts = story.messages.get(message_of(event))
            return Why.ANSWERED if is_answer(facts) and facts and not facts.copied else None
    return None
