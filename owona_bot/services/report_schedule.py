"""Reports that people want: once, or again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from owona_bot.database import agents, reports, schedule
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.cron import read
from owona_bot.domain.filters import parse, write
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_errors import (
    ReportElsewhere,
    ReportForOthers,
    ReportGone,
    ReportMailOff,
    ReportReaderUnknown,
    ReportRuns,
    ReportTooOften,
)
from owona_bot.domain.report_schedule import New, Order, Typed, cron_of, from_json
from owona_bot.domain.schedule import Chore, Entry, Shown, resumed
from owona_bot.services.cron import timetable
from owona_bot.services.mentions import by_address
from owona_bot.services.schedule import TWICE

BY = "bot:report"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants something, when, by which knock, and in which channel (None in a direct message or the Home)."""

    agent: Agent
    now: datetime
    knock: str | None
    channel: str | None = None


async def make_now(db: Database, order: Order, asker: Asker) -> None:
    """A job makes it, for who asks if for nobody else. Raises ReportElsewhere, ReportRuns, or as `filters.parse`."""
    permit(asker.agent, Act.REPORT)
    if order.channel not in (None, asker.channel) and not may(asker.agent, Act.REPORT_SHARED):
        raise ReportElsewhere("channel")
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        read = await _understood(raw, order, asker.agent.locale)
        sent = _addressed(read)
        name = reports.once_name(asker.agent.id, sent)
        if not await reports.add_run(raw, name, sent, asker.now, asker.agent.actor):
            raise ReportRuns


async def ordered(db: Database, typed: Typed, agent: Agent, *, mails: bool) -> Order:
    """What a form holds. `mails`: there is a mail server. Raises ReportMailOff or ReportReaderUnknown."""
    permit(agent, Act.REPORT)
    if typed.mails and not mails:
        raise ReportMailOff("mails")
    async with db.read_raw() as raw:
        team = {one.slack_user: one.id for one in await agents.everybody(raw)}
    return Order(
        kind=ReportKind(typed.kind),
        by=agent.id,
        filter=typed.filter,
        channel=typed.channel or None,
        people=_chosen(team, typed.people, "people"),
        mails=_chosen(team, typed.mails, "mails"),
        pdf=typed.pdf,
        locale=typed.locale or agent.locale,
        day=date.fromisoformat(typed.day) if typed.day else None,
    )


def _chosen(team: Mapping[str, AgentId], users: Sequence[str], field: str) -> tuple[AgentId, ...]:
    """Each once. Who is not of the team may see no ticket, and hears of none."""
    if not set(users) <= team.keys():
        raise ReportReaderUnknown(field)
    return tuple(dict.fromkeys(team[one] for one in users))


async def _understood(raw: Raw, order: Order, locale: str) -> Order:
    """Its filter as filters are written, people in it by address. Raises as `filters.parse` does."""
    return replace(order, filter=write(parse(await by_address(raw, order.filter), locale)))


def _addressed(order: Order) -> Order:
    """For nobody else it is for who wants it."""
    return order if order.targets else replace(order, people=(order.by,))


async def schedule_report(db: Database, order: Order, typed: Typed, zone: str, asker: Asker) -> Shown:
    """From its first slot on. Raises MayNot, ReportForOthers, or what reading its filter and its time does."""
    order = _addressed(order)
    permit(asker.agent, Act.REPORT)
    if not (order.own or may(asker.agent, Act.REPORT_SHARED)):
        raise ReportForOthers(foreign_field(order))
    cron = cron_of(typed)
    check_pace(cron)
    next_at = timetable(cron, zone)(asker.now)
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        read = await _understood(raw, order, asker.agent.locale)
        name = await reports.add_entry(raw, New(read, cron, zone), next_at)
        return await _shown(raw, name)


def foreign_field(order: Order) -> str:
    """Of the form: where somebody else stands."""
    if order.channel:
        return "channel"
    return "people" if set(order.people) - {order.by} else "mails"


def check_pace(cron: str) -> None:
    """Raises what `cron.read` does, or ReportTooOften."""
    if len(read(cron).minutes) > 1:
        raise ReportTooOften("cron")


async def scheduled(db: Database, agent: Agent) -> list[Shown]:
    """Those that the team made, with how each went last."""
    permit(agent, Act.REPORT)
    async with db.read_raw() as raw:
        return await reports.entries(raw)


def may_change(agent: Agent, entry: Entry) -> bool:
    """One's own that nobody else reads; others for whoever may speak for all."""
    order = from_json(entry.spec)
    return may(agent, Act.REPORT_SHARED) or (may(agent, Act.REPORT) and order.own and order.by == agent.id)


async def one_scheduled(db: Database, name: str, agent: Agent) -> Shown:
    """Raises ReportGone."""
    permit(agent, Act.REPORT)
    async with db.read_raw() as raw:
        return await _shown(raw, name)


async def pause_report(db: Database, name: str, asker: Asker) -> Shown:
    """What is being made is still sent. Raises ReportGone or MayNot."""
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        entry = await _locked(raw, name, asker.agent)
        await schedule.set_paused(raw, name, entry.next_at, paused=True)
        return await _shown(raw, name)


async def resume_report(db: Database, name: str, asker: Asker) -> Shown:
    """From its next moment on. Raises ReportGone or MayNot."""
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        entry = await _locked(raw, name, asker.agent)
        if entry.paused:
            next_at = resumed(entry, asker.now, timetable(entry.cron, entry.zone))
            await schedule.set_paused(raw, name, next_at, paused=False)
        return await _shown(raw, name)


async def run_report(db: Database, name: str, asker: Asker) -> Shown:
    """Now, besides its slots; wanted twice it is made once. Raises ReportGone, MayNot or ReportRuns."""
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        entry = await _locked(raw, name, asker.agent)
        if await schedule.was_just_asked(raw, name, TWICE):
            raise ReportRuns
        if await schedule.add_run(raw, entry, asker.now, asker.now, by_hand=asker.agent.actor) is None:
            raise ReportRuns
        return await _shown(raw, name)


async def delete_report(db: Database, name: str, asker: Asker) -> None:
    """What is being made by then is sent to nobody. Raises ReportGone or MayNot."""
    async with db.change_raw(by=asker.agent.actor, once=asker.knock) as raw:
        await _locked(raw, name, asker.agent)
        await reports.delete_entry(raw, name)


async def _locked(raw: Raw, name: str, agent: Agent) -> Entry:
    entry = await schedule.lock(raw, name)
    if entry is None or entry.job != Chore.REPORT:
        raise ReportGone(name=name)
    if not may_change(agent, entry):
        permit(agent, Act.REPORT_SHARED)
    return entry


async def _shown(raw: Raw, name: str) -> Shown:
    found = next((one for one in await reports.entries(raw) if one.entry.name == name), None)
    if found is None:
        raise ReportGone(name=name)
    return found
