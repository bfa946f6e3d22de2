"""Conditions on what a ticket's clocks promise, at the moment of who asks; `domain/due.py` says what they mean.

A search row has the ticket's next deadline, `due_at`, and when the first warning is or was, `warned_at`; the facet
PROMISED that a clock runs or pauses.
"""

from collections.abc import Set
from datetime import datetime

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.vocabulary import frequencies
from owona_bot.domain.due import Standing

PROMISED = "o:"

COUNTED = 4_000
"""Tickets that are counted to know how rare a condition is."""

COUNT = f"""
    select count(*) from (
        select from owona_bot.search s where {{means}} order by s.due_at limit {COUNTED}) s"""
"""In the order of an index: what is planned for any moment would read the whole table."""

DUE = "s.due_at is not null"
OPEN = "s.rank < 4"
"""As the indexes have them."""

PRESSING = (Standing.BREACHED, Standing.RISK)


ABOUT: dict[str, str] = {
    Standing.BREACHED: f"{DUE} and s.due_at <= $1",
    Standing.RISK: f"{DUE} and s.due_at > $1 and s.warned_at <= $1",
}
"""What an index tells of them without their rows."""


def means(value: str, now: str) -> str:
    """Open, and breached or at risk; `now` is a placeholder."""
    if value == Standing.BREACHED:
        return f"{OPEN} and s.due_at <= {now}"
    return f"{OPEN} and s.due_at > {now} and s.warned_at <= {now}"


async def add_promises(raw: Raw, where: Where, values: frozenset[str], now: datetime, *, negated: bool) -> None:
    """One of `values`, or none of them."""
    at = where.bind(now, "timestamptz")
    told = [f"({means(value, at)})" for value in PRESSING if value in values]
    share = sum([await _share(raw, where, ABOUT[value], now) for value in PRESSING if value in values])
    if not negated and Standing.OK not in values:
        where.look_at(told[0] if len(told) == 1 else f"{OPEN} and {DUE}", share)
    if Standing.OK in values:
        others = " or ".join(f"({means(value, at)})" for value in PRESSING)
        told.append(f"({OPEN} and s.facets && {where.bind([PROMISED], 'text[]')} and not coalesce({others}, false))")
        share += await _promised(raw) / max(1, where.tickets)
    _bound(where, set(Standing) - values if negated else set(values), now)
    met = f"({' or '.join(told)})"
    where.add(f"coalesce({met}, false)" if negated else met, share, negated=negated)


def _bound(where: Where, allowed: Set[str], now: datetime) -> None:
    """Where they begin or end in the order of deadlines."""
    if Standing.BREACHED not in allowed:
        where.first["due_at"] = now
    elif allowed == {Standing.BREACHED}:
        where.last["due_at"] = now + datetime.resolution


async def add_deadline(raw: Raw, where: Where) -> None:
    """It has one."""
    share = await _share(raw, where, DUE)
    where.add(DUE, share if where.share == 1 else 1.0)
    where.near, where.near_share = [DUE], share


async def _share(raw: Raw, where: Where, condition: str, *values: datetime) -> float:
    """About; of very many tickets only that they are some of those that were promised something."""
    count: int = await raw.fetchval(COUNT.format(means=condition), *values)
    return (count if count < COUNTED else max(count, await _promised(raw))) / max(1, where.tickets)


async def _promised(raw: Raw) -> int:
    return sum((await frequencies(raw, [f"={PROMISED}"])).values())
