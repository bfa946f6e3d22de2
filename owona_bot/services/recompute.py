"""Recompute: open tickets come under the rules as they are now, as if these had always been; first as a preview."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from owona_bot.database import clock_history, clocks
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_recompute import Difference, differences, unlike
from owona_bot.domain.sla_terms import Case, anew
from owona_bot.services.fold import rows_of

AT_ONCE = 200

BY = "bot:recompute"


async def recompute(
    db: Database, rules: SlaRules, now: datetime, *, apply: bool
) -> AsyncIterator[tuple[int, list[Difference]]]:
    """Each ticket whose clocks would say something else, by number; with `apply` they say so from then on."""
    last = 0
    while True:
        async with db.change_raw(by=BY) as raw:
            await clocks.lock(raw)
            numbers = await clocks.open_after(raw, last, AT_ONCE)
            cases = await clock_history.read(raw, list(numbers))
            found = [(numbers[ticket], differences(case, rules, now)) for ticket, case in cases.items()]
            if apply:
                await keep(raw, cases, rules, now)
        for number, told in sorted(found, key=lambda pair: pair[0]):
            if told:
                yield number, told
        if len(numbers) < AT_ONCE:
            return
        last = max(numbers.values())


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
