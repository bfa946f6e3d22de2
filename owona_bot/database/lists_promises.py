"""Conditions on what a ticket's clocks promise, at the moment of who asks; `domain/due.py` says what they mean."""

from datetime import datetime

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.domain.due import Standing

LIVE = "c.state in ('running', 'paused')"

DUE = f"{LIVE} and c.due_at is not null"
"""As the index `sla_clocks_live` has them."""

MEANS: dict[str, str] = {
    Standing.BREACHED: f"{DUE} and c.due_at <= {{now}}",
    Standing.RISK: f"{DUE} and c.due_at > {{now}} and c.stages[1] <= {{now}} and c.state = 'running'",
}


def pressing(now: str) -> str:
    """Breached or at risk, at the moment of that placeholder."""
    return " or ".join(f"({means.format(now=now)})" for means in MEANS.values())


OF_IT = "exists (select from owona_bot.sla_clocks c where c.ticket_id = s.ticket_id and {means})"

COUNTED = 10_000
"""Clocks that are counted to know how rare a condition is."""

COUNT = f"select count(*) from (select from owona_bot.sla_clocks c where {{means}} limit {COUNTED}) c"


async def add_promises(raw: Raw, where: Where, values: frozenset[str], now: datetime, *, negated: bool) -> None:
    """One of `values`, or none of them."""
    at = where.bind(now, "timestamptz")
    told = [OF_IT.format(means=MEANS[value].format(now=at)) for value in sorted(values & MEANS.keys())]
    share = sum([await _share(raw, where, MEANS[value], now) for value in values & MEANS.keys()])
    if Standing.OK in values:
        others = " and ".join(f"not {OF_IT.format(means=means.format(now=at))}" for means in MEANS.values())
        told.append(f"({OF_IT.format(means=LIVE)} and {others})")
        share += await _share(raw, where, LIVE, None)
    where.add(f"({' or '.join(told)})", share, negated=negated)


async def add_deadline(raw: Raw, where: Where) -> None:
    """It has one."""
    where.add(OF_IT.format(means=DUE), await _share(raw, where, DUE, None))


async def _share(raw: Raw, where: Where, means: str, now: datetime | None) -> float:
    """About; of very many clocks only that they are so many."""
    count: int = await raw.fetchval(COUNT.format(means=means.format(now="$1")), *([now] if now else []))
    return count / max(1, where.tickets)
