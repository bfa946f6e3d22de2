"""Why somebody has a ticket, or nobody: the decision that was kept, and what people did with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from owona_bot.domain.assignment import Decision, Facts
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Ticket

BY_RULE = "bot:assign"
"""The actor of what is given away by the rule."""

BY_ESCALATION = "bot:escalate"
"""Of what a chain gives to somebody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision as it was made; `agent` None: nobody could have it. `again` is what its facts come to now."""

    agent: AgentId | None
    facts: Facts
    at: datetime
    again: Decision

    @property
    def same(self) -> bool:
        """Whether it comes out as it did."""
        return self.again.agent == self.agent


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
    of former agents too.
    """

    ticket: Ticket
    moved: Moved | None
    kept: Kept | None
    held_since: datetime | None
    queued: bool
    names: Mapping[int, str]

    @property
    def ruled(self) -> Kept | None:
        """The decision that it is theirs by, or nobody's; None where people decided."""
        holder = self.ticket.agent.id if self.ticket.agent else None
        if self.kept is None or self.kept.agent != holder:
            return None
        return self.kept if holder is None or (self.moved is not None and self.moved.ruled) else None
