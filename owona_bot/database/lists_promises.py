"""Conditions on what a ticket's clocks promise, at the moment of who asks; `domain/due.py` says what they mean."""

from datetime import datetime

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.domain.due import Standing

COUNTED = 10_000
"""Clocks that are counted to know how rare a condition is."""

COUNT = f"select count(*) from (select from owona_bot.sla_clocks c where {{means}} limit {COUNTED}) c"

PRESSING = (Standing.BREACHED, Standing.RISK)


def live(clock: str = "c") -> str:
    """Of a row of `sla_clocks` under that name: it is not over."""
    return f"{clock}.state in ('running', 'paused')"


def due(clock: str = "c") -> str:
    """It has a deadline: as the index `sla_clocks_live` has them."""
    return f"{live(clock)} and {clock}.due_at is not null"


def means(value: str, now: str, clock: str = "c") -> str:
    """Breached or at risk; `now` is a placeholder."""
    if value == Standing.BREACHED:
        return f"{due(clock)} and {clock}.due_at <= {now}"
    return f"{due(clock)} and {clock}.due_at > {now} and {clock}.stages[1] <= {now} and {clock}.state = 'running'"


def pressing(now: str) -> str:
    """One or the other."""
    return " or ".join(f"({means(value, now)})" for value in PRESSING)


async def add_promises(raw: Raw, where: Where, values: frozenset[str], now: datetime, *, negated: bool) -> None:
    """One of `values`, or none of them."""
    at = where.bind(now, "timestamptz")
    wanted = [value for value in PRESSING if value in values]
    told = [_of_it(means(value, at)) for value in wanted]
    share = sum([await _share(raw, where, means(value, "$1"), now) for value in wanted])
    if Standing.OK in values:
        others = [f"not {_of_it(means(value, at))}" for value in PRESSING]
        told.append(f"({' and '.join([_of_it(live()), *others])})")
        share += await _share(raw, where, live())
    where.add(f"({' or '.join(told)})", share, negated=negated)


async def add_deadline(raw: Raw, where: Where) -> None:
    """It has one."""
    where.add(_of_it(due()), await _share(raw, where, due()))


def _of_it(condition: str) -> str:
    return f"exists (select from owona_bot.sla_clocks c where c.ticket_id = s.ticket_id and {condition})"


async def _share(raw: Raw, where: Where, condition: str, *values: datetime) -> float:
    """About; of very many clocks only that they are so many."""
    count: int = await raw.fetchval(COUNT.format(means=condition), *values)
    return count / max(1, where.tickets)
