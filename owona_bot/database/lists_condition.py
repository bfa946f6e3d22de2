"""What a list's tickets must fulfil, as it grows term by term."""

from dataclasses import dataclass, field
from datetime import datetime

from owona_bot.database.search_text import Said

PHRASES = 20_000
"""Tickets whose texts are read for a phrase at once."""


@dataclass(slots=True)
class Where:
    """Conditions on a row `s` of `owona_bot.search`.

    `tickets` is how many there are, `share` about which part of them fits. `first` and `last` are bounds of columns
    that follow from the conditions, `last` exclusive. `said` is what free text was understood as. `near` are those
    conditions that an index has along with the order of `Order.near`, `near_share` about which part of the tickets.
    """

    tickets: int = 0
    share: float = 1.0
    conditions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    query: str = ""
    near: list[str] = field(default_factory=list)
    near_share: float = 1.0
    first: dict[str, datetime] = field(default_factory=dict)
    last: dict[str, datetime] = field(default_factory=dict)

    @property
    def expected(self) -> float:
        """How many tickets fit, if one condition says nothing of the others."""
        return self.share * self.tickets

    @property
    def laborious(self) -> bool:
        """Whether a phrase would have to be looked for in the texts of very many tickets: its words are common."""
        return self.expected > PHRASES and any(said.phrase for said in self.said)

    @property
    def sql(self) -> str:
        """True for the rows that fit, each ticket once: its first part, or the first with all that was asked for."""
        earlier = "select from owona_bot.search f where f.ticket_id = s.ticket_id and f.part < s.part"
        once = f"(s.part = 0 or not exists ({earlier} and f.words @@ {self.query}))" if self.query else "s.part = 0"
        return " and ".join((*self.conditions, once))

    def look_at(self, condition: str, share: float) -> None:
        """Only such rows need be looked at in order."""
        self.near.append(condition)
        self.near_share = min(self.near_share, share)

    def bind(self, value: object, kind: str) -> str:
        """The placeholder of a value, with its type."""
        self.values.append(value)
        return f"${len(self.values)}::{kind}"

    def add(self, condition: str, share: float, *, negated: bool = False) -> None:
        """One more that must hold, or must not. `condition` is never null."""
        self.conditions.append(f"not {condition}" if negated else condition)
        self.share *= max(0.0, min(1.0, 1 - share if negated else share))
