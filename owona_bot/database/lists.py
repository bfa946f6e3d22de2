"""Lists of tickets, page after page by key, however many there are; each ticket once, whatever happens meanwhile.

The first page takes a snapshot, and its cursor carries it along: a ticket that has moved since (it was updated, or
became urgent) keeps the place that it had then. Whoever pages for less than an hour sees each ticket that existed
all the while, and fits, exactly once. Whether it fits is asked anew for each page.

A phrase of common words is looked for step by step: its pages may be short, or empty, and still lead further.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import sqrt

import asyncpg

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import PHRASES, Where
from owona_bot.database.lists_sql import ORDERS, SCAN, Way, end_of_step, if_still, statement
from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.page import Cursor, Page

OFTEN = 0.02
"""The part of the tickets of each month that must fit for the months to be looked at one by one."""

FEW = 1_000
"""Tickets with such deadlines that are gathered sooner than they are found in another order."""

STEP = 100_000
"""Rows that are looked at in a step at most."""

COUNTED = 1_000
"""Beyond it a count says only that there are more."""


async def page(raw: Raw, where: Where, sort: Sort, after: Cursor | None, limit: int) -> Page:
    """The next `limit` tickets behind `after`, the first ones without it; fewer of them are not always the last."""
    if where.laborious:
        return await _soon(raw, where, sort, after, limit) or await _step(raw, where, sort, after, limit)
    found = await _rows(raw, where, sort, after, limit + 1)
    ids = tuple(row["ticket_id"] for row in found[:limit])
    return Page(ids, _cursor(found[limit - 1], sort, after) if len(found) > limit else None)


async def _rows(raw: Raw, where: Where, sort: Sort, after: Cursor | None, limit: int) -> Sequence[asyncpg.Record]:
    """What is common is found soonest by looking in order, what is rare by an index; who looks in order gives up."""
    ask = partial(_asked, raw, where, sort, after, limit)
    if sort is Sort.UPDATED and "created_at" in where.last and where.share > OFTEN:
        return await ask(Way.BY_MONTH)
    near = bool(where.near) and ORDERS[sort].near
    looked = where.tickets * (where.near_share if near else 1)
    if where.expected > sqrt(limit * looked / 2) and (looked > FEW or not near):
        found = await ask(Way.IN_ORDER)
        if len(found) == limit or (where.tickets < SCAN and not near):
            return found
    return await ask(Way.GATHERED)


async def _asked(
    raw: Raw, where: Where, sort: Sort, after: Cursor | None, limit: int, way: Way
) -> Sequence[asyncpg.Record]:
    """Where no ticket has moved since the first page, which the same look tells, the shorter statement will do."""
    found: list[asyncpg.Record]
    if after is not None and not ORDERS[sort].stays:
        found = await raw.fetch(*if_still(where, sort, after, limit, way))
        if found and not found[0]["moved"]:
            return found
    found = await raw.fetch(*statement(where, sort, after, limit, way))
    return found


async def _soon(raw: Raw, where: Where, sort: Sort, after: Cursor | None, limit: int) -> Page | None:
    """A full page, if the next rows have one."""
    found = await raw.fetch(*statement(where, sort, after, limit + 1, Way.SOON))
    if len(found) <= limit:
        return None
    return Page(tuple(row["ticket_id"] for row in found[:limit]), _cursor(found[limit - 1], sort, after))


async def _step(raw: Raw, where: Where, sort: Sort, after: Cursor | None, limit: int) -> Page:
    """What fits among so many tickets as may be read at once."""
    rows = min(STEP, int(PHRASES / where.share))
    end = await raw.fetchrow(*end_of_step(sort, after, rows))
    if end is None:
        found = await raw.fetch(*statement(where, sort, after, limit + 1, Way.GATHERED))
        behind = None
    else:
        behind = _cursor(end, sort, after)
        begin = after or replace(behind, key=())
        found = await raw.fetch(*statement(where, sort, begin, limit + 1, Way.GATHERED, behind))
    if len(found) > limit:
        behind = _cursor(found[limit - 1], sort, after or behind)
    return Page(tuple(row["ticket_id"] for row in found[:limit]), behind)


def _cursor(row: asyncpg.Record, sort: Sort, after: Cursor | None) -> Cursor:
    """Behind `row`; the snapshot stays the first page's."""
    snapshot, at = (after.snapshot, after.at) if after else (row["snapshot"], row["at"])
    return Cursor(tuple(row[column] for column in ORDERS[sort].columns), snapshot, at)


async def count(raw: Raw, where: Where, most: int = COUNTED) -> int:
    """How many fit; `most` + 1 stands for any number above `most`. Of what is laborious it is at least so many."""
    if where.laborious:
        return len((await _step(raw, where, Sort.CREATED, None, most + 1)).tickets)
    rows = f"select from owona_bot.search s where {where.sql} limit {most + 1:d}"
    found: int = await raw.fetchval(f"select count(*) from ({rows}) s", *where.values)
    return found
