"""Fairness: how tickets fell to whom lately, by the rule and otherwise."""

from dataclasses import dataclass
from datetime import timedelta

from owona_bot.domain.people import AgentId

DAYS = 30

LATELY = timedelta(days=DAYS)

WORDS = frozenset({"fairness", "gerechtigkeit", "fair"})
"""As it is asked for after `team`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Tickets of one agent, each counted once, as it came last: `ruled` by the rule, `shared` by a plan for who was
    away, `taken` by themselves, `given` by others; and `resolved` by them, whoever had them.
    """

    agent: AgentId
    name: str
    ruled: int
    shared: int
    taken: int
    given: int
    resolved: int

    @property
    def came(self) -> int:
        """However they did."""
        return self.ruled + self.shared + self.taken + self.given
