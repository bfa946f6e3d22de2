"""Export: asked for, cancelled, looked at, and fetched by a link; who does it is in the audit trail."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from owona_bot.database import agents, events, export_rows, exports, shown_lists
from owona_bot.database.engine import Database
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import MayNot, Unavailable
from owona_bot.domain.event import Kind
from owona_bot.domain.export import Export, Format, Spec, What
from owona_bot.domain.export_columns import PAPER, check_length_of_paper, columns_of
from owona_bot.domain.export_errors import ExportGone, ExportOver, NoLinks, TooManyExports
from owona_bot.domain.export_job import ExportRules, Progress, Reason, is_theirs, name_of, told
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse, write
from owona_bot.domain.list_errors import ListGone
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.services.mentions import by_address

FETCHER = "bot:exports"
"""Who follows a link proves nothing but that they have it."""

AT_ONCE = 1.0
"""Seconds that tickets are counted for while somebody waits."""


def check_right(spec: Spec, agent: Agent) -> None:
    """Raises MayNot; asked when it is wished for, when it is written, and when it is fetched."""
    permit(agent, Act.EXPORT)
    if spec.notes:
        permit(agent, Act.EXPORT_NOTES)


async def check_tickets(db: Database, spec: Spec, agent: Agent, now: datetime, t: Translate) -> None:
    """What the tickets that there are rule out. Raises MayNot, SearchTooGeneral or what `filters.parse` does.

    ExportTooLongForPaper too, where it is known at once; else the job tells it.
    """
    check_right(spec, agent)
    async with db.read_raw() as raw:
        wanted = replace(spec, filter=await by_address(raw, spec.filter))
    source = await export_rows.source_of(db, wanted, View(now, ZoneInfo(spec.zone), agent.id), spec.zone)
    if spec.what is What.TICKETS and spec.format is Format.PDF:
        with suppress(Unavailable):
            check_length_of_paper(await export_rows.total(db, source, AT_ONCE), PAPER, t)


async def ask_export(
    db: Database, spec: Spec, agent: Agent, rules: ExportRules, now: datetime, knock: str | None
) -> Export:
    """A job does it from here on; a message tells how far it has come.

    Raises MayNot, what `filters.parse` and `columns_of` do, or TooManyExports.
    """
    check_right(spec, agent)
    columns_of(spec)
    wanted = replace(spec, filter=await _understood(db, spec, agent))
    name = name_of(wanted, now)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        if await exports.open_of(raw, agent.id) >= rules.open_at_once:
            raise TooManyExports(limit=rules.open_at_once)
        export = await exports.add(raw, agent.id, wanted, name, now, now + rules.kept)
        await events.add(raw, Kind.EXPORT_ASKED, agent.actor, told(export))
    return export


async def _understood(db: Database, spec: Spec, agent: Agent) -> str:
    """As the language writes it; people may be mentioned as Slack does."""
    async with db.read_raw() as raw:
        asked = parse(await by_address(raw, spec.filter), agent.locale)
    return write(asked) if spec.what is What.TICKETS or asked.terms else ""


async def filter_of_list(db: Database, list_id: UUID, agent: Agent) -> str:
    """What that list was asked for, in the agent's words. Raises MayNot or ListGone."""
    permit(agent, Act.EXPORT)
    async with db.read_raw() as raw:
        kept = await shown_lists.kept(raw, list_id, agent.id)
    if kept is None:
        raise ListGone
    return write(parse(kept.filter, agent.locale), agent.locale)


async def cancel_export(db: Database, id_: UUID, agent: Agent, knock: str | None) -> None:
    """One's own; who leads may end everybody's. Raises MayNot, ExportGone, or ExportOver once it has ended."""
    await show_export(db, id_, agent)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        export = await exports.cancel(raw, id_)
        if export is None:
            raise ExportOver
        await events.add(raw, Kind.EXPORT_ENDED, agent.actor, {**told(export), "state": export.state})


async def show_export(db: Database, id_: UUID, agent: Agent) -> Progress:
    """For whoever asked for it, or leads. Raises MayNot or ExportGone."""
    permit(agent, Act.EXPORT)
    found = await export_progress(db, id_)
    if found is None or not (is_theirs(found.export, agent.id) or may(agent, Act.EXPORT_OTHERS)):
        raise ExportGone
    return found


async def last_exports(db: Database, agent: Agent) -> list[Progress]:
    """One's own; who leads sees everybody's. Raises MayNot."""
    permit(agent, Act.EXPORT)
    async with db.read_raw() as raw:
        return await exports.last(raw, None if may(agent, Act.EXPORT_OTHERS) else agent.id)


async def export_progress(db: Database, id_: UUID) -> Progress | None:
    """As it is now; None for one that there is not."""
    async with db.read_raw() as raw:
        return await exports.by_id(raw, id_)


async def give_link(db: Database, id_: UUID, hash_: bytes, agent: Agent, rules: ExportRules, now: datetime) -> Progress:
    """From now on whoever has the token of that hash can fetch it. Raises MayNot, NoLinks or ExportGone."""
    found = await show_export(db, id_, agent)
    check_right(found.export.spec, agent)
    if not rules.links:
        raise NoLinks
    if found.export.state != "done" or found.export.expires_at <= now:
        raise ExportGone
    async with db.change_raw(by=agent.actor) as raw:
        await exports.add_link(raw, hash_, id_, agent.id)
    return found


async def withhold_export(db: Database, so_far: Progress, agent: Agent) -> bool:
    """What its asker may not have any more, and has not yet: it fails, and its bytes go. Whether it was so."""
    if so_far.export.state != "done" or so_far.upload.handed is not None or _may_have(so_far.export.spec, agent):
        return False
    async with db.change_raw(by=FETCHER) as raw:
        if await exports.withhold(raw, so_far.export.id, Reason.MAY_NOT.value):
            await events.add(raw, Kind.EXPORT_ENDED, FETCHER, {**told(so_far.export), "state": "failed"})
    return True


def _may_have(spec: Spec, agent: Agent) -> bool:
    try:
        check_right(spec, agent)
    except MayNot:
        return False
    return True


async def open_link(db: Database, hash_: bytes, now: datetime) -> Export:
    """What it leads to. Raises ExportGone, or MayNot once whoever the link was given to lost the right."""
    async with db.read_raw() as raw:
        link = await exports.link(raw, hash_, now)
    if link is None:
        raise ExportGone
    async with db.read() as connection:
        holder = await agents.by_id(connection, link.holder)
    if holder is None:
        raise ExportGone
    check_right(link.export.spec, holder)
    return link.export
