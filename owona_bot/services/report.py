"""Report: what the desk did in a period, or how it stands at a hand-over, as data for Slack and for paper."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from owona_bot.database import agents, hand_over, index, lists, on_call, posts, tickets
from owona_bot.database.engine import Database, Raw
from owona_bot.database.hand_over import Found
from owona_bot.database.lists_where import where_of
from owona_bot.database.metrics import first_ticket
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.filter_tree import Filter, View
from owona_bot.domain.filters import parse
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.on_call import serves, shifts, stints
from owona_bot.domain.report import Asked, Report, ReportKind
from owona_bot.domain.report_figures import Told, period_report
from owona_bot.domain.report_hand_over import (
    ASKS,
    SHOWN,
    Heap,
    Pile,
    Seen,
    Standing,
    duty,
    hand_over_report,
    numbers,
    table,
)
from owona_bot.domain.report_period import DAY, before, period_for, trend
from owona_bot.domain.ticket import Ticket
from owona_bot.services.metrics import figures

LATE = 10
"""Tickets over their deadline that a report names."""

DATED = (Heap.OVERDUE, Heap.NEXT)
"""Those of which the deadline matters."""


async def period_of(
    db: Database, kind: ReportKind, now: datetime, zone: ZoneInfo, hours: Calendar | None = None
) -> Period:
    """The last whole day (by `hours` with closed ones before it), week or month; else since the last shift."""
    if kind is not ReportKind.HANDOVER:
        return period_for(kind, now, zone, hours)
    async with db.read() as connection:
        roster = await on_call.roster(connection, now - 2 * DAY)
    begun = [one.starts for one in stints(shifts(roster, now - 2 * DAY, now))]
    return period_for(kind, now, zone, hours, begun)


async def make_report(db: Database, asked: Asked) -> Report:
    """As it is at `asked.now`. Raises as `filters.parse` does."""
    wanted, view = parse(asked.filter), View(asked.now, asked.zone, asked.me)
    await index.settle(db)
    if asked.kind is ReportKind.HANDOVER:
        now = await figures(db, asked.period, asked.filter, view)
        return hand_over_report(asked, now, await _standing(db, wanted, asked, view))
    told, piles = await asyncio.gather(_told(db, asked, view), _piles(db, wanted, view, {Heap.OVERDUE: LATE}))
    report = period_report(asked, told, table(Heap.OVERDUE, piles[Heap.OVERDUE]))
    return report if report.empty else replace(report, cards=await _cards(db, piles))


async def _told(db: Database, asked: Asked, view: View) -> Told:
    """Of two or three periods at once, each of a snapshot of its own."""
    was, drawn = before(asked.kind, asked.period, asked.zone, asked.hours), trend(asked.kind, asked.period, asked.zone)
    periods = [asked.period, was, *([drawn] if drawn != asked.period else [])]
    found = await asyncio.gather(*(figures(db, period, asked.filter, view) for period in periods))
    async with db.read_raw() as raw:
        since = await first_ticket(raw)
    comparable = since is not None and since <= was.start
    return Told(found[0], found[1] if comparable else None, found[-1] if len(found) > 2 else found[0])


async def _standing(db: Database, wanted: Filter, asked: Asked, view: View) -> Standing:
    piles = await _piles(db, wanted, view, dict.fromkeys(Heap, SHOWN), asked.period.start)
    async with db.read() as connection:
        roster = await on_call.roster(connection, asked.now - DAY)
        team = {one.id: one.name for one in await agents.active(connection) if serves(one)}
    return Standing(piles, duty(roster, asked.now, team), await _cards(db, piles))


async def _piles(
    db: Database, wanted: Filter, view: View, most: Mapping[Heap, int], since: datetime | None = None
) -> dict[Heap, Pile]:
    """The first of each heap; new is what came at `since` or later."""
    async with db.read_raw() as raw:
        found = {heap: await _found(raw, heap, wanted, view, (size, since)) for heap, size in most.items()}
    ids = [ticket for one in found.values() for ticket, _ in one.moments]
    async with db.read() as connection:
        known = await tickets.by_ids(connection, ids)
    return {heap: _pile(one, known) for heap, one in found.items()}


async def _found(raw: Raw, heap: Heap, wanted: Filter, view: View, limits: tuple[int, datetime | None]) -> Found:
    most, since = limits
    if heap is Heap.ESCALATED:
        return await hand_over.escalated(raw, await where_of(raw, wanted, view), most)
    if heap is Heap.PROMISED:
        return await hand_over.promised(raw, await where_of(raw, wanted, view), most)
    heaped = parse(ASKS[heap])
    asked = Filter((*wanted.terms, *heaped.terms), heaped.sort)
    where = await where_of(raw, asked, view)
    if heap is Heap.NEW and since is not None:
        hand_over.only_since(where, since)
    ids = (await lists.page(raw, where, asked.sort, None, most)).tickets
    total = await lists.count(raw, where)
    if heap not in DATED:
        return Found([(ticket, None) for ticket in ids], total, dated=False)
    dues = await hand_over.dues(raw, ids, view.now, over=heap is Heap.OVERDUE)
    return Found([(ticket, dues.get(ticket)) for ticket in ids], total)


def _pile(found: Found, known: Mapping[UUID, Ticket]) -> Pile:
    """Beside what has no deadline stands when it was opened."""
    seen = [
        Seen(known[ticket], moment or (None if found.dated else known[ticket].created_at))
        for ticket, moment in found.moments
        if ticket in known
    ]
    return Pile(seen, found.total)


async def _cards(db: Database, piles: Mapping[Heap, Pile]) -> dict[int, tuple[str, str]]:
    by_id = numbers(piles)
    async with db.read() as connection:
        found = await posts.cards_of(connection, list(by_id))
    return {by_id[ticket]: card for ticket, card in found.items()}
