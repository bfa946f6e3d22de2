"""The statements of a list's pages. Names of columns are our own; every value is bound."""

from dataclasses import dataclass, replace
from datetime import timedelta

from owona_bot.database.lists_condition import Where
from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.page import Cursor

SCAN = 20_000
"""Rows that are looked at in order before all that fit are gathered and sorted instead."""

LONGEST_INDEXING = timedelta(minutes=1)
"""A row of `moves` may have been begun that long before it could be seen."""


@dataclass(frozen=True, slots=True)
class Order:
    """Columns of `owona_bot.search` under an index of their own; `stays`: no change of a ticket moves it."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    descending: bool
    stays: bool = False

    def by(self, rows: str) -> str:
        """As ORDER BY wants it."""
        return ", ".join(f"{rows}.{column}{' desc' if self.descending else ''}" for column in self.columns)


ORDERS = {
    Sort.UPDATED: Order(("updated_at", "ticket_id"), ("timestamptz", "uuid"), descending=True),
    Sort.CREATED: Order(("created_at", "ticket_id"), ("timestamptz", "uuid"), descending=True, stays=True),
    Sort.PRIORITY: Order(("rank", "created_at", "ticket_id"), ("smallint", "timestamptz", "uuid"), descending=False),
}
"""By priority: what is open comes before what is done, and of the same priority the oldest first."""


MOVED = """
    with moved as materialized (
        select distinct on (ticket_id) ticket_id, updated_at, rank from owona_bot.moves
        where at > {at} and not pg_visible_in_snapshot(xid, {snapshot})
        order by ticket_id, id)"""
"""Where tickets stood when the first page was made, of those that stand elsewhere now."""

MOVING = frozenset({"updated_at", "rank"})


def statement(
    where: Where, order: Order, after: Cursor | None, limit: int, *, in_order: bool
) -> tuple[str, *tuple[object, ...]]:
    """A page's rows and its values; the columns are the order's, `snapshot` and `at`."""
    asked = replace(where, values=list(where.values))
    behind = _behind(asked, order, after)
    if after is None or order.stays:
        rows = _rows(asked, order, behind.format(moving="s"), limit, in_order=in_order)
    else:
        rows = _with_moved(asked, order, after, behind, limit, in_order=in_order)
    told = "select s.*, pg_current_snapshot()::text as snapshot, now() as at"
    return f"{told} from ({rows}) s order by {order.by('s')}", *asked.values


def _behind(asked: Where, order: Order, after: Cursor | None) -> str:
    """A row comparison, whose moving columns are still to be named."""
    if after is None:
        return "true"
    columns = ", ".join(f"{{moving}}.{column}" if column in MOVING else f"s.{column}" for column in order.columns)
    key = ", ".join(asked.bind(value, kind) for value, kind in zip(after.key, order.types, strict=True))
    return f"({columns}) {'<' if order.descending else '>'} ({key})"


def _rows(asked: Where, order: Order, near: str, limit: int, *, in_order: bool) -> str:
    """The fitting ones of the next rows in order; or all that fit, and the first of them."""
    shown = ", ".join(f"s.{column}" for column in order.columns)
    if in_order:
        next_ones = f"select * from owona_bot.search s where {near} and {_bounds(asked, order)}"
        source = f"({next_ones} order by {order.by('s')} limit {SCAN:d}) s where {asked.sql}"
    else:
        source = f"(select {shown} from owona_bot.search s where {near} and {asked.sql} offset 0) s"
    return f"select {shown} from {source} order by {order.by('s')} limit {limit:d}"


def _with_moved(asked: Where, order: Order, after: Cursor, behind: str, limit: int, *, in_order: bool) -> str:
    """Those that stay where they were, and at their former places those that have moved."""
    still = "not exists (select from moved m where m.ticket_id = s.ticket_id)"
    stayed = _rows(
        replace(asked, conditions=[*asked.conditions, still]),
        order,
        behind.format(moving="s"),
        limit,
        in_order=in_order,
    )
    shown = ", ".join(f"m.{column}" if column in MOVING else f"s.{column}" for column in order.columns)
    moved = f"""select {shown} from moved m join owona_bot.search s using (ticket_id)
                where {behind.format(moving="m")} and {asked.sql}"""
    first = MOVED.format(
        at=asked.bind(after.at - LONGEST_INDEXING, "timestamptz"),
        snapshot=asked.bind(after.snapshot, "text::pg_snapshot"),
    )
    return f"{first} select * from (({stayed}) union all ({moved})) s order by {order.by('s')} limit {limit:d}"


def _bounds(asked: Where, order: Order) -> str:
    """What is known of the leading column ends the looking early."""
    column, kind = order.columns[0], order.types[0]
    first, last = asked.first.get(column), asked.last.get(column)
    sides = [f"s.{column} >= {asked.bind(first, kind)}"] if first else []
    sides += [f"s.{column} < {asked.bind(last, kind)}"] if last else []
    return " and ".join(sides) or "true"
