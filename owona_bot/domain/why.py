"""Why somebody has a ticket, or nobody: the decision that was kept, and what people did with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from owona_bot.domain.assignment import Decision, Facts, Wanted, WhyNot, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import DONE, Ticket
from owona_bot.domain.turns import decide

BY_RULE = "bot:assign"
"""The actor of what is given away by the rule."""

BY_ESCALATION = "bot:escalate"
"""Of what a chain gives to somebody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision as it was made, `again` as its facts decide it now; `agent` None: nobody could have it."""

    agent: AgentId | None
    facts: Facts
    at: datetime
    again: Decision

    @property
    def same(self) -> bool:
        """Whether it comes out as it did."""
        return self.again.agent == self.agent

    @property
    def relaxes_at(self) -> datetime | None:
        """When less is asked of whoever gets it, where nobody can have it and somebody is short of that."""
        rule, again = self.facts.rule, self.again
        wished = {WhyNot.SKILL, WhyNot.LANGUAGE} if rule.relax_language else {WhyNot.SKILL}
        barred = any(verdict.why_not in wished for verdict in again.verdicts)
        if rule.relax_after is None or again.agent is not None or again.relaxed or not barred:
            return None
        return self.facts.wanted.since + rule.relax_after


@dataclass(frozen=True, slots=True)
class Moved:
    """Who had it before and after, None for nobody; `actor` as events have it.

    `shared`: they let the rule share out the open tickets of `before`.
    """

    actor: str
    before: AgentId | None
    after: AgentId | None
    at: datetime
    shared: bool = False

    @property
    def ruled(self) -> bool:
        """Whether the rule chose who got it."""
        return self.shared or self.actor == BY_RULE


@dataclass(frozen=True, slots=True)
class Account:
    """Of one ticket; `moved` None: whoever has it had it from the beginning. `kept` is the newest decision, if any.

    `held_since`: another automation gives tickets away. `queued`: somebody is being looked for. `names` are those
    of former agents too. `early`: it was there before anything was given away.
    """

    ticket: Ticket
    moved: Moved | None
    kept: Kept | None
    held_since: datetime | None
    queued: bool
    names: Mapping[int, str]
    early: bool = False

    @property
    def waits(self) -> Kept | None:
        """The decision that it was nobody's turn, while that is still so."""
        ticket = self.ticket
        at_rest = ticket.status in DONE or ticket.merged_into or ticket.snooze
        return None if ticket.agent or at_rest or self.held_since or self.kept is None or self.kept.agent else self.kept

    @property
    def ruled(self) -> Kept | None:
        """The decision that it is theirs by, or nobody's; None where people decided."""
        holder = self.ticket.agent.id if self.ticket.agent else None
        if self.kept is None or self.kept.agent != holder:
            return None
        return self.kept if holder is None or (self.moved is not None and self.moved.ruled) else None


def wanted_now(account: Account, kept: Kept, since: datetime) -> Wanted:
    """What is wanted of whoever gets a ticket that waits since then."""
    ticket, moved = account.ticket, account.moved
    by_people = moved is not None and moved.after is None and not moved.actor.startswith("bot:")
    return replace(
        kept.facts.wanted,
        priority=ticket.priority.value,
        category=ticket.category.value,
        since=since,
        released_by=moved.before if moved and by_people else None,
    )


def decided_now(wanted: Wanted, workers: Iterable[Worker], rules: AssignRules, now: datetime) -> Kept:
    """Of a ticket that waits, which nobody gets by this."""
    facts = Facts(wanted, tuple(workers), rules.pick(wanted), now)
    return Kept(None, facts, now, decide(facts))
