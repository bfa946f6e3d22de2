"""What figures are asked of, as the values of a statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from owona_bot.database.lists_condition import Where
from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics_period import Period

MOST = 20
"""Customers that are told apart."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`where` None: of all tickets. `edges` are where the steps of the series begin, and its end; `ids` are some."""

    where: Where | None
    period: Period
    view: View
    edges: Sequence[datetime]
    ids: Sequence[UUID] = ()

    def __call__(self, statement: str, **others: Sequence[datetime]) -> tuple[str, *tuple[object, ...]]:
        """The statement with those values that it names, and them; `others` are moments besides."""
        where = replace(self.where, values=list(self.where.values)) if self.where else Where()
        bound = {
            name: where.bind(value, kind)
            for name, (kind, value) in self.values(others).items()
            if f"{{{name}}}" in statement
        }
        return statement.format(**self.scope(where), **bound), *where.values

    def scope(self, where: Where) -> dict[str, str]:
        """The filter's part."""
        if self.where is None:
            return {"scope": "", "within": "", "of_ticket": ""}
        return {
            "scope": f"scope as materialized (select s.ticket_id from owona_bot.search s where {where.sql}),",
            "within": "join scope on scope.ticket_id = t.id",
            "of_ticket": "join scope on scope.ticket_id = t.ticket_id",
        }

    def values(self, others: dict[str, Sequence[datetime]]) -> dict[str, tuple[str, object]]:
        """By the name in a statement, with their types."""
        own: dict[str, tuple[str, object]] = {
            "start": ("timestamptz", self.period.start),
            "end": ("timestamptz", self.period.end),
            "now": ("timestamptz", self.view.now),
            "zone": ("text", str(self.view.zone)),
            "edges": ("timestamptz[]", list(self.edges)),
            "steps": ("integer", len(self.edges) - 1),
            "most": ("integer", MOST),
            "ids": ("uuid[]", list(self.ids)),
        }
        return own | {name: ("timestamptz[]", list(value)) for name, value in others.items()}
