"""Recompute: what other rules would make of open tickets is shown first, and done when it is wished."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database import clocks
from owona_bot.database.engine import Database
from owona_bot.domain.sla_policy import Choice, Metric, Policy, SlaRules
from owona_bot.domain.sla_recompute import Difference
from owona_bot.playground.site import Site
from owona_bot.services.fold import EVERY, fold_waiting
from owona_bot.services.recompute import AT_ONCE, recompute
from owona_bot.services.sweep import sweep

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)
TEN = Policy("ten", {Metric.RESOLUTION: 10 * HOUR})
TWO = replace(TEN, name="two", targets={Metric.RESOLUTION: 2 * HOUR, Metric.FIRST_RESPONSE: HOUR})
BEFORE, AFTER = (SlaRules((Choice(policy),)) for policy in (TEN, TWO))

DUES = "select metric, due_at - started_at as time, told from owona_bot.sla_clocks order by metric"

PLANNED = "update owona_bot.events set planned_at = now() where planned_at is null"

WAIT = "insert into owona_bot.unclocked (ticket_id) select id from public.support_tickets"


async def opened(db: Database, site: Site, tickets: int = 1) -> None:
    """Each under the terms of ten hours."""
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(tickets):
        await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False)
    async with db.raw.acquire() as raw:
        await raw.execute(PLANNED)
    assert await fold_waiting(db, BEFORE, datetime.now(UTC)) == tickets


async def dues(db: Database) -> list[tuple[str, timedelta, int]]:
    async with db.raw.acquire() as raw:
        return [tuple(row.values()) for row in await raw.fetch(DUES)]


async def found(db: Database, rules: SlaRules, *, apply: bool, most: int = AT_ONCE) -> dict[int, list[Difference]]:
    return {number: told async for number, told in recompute(db, rules, datetime.now(UTC), apply=apply, most=most)}


async def test_a_preview_says_what_would_be_and_changes_nothing(db: Database, site: Site) -> None:
    await opened(db, site)
    ((first, resolution),) = ([*told] for told in (await found(db, AFTER, apply=False)).values())
    assert {first.metric, resolution.metric} == {Metric.FIRST_RESPONSE, Metric.RESOLUTION}
    by_metric = {one.metric: one for one in (first, resolution)}
    assert by_metric[Metric.FIRST_RESPONSE].before is None
    before, after = by_metric[Metric.RESOLUTION].before, by_metric[Metric.RESOLUTION].after
    assert before is not None
    assert after is not None
    assert before.due is not None
    assert after.due == before.due - 8 * HOUR
    assert (before.policy, after.policy) == ("ten", "two")
    assert await dues(db) == [("resolution", 10 * HOUR, 0)]


async def test_applied_they_are_under_the_new_rules_and_what_was_told_stays_told(db: Database, site: Site) -> None:
    await opened(db, site)
    assert await sweep(db, datetime.now(UTC) + 9 * HOUR, {}) == 1
    assert list(await found(db, AFTER, apply=True)) == [1001]
    assert await dues(db) == [("first_response", HOUR, 0), ("resolution", 2 * HOUR, 90)]
    assert await found(db, AFTER, apply=True) == {}
    async with db.raw.acquire() as raw:
        await raw.execute(WAIT)
        await raw.execute(PLANNED)
    await fold_waiting(db, BEFORE, datetime.now(UTC))
    assert await dues(db) == [("first_response", HOUR, 0), ("resolution", 2 * HOUR, 90)], "terms are kept"
    assert await sweep(db, datetime.now(UTC) + 1.85 * HOUR, {}) == 1, "the first response alone is told"


async def test_what_is_done_stays_as_it_was(db: Database, site: Site) -> None:
    await opened(db, site, 3)
    async with db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set status = 'resolved' where title <> 'T1'")
    assert list(await found(db, AFTER, apply=True)) == [1002]


async def test_of_many_none_is_missed(db: Database, site: Site) -> None:
    await opened(db, site, 7)
    assert list(await found(db, BEFORE, apply=False)) == []
    assert list(await found(db, AFTER, apply=False)) == list(range(1001, 1008))


async def test_of_many_batches_none_is_missed(db: Database, site: Site) -> None:
    await opened(db, site, 5)
    assert list(await found(db, AFTER, apply=False, most=2)) == list(range(1001, 1006))


async def test_a_preview_waits_for_nobody_who_folds_and_keeps_nobody_from_it(db: Database, site: Site) -> None:
    await opened(db, site)
    async with db.change_raw(by="test") as raw:
        await clocks.lock(raw)
        async with asyncio.timeout(20):
            assert list(await found(db, AFTER, apply=False)) == [1001]


async def test_between_two_batches_that_are_applied_those_who_fold_have_their_turn(db: Database, site: Site) -> None:
    await opened(db, site, 4)
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert list(await found(db, AFTER, apply=True, most=3)) == [1001, 1002, 1003, 1004]
    assert loop.time() - start >= EVERY


async def test_what_a_ticket_was_about_before_is_remembered(db: Database, site: Site) -> None:
    """The same rules make the same terms, though the category was another at first."""
    rules = SlaRules((Choice(TWO, categories=frozenset({"integration"})), Choice(TEN)))
    await opened(db, site)
    async with site.pool.acquire() as connection:
        await connection.execute("update public.support_tickets set category = 'integration'")
    async with db.raw.acquire() as raw:
        await raw.execute(PLANNED)
    assert await fold_waiting(db, rules, datetime.now(UTC)) == 1
    assert {metric for metric, *_ in await dues(db)} == {"first_response", "resolution"}
    assert await found(db, rules, apply=False) == {}
