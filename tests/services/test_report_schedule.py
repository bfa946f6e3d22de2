"""Reports that are scheduled, on a real PostgreSQL: once a slot, whoever fires, dies, pauses or deletes meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.list_errors import FilterFieldUnknown
from owona_bot.domain.people import Agent
from owona_bot.domain.report import Report, ReportKind
from owona_bot.domain.report_errors import (
    ReportElsewhere,
    ReportForOthers,
    ReportGone,
    ReportMailOff,
    ReportReaderUnknown,
    ReportRuns,
    ReportTooOften,
)
from owona_bot.domain.report_schedule import Order, Typed, from_json
from owona_bot.domain.schedule import Run
from owona_bot.domain.schedule_errors import CronFields
from owona_bot.services.report_made import give_up_channel, is_made, keep_report, made_report
from owona_bot.services.report_schedule import (
    Asker,
    delete_report,
    make_now,
    may_change,
    ordered,
    pause_report,
    resume_report,
    run_report,
    schedule_report,
    scheduled,
)
from owona_bot.services.schedule import end_run, fire_due, show_schedule, take_run
from tests.services.team import a_team

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
"""A Thursday."""

BERLIN = "Europe/Berlin"
LEASE = timedelta(seconds=30)
DAY = timedelta(days=1)

MADE = "select name, kind, run_id, spec, made_at from owona_bot.reports order by id"
TOLD = "select payload, actor from owona_bot.events where kind = 'report.made' order by id"
SLOTS = "select due_at, missed, state from owona_bot.schedule_runs where name = $1 order by id"
RUN_OUT = "update owona_bot.schedule_runs set leased_until = now() - interval '1 second' where state = 'running'"
LONG_AGO = "update owona_bot.schedule_runs set created_at = created_at - interval '1 minute'"

WEEKLY = Typed("weekly", rhythm="weekday-0", at="08:00")


async def query(db: Database, text: str, *values: object) -> Sequence[Any]:
    async with db.read_raw() as raw:
        return list(await raw.fetch(text, *values))


@pytest.fixture
async def team(db: Database) -> list[Agent]:
    """An admin and two agents."""
    return await a_team(db, 3)


def by(agent: Agent, now: datetime = NOW, knock: str | None = None) -> Asker:
    return Asker(agent, now, knock)


async def planned(db: Database, agent: Agent, typed: Typed = WEEKLY, now: datetime = NOW, **order: Any) -> str:
    """Its name."""
    wanted = replace(await ordered(db, typed, agent, mails=True), **order)
    return (await schedule_report(db, wanted, typed, BERLIN, by(agent, now))).entry.name


async def taken(db: Database) -> Run:
    run = await take_run(db, LEASE)
    assert run is not None
    return run


def a_report(run: Run) -> Report:
    return Report(from_json(run.spec).kind, run.due_at - 7 * DAY, run.due_at, NOW, BERLIN)


async def keep(db: Database, run: Run) -> bool:
    return await keep_report(db, run, from_json(run.spec), a_report(run))


async def fire_and_make(db: Database, now: datetime) -> None:
    """As a replica does."""
    while await fire_due(db, now):
        pass
    while (run := await take_run(db, LEASE)) is not None:
        await keep(db, run)
        await end_run(db, run, {"reports": 1})


# what is planned


async def test_it_is_an_entry_of_the_schedule_with_a_name_of_its_own(db: Database, team: list[Agent]) -> None:
    admin, *_ = team
    names = [await planned(db, admin, channel="C0TICKETS") for _ in range(2)]
    assert names == ["report-1", "report-2"]
    entry = next(one.entry for one in await show_schedule(db, admin) if one.entry.name == "report-1")
    assert (entry.job, entry.cron, entry.zone) == ("report", "0 8 * * 1", BERLIN)
    assert entry.next_at == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert from_json(entry.spec).channel == "C0TICKETS"


async def test_a_name_comes_once_also_when_many_are_saved_at_once_or_one_was_deleted(
    db: Database, team: list[Agent]
) -> None:
    names = await asyncio.gather(*(planned(db, team[0]) for _ in range(6)))
    assert len(set(names)) == 6
    await run_report(db, "report-6", by(team[0]))
    run = await taken(db)
    await keep(db, run)
    await end_run(db, run, {"reports": 1})
    await delete_report(db, "report-6", by(team[0]))
    assert await planned(db, team[0]) == "report-7"


async def test_without_a_reader_it_is_for_who_wants_it(db: Database, team: list[Agent]) -> None:
    await planned(db, team[1])
    (shown,) = await scheduled(db, team[1])
    assert from_json(shown.entry.spec).people == (team[1].id,)


async def test_agents_plan_their_own_and_leads_for_others(db: Database, team: list[Agent]) -> None:
    admin, ben, mia = team
    own = await planned(db, ben)
    others: dict[str, dict[str, Any]] = {
        "channel": {"channel": "C0TICKETS"},
        "people": {"people": (mia.id,)},
        "mails": {"mails": (ben.id, mia.id)},
    }
    for field, order in others.items():
        with pytest.raises(ReportForOthers) as refused:
            await planned(db, ben, **order)
        assert refused.value.field == field
    shared = await planned(db, admin, channel="C0TICKETS")
    entries = {one.entry.name: one.entry for one in await scheduled(db, ben)}
    assert {name: may_change(ben, one) for name, one in entries.items()} == {own: True, shared: False}
    assert not may_change(mia, entries[own])
    assert may_change(admin, entries[own])
    for act in (pause_report, resume_report, run_report, delete_report):
        with pytest.raises(MayNot):
            await act(db, shared, by(ben))
        with pytest.raises(MayNot):
            await act(db, own, by(replace(mia, role="reader")))


async def test_agents_have_one_made_where_they_ask_for_it_and_leads_anywhere(db: Database, team: list[Agent]) -> None:
    admin, ben, _ = team
    order = Order(ReportKind.WEEKLY, ben.id, channel="C0TICKETS")
    for channel in (None, "C0OTHER"):
        with pytest.raises(ReportElsewhere) as refused:
            await make_now(db, order, replace(by(ben), channel=channel))
        assert refused.value.field == "channel"
    assert await take_run(db, LEASE) is None
    await make_now(db, order, replace(by(ben), channel="C0TICKETS"))
    await make_now(db, replace(order, channel=None), by(ben))
    await make_now(db, replace(order, by=admin.id), by(admin))
    assert len([await taken(db) for _ in range(3)]) == 3


async def test_none_comes_more_than_once_an_hour(db: Database, team: list[Agent]) -> None:
    for cron in ("* * * * *", "0,30 8 * * *", "*/15 8 * * 1"):
        with pytest.raises(ReportTooOften):
            await planned(db, team[0], replace(WEEKLY, cron=cron))
    await planned(db, team[0], replace(WEEKLY, cron="5 * * * *"))


async def test_readers_get_none_made(db: Database, team: list[Agent]) -> None:
    reader = replace(team[1], role="reader")
    with pytest.raises(MayNot):
        await ordered(db, WEEKLY, reader, mails=True)
    with pytest.raises(MayNot):
        await make_now(db, Order(ReportKind.DAILY, reader.id), by(reader))


async def test_what_is_wrong_is_said_at_its_field(db: Database, team: list[Agent]) -> None:
    admin = team[0]
    with pytest.raises(ReportReaderUnknown) as refused:
        await ordered(db, replace(WEEKLY, people=["U1", "U0STRANGER"]), admin, mails=True)
    assert refused.value.field == "people"
    with pytest.raises(ReportReaderUnknown) as refused:
        await ordered(db, replace(WEEKLY, mails=["U0STRANGER"]), admin, mails=True)
    assert refused.value.field == "mails"
    with pytest.raises(ReportMailOff):
        await ordered(db, replace(WEEKLY, mails=["U1"]), admin, mails=False)
    with pytest.raises(CronFields):
        await planned(db, admin, replace(WEEKLY, cron="every day"))
    with pytest.raises(FilterFieldUnknown):
        await planned(db, admin, replace(WEEKLY, filter="colour:blue"))
    assert await scheduled(db, admin) == []


async def test_a_filter_is_kept_as_filters_are_written_with_people_by_address(db: Database, team: list[Agent]) -> None:
    await query(db, "update owona_bot.agents set slack_user = 'U0MIA' where slack_user = 'U2'")
    await planned(db, team[0], replace(WEEKLY, filter=" kat:abrechnung  agent:<@U0MIA> "))
    (shown,) = await scheduled(db, team[0])
    assert from_json(shown.entry.spec).filter == "category:billing agent:agent2@owona.de"


async def test_a_knock_that_comes_twice_plans_one(db: Database, team: list[Agent]) -> None:
    order = await ordered(db, WEEKLY, team[0], mails=True)
    await schedule_report(db, order, WEEKLY, BERLIN, by(team[0], knock="view:V1"))
    with pytest.raises(Repeated):
        await schedule_report(db, order, WEEKLY, BERLIN, by(team[0], knock="view:V1"))
    assert len(await scheduled(db, team[0])) == 1


# once a slot


async def test_each_week_is_made_once_however_many_replicas_look(db: Database, team: list[Agent]) -> None:
    name = await planned(db, team[0], channel="C0TICKETS", people=(team[1].id,), pdf=True)
    for week in range(3):
        monday = datetime(2026, 11, 30, 7, 0, 5, tzinfo=UTC) + 7 * week * DAY
        await asyncio.gather(*(fire_and_make(db, monday + timedelta(seconds=n)) for n in range(4)))
    made = await query(db, MADE)
    assert [row["name"] for row in made] == [name] * 3
    assert [row["missed"] for row in await query(db, SLOTS, name)] == [0, 0, 0]
    told = await query(db, TOLD)
    assert len(told) == 3
    to = ["channel:C0TICKETS", f"person:{team[1].id}"]
    assert [row["payload"]["to"] for row in told] == [to] * 3
    assert len({row["payload"]["report"] for row in told}) == 3


@pytest.mark.parametrize(
    ("at", "since", "slots"),
    [
        ("02:30", datetime(2027, 3, 27, 12, tzinfo=UTC), [(28, 1, 30), (29, 0, 30)]),  # 2:30 is left out: 3:30
        ("02:30", datetime(2026, 10, 24, 12, tzinfo=UTC), [(25, 0, 30), (26, 1, 30)]),  # it comes twice: the first
    ],
    ids=["spring", "autumn"],
)
async def test_on_the_days_of_23_and_25_hours_it_comes_once(
    db: Database, team: list[Agent], at: str, since: datetime, slots: list[tuple[int, int, int]]
) -> None:
    name = await planned(db, team[0], Typed("daily", rhythm="daily", at=at), since)
    for hour in range(1, 48):
        await fire_and_make(db, since + timedelta(hours=hour))
    due = [row["due_at"] for row in await query(db, SLOTS, name)]
    assert [(one.day, one.hour, one.minute) for one in due] == slots
    assert len(await query(db, MADE)) == 2


async def test_weeks_that_were_missed_are_one_report_which_says_so(db: Database, team: list[Agent]) -> None:
    await planned(db, team[0])
    await fire_and_make(db, datetime(2026, 12, 15, 9, tzinfo=UTC))
    (made,) = await query(db, MADE)
    assert made["spec"]["missed"] == 2
    report = await made_report(db, 1)
    assert report is not None
    assert report.missed == 2
    assert report.report.end == datetime(2026, 12, 14, 7, tzinfo=UTC)


async def test_a_worker_that_died_after_it_made_one_leaves_nothing_to_make(db: Database, team: list[Agent]) -> None:
    await planned(db, team[0])
    await fire_due(db, datetime(2026, 11, 30, 7, tzinfo=UTC))
    run = await taken(db)
    assert not await is_made(db, run)
    assert await keep(db, run)
    await query(db, RUN_OUT)
    again = await taken(db)
    assert await is_made(db, again)
    assert await asyncio.gather(*(keep(db, again) for _ in range(3))) == [True] * 3
    assert (len(await query(db, MADE)), len(await query(db, TOLD))) == (1, 1)


# what is done about it


async def test_while_it_stands_still_none_is_made_and_none_is_made_up_for(db: Database, team: list[Agent]) -> None:
    name = await planned(db, team[0])
    assert (await pause_report(db, name, by(team[0]))).entry.paused
    await fire_and_make(db, datetime(2026, 12, 1, tzinfo=UTC))
    assert await query(db, MADE) == []
    shown = await resume_report(db, name, by(team[0], datetime(2026, 12, 1, tzinfo=UTC)))
    assert (shown.entry.paused, shown.entry.next_at) == (False, datetime(2026, 12, 7, 7, tzinfo=UTC))
    await fire_and_make(db, datetime(2026, 12, 1, tzinfo=UTC))
    assert await query(db, MADE) == []


async def test_deleted_while_it_runs_it_is_sent_to_nobody(db: Database, team: list[Agent]) -> None:
    name = await planned(db, team[0])
    await run_report(db, name, by(team[0]))
    run = await taken(db)
    await delete_report(db, name, by(team[0]))
    assert not await keep(db, run)
    assert (await query(db, MADE), await query(db, TOLD)) == ([], [])
    assert await scheduled(db, team[0]) == []
    with pytest.raises(ReportGone):
        await delete_report(db, name, by(team[0]))


async def test_deleted_while_it_waits_it_is_not_even_begun(db: Database, team: list[Agent]) -> None:
    name = await planned(db, team[0])
    await run_report(db, name, by(team[0]))
    await delete_report(db, name, by(team[0]))
    assert await take_run(db, LEASE) is None


async def test_wanted_twice_at_once_it_is_made_once(db: Database, team: list[Agent]) -> None:
    name = await planned(db, team[0])
    told = await asyncio.gather(*(run_report(db, name, by(team[0])) for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in told) == ["ReportRuns"] * 4 + ["Shown"]
    run = await taken(db)
    await keep(db, run)
    await end_run(db, run, {"reports": 1})
    with pytest.raises(ReportRuns):
        await run_report(db, name, by(team[0]))
    await query(db, LONG_AGO)
    await run_report(db, name, by(team[0]))
    assert len(await query(db, MADE)) == 1


async def test_no_other_job_is_named_as_a_report(db: Database, team: list[Agent]) -> None:
    insert = "insert into owona_bot.schedule (name, job, cron, zone) values ('report-9', 'prune', '0 0 * * *', 'UTC')"
    await query(db, insert)
    with pytest.raises(ReportGone):
        await delete_report(db, "report-9", by(team[0]))


async def test_one_now_is_made_for_who_asks_and_belongs_to_no_entry(db: Database, team: list[Agent]) -> None:
    _, ben, _ = team
    order = Order(ReportKind.DAILY, ben.id, "kat:bug")
    told = await asyncio.gather(*(make_now(db, order, by(ben)) for _ in range(4)), return_exceptions=True)
    assert sorted(str(type(one).__name__) for one in told) == ["NoneType"] + ["ReportRuns"] * 3
    run = await taken(db)
    assert run.by_hand == ben.actor
    await keep(db, run)
    await end_run(db, run, {"reports": 1})
    (made,) = await query(db, MADE)
    assert (made["name"], made["spec"]["filter"], made["spec"]["people"]) == (None, "category:bug", [ben.id])
    assert await scheduled(db, ben) == []
    await make_now(db, order, by(ben))
    assert await take_run(db, LEASE) is not None


async def test_another_one_of_the_same_kind_is_made_beside_it(db: Database, team: list[Agent]) -> None:
    _, ben, anna = team
    order = Order(ReportKind.DAILY, ben.id, "kat:bug")
    elsewhere, then = replace(order, channel="C0TICKETS"), replace(order, day=NOW.date())
    others = [replace(order, filter="kat:billing"), elsewhere, then, replace(order, kind=ReportKind.WEEKLY)]
    for one in (order, *others):
        await make_now(db, one, replace(by(ben), channel=one.channel))
    await make_now(db, replace(order, by=anna.id), by(anna))
    with pytest.raises(ReportRuns):
        await make_now(db, replace(order, filter="cat:bug"), by(ben))
    assert len([await taken(db) for _ in range(6)]) == 6


async def test_a_channel_that_is_gone_stops_what_nobody_else_reads(db: Database, team: list[Agent]) -> None:
    alone = await planned(db, team[0], channel="C0GONE")
    shared = await planned(db, team[0], channel="C0GONE", people=(team[1].id,))
    await fire_and_make(db, datetime(2026, 11, 30, 7, tzinfo=UTC))
    for id_ in (1, 2):
        made = await made_report(db, id_)
        assert made is not None
        assert await give_up_channel(db, made) is (made.name == alone)
    assert {one.entry.name: one.entry.paused for one in await scheduled(db, team[0])} == {alone: True, shared: False}
