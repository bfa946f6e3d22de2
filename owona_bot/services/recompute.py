"""Recompute: open tickets come under the rules as they are now, as if these had always been; first as a preview."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import TypeAlias
from uuid import UUID

from owona_bot.database import clock_history, clocks
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_recompute import Difference, differences, unlike
from owona_bot.domain.sla_terms import Case, anew
from owona_bot.services.fold import EVERY, rows_of

AT_ONCE = 200

BY = "bot:recompute"

Found: TypeAlias = tuple[int, list[Difference]]
"""A ticket's number, and what would be different."""


async def recompute(
    db: Database, rules: SlaRules, now: datetime, *, apply: bool, most: int = AT_ONCE
) -> AsyncIterator[Found]:
    """Each ticket whose clocks would say something else, by number; with `apply` they say so from then on."""
    next_ones, pause, last = (applied, EVERY, 0) if apply else (seen, 0, 0)
    while True:
        batch = await next_ones(db, rules, now, last, most)
        for number, told in batch:
            if told:
                yield number, told
        if len(batch) < most:
            return
        last, _ = batch[-1]
        await asyncio.sleep(pause)


async def seen(db: Database, rules: SlaRules, now: datetime, last: int, most: int) -> list[Found]:
    """The next open tickets by number; nobody waits for it."""
    async with db.read_raw() as raw:
        return compared(*await read(raw, last, most), rules, now)


async def applied(db: Database, rules: SlaRules, now: datetime, last: int, most: int) -> list[Found]:
    """The same, and they are kept; nobody folds meanwhile."""
    async with db.change_raw(by=BY) as raw:
        await clocks.lock(raw)
        numbers, cases = await read(raw, last, most)
        await keep(raw, cases, rules, now)
    return compared(numbers, cases, rules, now)


async def read(raw: Raw, last: int, most: int) -> tuple[dict[UUID, int], dict[UUID, Case]]:
    """The next ones' numbers, and all that their clocks are folded of where there is something."""
    numbers = await clocks.open_after(raw, last, most)
    return numbers, await clock_history.read(raw, list(numbers))


def compared(numbers: Mapping[UUID, int], cases: Mapping[UUID, Case], rules: SlaRules, now: datetime) -> list[Found]:
    """In the order of their numbers, also those that say the same."""
    told = {ticket: differences(case, rules, now) for ticket, case in cases.items()}
    return sorted(((number, told.get(ticket, [])) for ticket, number in numbers.items()), key=itemgetter(0))


async def keep(raw: Raw, cases: dict[UUID, Case], rules: SlaRules, now: datetime) -> None:
    """Terms that would be others, and what is folded of them; what was told stays told."""
    terms = {ticket: anew(case, rules) for ticket, case in cases.items()}
    changed = [ticket for ticket, case in cases.items() if unlike(case, terms[ticket])]
    if not changed:
        return
    await clocks.forget_terms(raw, changed)
    await clocks.keep_terms(raw, {ticket: terms[ticket] for ticket in changed})
    rows = [row for ticket in changed for row in rows_of(ticket, cases[ticket], terms[ticket], now)]
    await clocks.keep(raw, changed, rows)
