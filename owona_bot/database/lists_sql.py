"""The statements of a list's pages. Names of columns are our own; every value is bound."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from owona_bot.database.lists_condition import Where
from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.page import Cursor

SCAN = 20_000
"""Rows that are looked at in order before all that fit are gathered and sorted instead."""

SOON = 2_000
"""The same before so many are gathered that it takes its time."""

LONGEST_INDEXING = timedelta(minutes=1)
"""A row of `moves` may have been begun that long before it could be seen."""


@dataclass(frozen=True, slots=True)
class Order:
    """Columns of `owona_bot.search` under an index of their own; `stays`: no change of a ticket moves it.

    `near`: an index has the columns of deadlines along with these; so many of its rows are looked at in order, few
    enough for the planner to take that index.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    descending: bool
    stays: bool = False
    near: int = 0

    def by(self, rows: str) -> str:
        """As ORDER BY wants it."""
        return ", ".join(f"{rows}.{column}{' desc' if self.descending else ''}" for column in self.columns)


ORDERS = {
    Sort.UPDATED: Order(("updated_at", "ticket_id"), ("timestamptz", "uuid"), descending=True, near=2_000),
    Sort.CREATED: Order(("created_at", "ticket_id"), ("timestamptz", "uuid"), descending=True, stays=True),
    Sort.OLDEST: Order(("created_at", "ticket_id"), ("timestamptz", "uuid"), descending=False, stays=True),
    Sort.DUE: Order(("due_at", "ticket_id"), ("timestamptz", "uuid"), descending=False, stays=True, near=300),
    Sort.PRIORITY: Order(("rank", "created_at", "ticket_id"), ("smallint", "timestamptz", "uuid"), descending=False),
}
"""By priority: what is open comes before what is done, and of the same priority the oldest first. A deadline that is
put off, or comes nearer, while somebody pages takes its ticket along."""


MOVED = """
    with moved as materialized (
        select distinct on (ticket_id) ticket_id, updated_at, rank from owona_bot.moves
        where at > {at} and not pg_visible_in_snapshot(xid, {snapshot})
        order by ticket_id, id)"""
"""Where tickets stood when the first page was made, of those that stand elsewhere now."""

ANYTHING_MOVED = "exists (select from owona_bot.moves where at > {at} and not pg_visible_in_snapshot(xid, {snapshot}))"

SEEN = "pg_current_snapshot()::text as snapshot, now() as at"

MOVING = frozenset({"updated_at", "rank"})


class Way(Enum):
    """How the next rows are found: by looking at them in order (or at some), by month, or by gathering all that fit."""

    SOON = auto()
    IN_ORDER = auto()
    BY_MONTH = auto()
    GATHERED = auto()


def statement(
    where: Where, sort: Sort, after: Cursor | None, limit: int, way: Way, end: Cursor | None = None
) -> tuple[str, *tuple[object, ...]]:
    """A page's rows and its values; the columns are the order's, `snapshot` and `at`. None comes behind `end`."""
    asked, order = replace(where, values=list(where.values)), ORDERS[sort]
    behind = _between(asked, order, after, end)
    if after is None or order.stays:
        rows = _rows(asked, order, behind.format(moving="s"), limit, way)
    else:
        rows = _with_moved(asked, order, after, behind, limit, way)
    return f"select s.*, {SEEN} from ({rows}) s order by {order.by('s')}", *asked.values


def if_still(where: Where, sort: Sort, after: Cursor, limit: int, way: Way) -> tuple[str, *tuple[object, ...]]:
    """The same as if no ticket had moved; the column `moved` tells, as of the same moment, whether one has."""
    asked, order = replace(where, values=list(where.values)), ORDERS[sort]
    rows = _rows(asked, order, _between(asked, order, after, None).format(moving="s"), limit, way)
    moved = ANYTHING_MOVED.format(**_since(asked, after))
    return f"select s.*, {SEEN}, {moved} as moved from ({rows}) s order by {order.by('s')}", *asked.values


def _since(asked: Where, after: Cursor) -> dict[str, str]:
    """The first page's moment and snapshot, bound."""
    at = asked.bind(after.at - LONGEST_INDEXING, "timestamptz")
    return {"at": at, "snapshot": asked.bind(after.snapshot, "text::pg_snapshot")}


def end_of_step(sort: Sort, after: Cursor | None, rows: int) -> tuple[str, *tuple[object, ...]]:
    """The last of so many rows behind `after`, as `statement` has them; none where there are fewer."""
    asked, order = Where(), ORDERS[sort]
    near = _between(asked, order, after, None).format(moving="s")
    near += " and s.due_at is not null" if sort is Sort.DUE else ""  # behind what has none nothing could begin
    shown = ", ".join(f"s.{column}" for column in order.columns)
    source = f"owona_bot.search s where {near} order by {order.by('s')} offset {rows:d} limit 1"
    return f"select {shown}, {SEEN} from {source}", *asked.values


def _between(asked: Where, order: Order, after: Cursor | None, end: Cursor | None) -> str:
    """Row comparisons, whose moving columns are still to be named."""
    columns = ", ".join(f"{{moving}}.{column}" if column in MOVING else f"s.{column}" for column in order.columns)
    sides = ((after, "<" if order.descending else ">"), (end, ">=" if order.descending else "<="))
    compared = [f"({columns}) {sign} ({_key(asked, order, one)})" for one, sign in sides if one and one.key]
    return " and ".join(compared) or "true"


def _key(asked: Where, order: Order, cursor: Cursor) -> str:
    """Unknown while it is planned, so that one plan is kept for every page."""
    bound = [asked.bind(value, kind) for value, kind in zip(cursor.key, order.types, strict=True)]
    return ", ".join(f"(select {value})" for value in bound)


def _rows(asked: Where, order: Order, near: str, limit: int, way: Way) -> str:
    """The first that fit, in order."""
    shown = ", ".join(f"s.{column}" for column in order.columns)
    first = f"order by {order.by('s')} limit"
    match way:
        case Way.IN_ORDER if not asked.conditions:
            source = f"owona_bot.search s where {near} and {asked.sql}"  # one plan for whatever key
        case Way.IN_ORDER | Way.SOON:
            beside = asked.near if order.near else []
            looked = " and ".join([near, _bounds(asked, order), *beside])
            rows = SOON if way is Way.SOON else order.near if beside else SCAN
            source = f"(select * from owona_bot.search s where {looked} {first} {rows:d}) s where {asked.sql}"
        case Way.BY_MONTH:
            some = (
                f"select {shown} from owona_bot.search s where month = n and {near} and {asked.sql} {first} {limit:d}"
            )
            source = f"({_months(asked)}) months cross join lateral ({some}) s"
        case Way.GATHERED:
            source = f"(select {shown} from owona_bot.search s where {near} and {asked.sql} offset 0) s"
    return f"select {shown} from {source} {first} {limit:d}"


def _months(asked: Where) -> str:
    """Those in which the tickets were made."""
    first, last = asked.first.get("created_at"), asked.last["created_at"]
    begin = asked.bind(_month(first), "integer") if first else "(select min(month) from owona_bot.search)"
    return f"select generate_series({begin}, {asked.bind(_month(last), 'integer')}) as n"


def _month(moment: datetime) -> int:
    """As `search.month` counts them."""
    utc = moment.astimezone(UTC)
    return utc.year * 12 + utc.month


def _with_moved(asked: Where, order: Order, after: Cursor, behind: str, limit: int, way: Way) -> str:
    """Those that stay where they were, and at their former places those that have moved."""
    still = "not exists (select from moved m where m.ticket_id = s.ticket_id)"
    staying = replace(asked, conditions=[*asked.conditions, still])
    stayed = _rows(staying, order, behind.format(moving="s"), limit, way)
    shown = ", ".join(f"m.{column}" if column in MOVING else f"s.{column}" for column in order.columns)
    moved = f"""select {shown} from moved m join owona_bot.search s using (ticket_id)
                where {behind.format(moving="m")} and {asked.sql}"""
    first = MOVED.format(**_since(asked, after))
    return f"{first} select * from (({stayed}) union all ({moved})) s order by {order.by('s')} limit {limit:d}"


def _bounds(asked: Where, order: Order) -> str:
    """What is known of the leading column ends the looking early."""
    column, kind = order.columns[0], order.types[0]
    first, last = asked.first.get(column), asked.last.get(column)
    sides = [f"s.{column} >= {asked.bind(first, kind)}"] if first else []
    sides += [f"s.{column} < {asked.bind(last, kind)}"] if last else []
    return " and ".join(sides) or "true"
