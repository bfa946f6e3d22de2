"""Bulk: one act on many tickets, looked at first; each ticket is a transaction of its own."""

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex
from uuid import UUID

import structlog

from owona_bot.database import agents, bulks, events, lists, shown_lists, tickets
from owona_bot.database.bulks import Item
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_where import where_of
from owona_bot.domain.assignee import Wish, holder_of
from owona_bot.domain.bulk import ACTS, MOST, SAMPLE, Deed, Preview, Progress, Wanted, deed, writes
from owona_bot.domain.errors import NotAnAgent, NotConfirmed, Repeated, Unavailable, UserError
from owona_bot.domain.event import Kind
from owona_bot.domain.filter_words import tidy
from owona_bot.domain.filters import parse
from owona_bot.domain.list_errors import BulkActMissing, BulkGone, BulkItemFailed, ListGone, TooManyForBulk
from owona_bot.domain.page import Cursor
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.ticket import Priority, Status, Ticket
from owona_bot.domain.ticket_errors import NoSuchTicket
from owona_bot.services.assign import assign_ticket
from owona_bot.services.list import Reader
from owona_bot.services.priority import set_ticket_priority
from owona_bot.services.status import act_of, set_ticket_status
from owona_bot.services.tag import tag_ticket

PAGE = 500

log = structlog.get_logger()


async def preview_bulk(db: Database, list_id: UUID, wanted: Wanted, reader: Reader) -> Preview:
    """Which tickets it means is settled here; nothing is changed.

    Raises what the verb would for its words, MayNot, ListGone or TooManyForBulk.
    """
    permit(reader.agent, Act.BULK)
    if wanted.act not in ACTS:
        raise BulkActMissing
    wanted = replace(wanted, words=tidy(wanted.words))
    what = deed(wanted.act, wanted.words, reader.agent.locale)
    async with db.change_raw(by=reader.agent.actor) as raw:
        kept = await shown_lists.kept(raw, list_id, reader.agent.id)
        if kept is None:
            raise ListGone
        meant = await _all(raw, kept.filter, reader) if wanted.whole else kept.tickets
        bulk = await bulks.add(raw, reader.agent.id, kept.filter, (wanted.act, wanted.words), meant)
    async with db.read() as connection:
        known = await tickets.by_ids(connection, meant)
        if isinstance(what, Wish):
            holder_of(what, reader.agent, await agents.team(connection))
    there = [known[ticket] for ticket in meant if ticket in known]
    return _preview(bulk, wanted, what, len(meant), there, reader.agent)


def _preview(bulk: UUID, wanted: Wanted, what: Deed, total: int, there: Sequence[Ticket], agent: Agent) -> Preview:
    """`there` are those that nobody has deleted."""
    changed = [ticket for ticket in there if all(may(agent, act, ticket) for act in acts(what, ticket))]
    written = [ticket.requester.address for ticket in changed if writes(what, ticket)]
    return Preview(
        id=bulk,
        act=wanted.act,
        words=wanted.words,
        total=total,
        sample=there[:SAMPLE],
        letters=len(written),
        customers=len(set(written)),
        foreign=len(there) - len(changed),
    )


def acts(what: Deed, ticket: Ticket) -> tuple[Act, ...]:
    """The rights that the verb's own service asks for."""
    match what:
        case Wish():
            return (Act.ASSIGN,)
        case Status():
            return (Act.STATUS, act_of(what, ticket))
        case Priority():
            return (Act.PRIORITY,)
    return (Act.TAG,)


async def _all(raw: Raw, text: str, reader: Reader) -> list[UUID]:
    """Every ticket that fits. Raises TooManyForBulk."""
    asked = parse(text, reader.agent.locale)
    where = await where_of(raw, asked, reader.view)
    found: list[UUID] = []
    after: Cursor | None = None
    while len(found) <= MOST:
        page = await lists.page(raw, where, asked.sort, after, PAGE)
        found += page.tickets
        after = page.after
        if after is None:
            return found
    raise TooManyForBulk(limit=MOST)


async def start_bulk(db: Database, bulk: UUID, agent: Agent, knock: str | None) -> None:
    """A job does it from here on. Raises BulkGone for one that was started or is somebody else's."""
    permit(agent, Act.BULK)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        if not await bulks.start(raw, bulk, agent.id):
            raise BulkGone
        await events.add(raw, Kind.BULK_MOVED, agent.actor, {"bulk": str(bulk), "agent": agent.id})


async def cancel_bulk(db: Database, bulk: UUID, agent: Agent, knock: str | None) -> None:
    """What was done stays done. Raises BulkGone when nothing is left to cancel."""
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        if not await bulks.cancel(raw, bulk, agent.id):
            raise BulkGone
        await events.add(raw, Kind.BULK_MOVED, agent.actor, {"bulk": str(bulk), "agent": agent.id})


async def bulks_run(db: Database) -> bool:
    """Whether one is to be worked on, or ended. Raises Unavailable."""
    async with db.read_raw() as raw:
        return await bulks.running(raw)


async def work_bulk(db: Database) -> Item | None:
    """One ticket of a running bulk; None when there is none. Whoever dies in the middle has done it or not."""
    async with db.read_raw() as raw, raw.transaction():
        item = await bulks.take(raw)
        if item is None:
            return None
        await bulks.keep(raw, item, await _refusal(db, item))
    return item


async def _refusal(db: Database, item: Item) -> UserError | None:
    """None: it is as it was wanted, by this try or by one that died before it could say so.

    Raises Unavailable or NotConfirmed: an outage says nothing of the ticket, it is tried again.
    """
    try:
        await _act(db, item)
    except Repeated:
        return None
    except (NotConfirmed, Unavailable):
        raise
    except UserError as refusal:
        return refusal
    except Exception as fault:  # whatever is wrong with one ticket, all others go on
        failed = BulkItemFailed(reference=token_hex(4))
        log.error("bulk.failed", bulk=str(item.bulk), ticket=item.number, **failed.values, exc_info=fault)
        return failed
    return None


async def _act(db: Database, item: Item) -> None:
    async with db.read() as connection:
        agent = await agents.by_id(connection, item.agent)
    if agent is None:
        raise NotAnAgent
    if item.number is None:
        raise NoSuchTicket(number="?")
    knock = f"bulk:{item.bulk}:{item.n}"
    match deed(item.act, item.words, agent.locale):
        case Wish() as wish:
            await assign_ticket(db, item.number, wish, agent, knock)
        case Status() as status:
            await set_ticket_status(db, item.number, status, agent, knock)
        case Priority() as priority:
            await set_ticket_priority(db, item.number, priority, agent, knock)
        case change:
            await tag_ticket(db, item.number, change, agent, knock)


async def tell_progress(db: Database, moved: Sequence[Item]) -> None:
    """The owners of these, and of those that have ended by now, see how far they have come."""
    async with db.read_raw() as raw, raw.transaction():
        ended = await bulks.finish(raw)
        for bulk in {item.bulk for item in moved} | set(ended):
            progress = await bulks.progress(raw, bulk)
            if progress is not None:
                await events.add(raw, Kind.BULK_MOVED, "bot:bulk", {"bulk": str(bulk), "agent": progress.agent})


async def bulk_progress(db: Database, bulk: UUID) -> Progress | None:
    """As it is now."""
    async with db.read_raw() as raw:
        return await bulks.progress(raw, bulk)
