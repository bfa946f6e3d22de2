"""The schedule on a real PostgreSQL: each slot once, whoever looks, whatever the clocks say, whoever dies."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.people import Agent
from owona_bot.domain.schedule import Entry, NewTime, Ran, Run
from owona_bot.domain.schedule_errors import CronFields, CronNever, JobNeeded, JobRuns, JobUnknown
from owona_bot.playground.site import Site
from owona_bot.services.cron import timetable
from owona_bot.services.schedule import (
    MOST_TRIES,
    all_of,
    change_time,
    end_run,
    fire_due,
    pause_job,
    renew_run,
    resume_job,
    run_by_operator,
    run_now,
    settle_schedule,
    show_schedule,
    take_run,
    what_ran,
)
from tests.services.team import a_team

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
LEASE = timedelta(seconds=30)
BERLIN = "Europe/Berlin"

RUNS = "select * from owona_bot.schedule_runs where name = $1 order by id"
FAILURES = "select payload from owona_bot.events where kind = 'schedule.ran' order by id"
RUN_OUT = "update owona_bot.schedule_runs set leased_until = now() - interval '1 second' where id = $1"
LONG_AGO = "update owona_bot.schedule_runs set created_at = created_at - interval '1 minute'"
OTHERS_SLEEP = "update owona_bot.schedule set next_at = null where name <> $1"


async def query(db: Database, text: str, *values: object) -> Sequence[Any]:
    async with db.read_raw() as raw:
        return list(await raw.fetch(text, *values))


async def entry(db: Database, name: str) -> Entry:
    return next(one.entry for one in await all_of(db) if one.entry.name == name)


async def last(db: Database, name: str) -> Ran | None:
    return next(one.ran for one in await all_of(db) if one.entry.name == name)


async def only_prune(db: Database, cron: str = "17 * * * *") -> Agent:
    """As it is settled at noon, with a lead of the desk."""
    await settle_schedule(db, BERLIN, NOW)
    (lead,) = await a_team(db, 1)
    await query(db, OTHERS_SLEEP, "prune")
    await change_time(db, NewTime("prune", cron, BERLIN), NOW, lead, None)
    return lead


async def taken(db: Database) -> Run:
    run = await take_run(db, LEASE)
    assert run is not None
    return run


async def fire_and_end(db: Database, now: datetime) -> None:
    await fire_due(db, now)
    while (run := await take_run(db, LEASE)) is not None:
        await end_run(db, run, {"rows": 1})


async def test_each_desk_has_the_built_in_jobs_once_and_those_that_write_are_paused(db: Database, site: Site) -> None:
    await asyncio.gather(*(settle_schedule(db, BERLIN, NOW + n * HOUR) for n in range(5)))
    shown = [one.entry for one in await all_of(db)]
    assert {one.name: one.paused for one in shown} == {
        "auto_close": True,
        "remind": True,
        "prune": False,
        "assign": False,
    }
    assert {one.zone for one in shown} == {BERLIN}
    assert all(one.next_at for one in shown)


async def test_what_people_made_of_them_outlives_a_restart(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    await change_time(db, NewTime("prune", "5  4 * *  *", BERLIN), NOW, lead, None)
    await settle_schedule(db, "UTC", NOW + DAY)
    assert ((await entry(db, "prune")).cron, (await entry(db, "prune")).zone) == ("5 4 * * *", BERLIN)


async def test_what_is_due_gets_one_run_however_many_look(db: Database, site: Site) -> None:
    await only_prune(db)
    due_at = (await entry(db, "prune")).next_at
    assert due_at == NOW + 17 * MINUTE
    assert not await fire_due(db, due_at - MINUTE)
    fired = await asyncio.gather(*(fire_due(db, due_at + MINUTE) for _ in range(8)))
    assert sum(fired) == 1
    (run,) = await query(db, RUNS, "prune")
    assert (run["due_at"], run["missed"], run["by_hand"], run["state"]) == (due_at, 0, None, "waiting")
    assert (await entry(db, "prune")).next_at == due_at + HOUR


async def test_a_night_without_a_bot_is_made_up_for_once_and_says_so(db: Database, site: Site) -> None:
    await only_prune(db)
    await fire_and_end(db, NOW + 10 * HOUR)
    (run,) = await query(db, RUNS, "prune")
    assert (run["due_at"], run["missed"]) == (NOW + 9 * HOUR + 17 * MINUTE, 9)
    ran = await last(db, "prune")
    assert ran is not None
    assert ran.late
    assert not await fire_due(db, NOW + 10 * HOUR)


async def test_a_clock_that_is_set_back_fires_nothing_again(db: Database, site: Site) -> None:
    await only_prune(db)
    await fire_and_end(db, NOW + HOUR)
    for back in (HOUR, DAY, 30 * DAY):
        assert not await fire_due(db, NOW + HOUR - back)
    await fire_and_end(db, NOW + HOUR + 17 * MINUTE)
    assert [run["missed"] for run in await query(db, RUNS, "prune")] == [0, 0]


async def test_a_clock_that_is_set_forward_a_day_fires_once(db: Database, site: Site) -> None:
    await only_prune(db, "30 3 * * *")
    await fire_and_end(db, NOW + DAY)
    await fire_and_end(db, NOW + DAY)
    await fire_and_end(db, NOW + HOUR)
    (run,) = await query(db, RUNS, "prune")
    ran = await last(db, "prune")
    assert ran is not None
    assert (run["missed"], ran.late) == (0, True)


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC)])
async def test_in_both_nights_half_past_two_is_once(db: Database, site: Site, night: datetime) -> None:
    lead = await only_prune(db)
    await change_time(db, NewTime("prune", "30 2 * * *", BERLIN), night, lead, None)
    for minute in range(0, 12 * 60, 5):
        await fire_and_end(db, night + minute * MINUTE)
    (run,) = await query(db, RUNS, "prune")
    assert run["missed"] == 0


@pytest.mark.parametrize("start", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)])
async def test_three_replicas_whose_clocks_jump_fire_each_slot_once(db: Database, site: Site, start: datetime) -> None:
    """Two days over the night in which clocks are set; machines an hour apart and more, workers that die."""
    lead = await only_prune(db)
    await change_time(db, NewTime("prune", "*/20 * * * *", BERLIN), start, lead, None)
    luck, passed, farthest = random.Random(7), [start], [start]

    async def replica(luck: random.Random) -> None:
        for _ in range(60):
            passed[0] += timedelta(minutes=luck.randint(5, 25))
            now = passed[0] + luck.choice([-HOUR, timedelta(), HOUR, timedelta(minutes=luck.randint(-60, 60))])
            farthest[0] = max(farthest[0], now)
            await fire_due(db, now)
            run = await take_run(db, LEASE)
            if run is not None and run.attempt < MOST_TRIES and luck.random() < 0.2:
                await query(db, RUN_OUT, run.id)
            elif run is not None:
                await end_run(db, run, {})

    await asyncio.gather(*(replica(random.Random(luck.random())) for _ in range(3)))
    for _ in range(3):
        await fire_and_end(db, farthest[0])
    runs = await query(db, RUNS, "prune")
    after, slots, moment = timetable("*/20 * * * *", BERLIN), 0, start
    while (following := after(moment)) is not None and following <= farthest[0]:
        slots, moment = slots + 1, following
    assert len({run["due_at"] for run in runs}) == len(runs) > 5  # how many meet is a matter of the machine
    assert sum(1 + run["missed"] for run in runs) == slots
    assert {run["state"] for run in runs} == {"done"}


async def test_while_a_job_runs_its_next_slot_waits(db: Database, site: Site) -> None:
    await only_prune(db)
    await fire_due(db, NOW + HOUR)
    run = await taken(db)
    assert not await fire_due(db, NOW + 4 * HOUR)
    await end_run(db, run, {})
    await fire_and_end(db, NOW + 4 * HOUR)
    assert [run["missed"] for run in await query(db, RUNS, "prune")] == [0, 2]


async def test_a_run_is_one_workers_until_its_lease_runs_out(db: Database, site: Site) -> None:
    await only_prune(db)
    await fire_due(db, NOW + HOUR)
    takers = await asyncio.gather(*(take_run(db, LEASE) for _ in range(6)))
    (first,) = [run for run in takers if run]
    assert await renew_run(db, first, LEASE)
    await query(db, RUN_OUT, first.id)
    second = await taken(db)
    assert (second.id, second.attempt) == (first.id, first.attempt + 1)
    assert not await renew_run(db, first, LEASE)
    await end_run(db, first, None, "too late")
    await end_run(db, second, {"rows": 4})
    ran = await last(db, "prune")
    assert ran is not None
    assert (ran.state, ran.outcome) == ("done", {"rows": 4})


async def test_a_run_that_kills_its_workers_fails_in_the_end(db: Database, site: Site) -> None:
    await only_prune(db)
    await fire_due(db, NOW + HOUR)
    for _ in range(MOST_TRIES):
        await query(db, RUN_OUT, (await taken(db)).id)
    assert await take_run(db, LEASE) is None
    ran = await last(db, "prune")
    assert ran is not None
    assert (ran.state, ran.reason) == ("failed", f"whoever ran it died, {MOST_TRIES} times")


async def test_what_fails_is_kept_tried_next_time_and_told_once(db: Database, site: Site) -> None:
    await only_prune(db)
    for n, outcome in enumerate([None, None, {"rows": 0}, None], 1):
        await fire_due(db, NOW + n * HOUR)
        await end_run(db, await taken(db), outcome, None if outcome else "OSError: disk full")
    told = [row["payload"] for row in await query(db, FAILURES)]
    assert [one["failed"] for one in told] == [True, True, False, True]
    assert [one["alarm"] for one in told] == [True, False, False, True]
    found = await what_ran(db, int(told[0]["run"]))
    assert found is not None
    assert (found[0], found[1].reason) == ("prune", "OSError: disk full")


async def test_what_can_not_be_read_stops_alone_and_is_told(db: Database, site: Site) -> None:
    await only_prune(db)
    await query(db, "update owona_bot.schedule set zone = 'Europe/Atlantis' where name = 'prune'")
    await query(db, "update owona_bot.schedule set next_at = $1, paused = false where name = 'remind'", NOW + HOUR)
    while await fire_due(db, NOW + 2 * HOUR):
        pass
    broken, other = await last(db, "prune"), await last(db, "remind")
    assert broken is not None
    assert other is not None
    assert broken.state == "failed"
    assert "Europe/Atlantis" in str(broken.reason)
    assert (await entry(db, "prune")).next_at is None
    assert other.state == "waiting"
    assert [row["payload"]["alarm"] for row in await query(db, FAILURES)] == [True]


async def test_run_now_pressed_twice_runs_once(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    knocks = [run_now(db, "prune", NOW, lead, f"press {n}") for n in range(4)]
    ends = await asyncio.gather(*knocks, return_exceptions=True)
    assert sum(isinstance(end, JobRuns) for end in ends) == 3
    await end_run(db, await taken(db), {})
    with pytest.raises(JobRuns):
        await run_now(db, "prune", NOW, lead, "a moment later")
    await query(db, LONG_AGO)
    await run_now(db, "prune", NOW, lead, "later")
    assert len(await query(db, RUNS, "prune")) == 2


async def test_the_same_press_is_one(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    await run_now(db, "prune", NOW, lead, "press")
    with pytest.raises(Repeated):
        await run_now(db, "prune", NOW, lead, "press")


async def test_by_hand_moves_no_slot_and_runs_what_is_paused(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    before = await entry(db, "remind")
    await run_now(db, "remind", NOW, lead, None)
    run = await taken(db)
    assert (run.name, run.by_hand) == ("remind", lead.actor)
    await end_run(db, run, {"reminded": 0})
    assert await entry(db, "remind") == before
    assert await run_by_operator(db, "prune", NOW) > run.id


async def test_pausing_during_a_run_lets_it_end_and_fires_no_more(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    await resume_job(db, "auto_close", NOW, lead, None)
    await fire_due(db, NOW + DAY)
    await fire_due(db, NOW + DAY)
    await pause_job(db, "auto_close", lead, None)
    while (run := await take_run(db, LEASE)) is not None:
        await end_run(db, run, {"closed": 2})
    ran = await last(db, "auto_close")
    assert ran is not None
    assert ran.outcome == {"closed": 2}
    await fire_and_end(db, NOW + 9 * DAY)
    assert len(await query(db, RUNS, "auto_close")) == 1
    await resume_job(db, "auto_close", NOW + 9 * DAY, lead, None)
    await fire_and_end(db, NOW + 9 * DAY + HOUR)
    assert len(await query(db, RUNS, "auto_close")) == 1


async def test_what_the_bot_needs_is_not_paused(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    with pytest.raises(JobNeeded):
        await pause_job(db, "prune", lead, None)
    assert not (await entry(db, "prune")).paused


async def test_a_new_time_counts_from_now_and_a_wrong_one_changes_nothing(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    await change_time(db, NewTime("prune", "0 13 * * *", "UTC"), NOW, lead, None)
    assert (await entry(db, "prune")).next_at == NOW + HOUR
    with pytest.raises(CronFields):
        await change_time(db, NewTime("prune", "0 0 13 * * *", "UTC"), NOW, lead, None)
    with pytest.raises(CronNever):
        await change_time(db, NewTime("prune", "0 0 31 2 *", "UTC"), NOW, lead, None)
    assert (await entry(db, "prune")).cron == "0 13 * * *"


async def test_a_slot_that_was_run_is_not_run_again_after_its_time_was_set_anew(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    await fire_and_end(db, NOW + HOUR)
    await change_time(db, NewTime("prune", "17 * * * *", BERLIN), NOW, lead, None)
    for _ in range(3):
        await fire_and_end(db, NOW + HOUR)
    assert len(await query(db, RUNS, "prune")) == 1
    assert (await entry(db, "prune")).next_at == NOW + HOUR + 17 * MINUTE


async def test_agents_look_leads_change_and_readers_do_neither(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    agent, reader = replace(lead, role="agent"), replace(lead, role="reader")
    assert len(await show_schedule(db, agent)) == 4
    with pytest.raises(MayNot):
        await show_schedule(db, reader)
    for act in (
        run_now(db, "prune", NOW, agent, None),
        pause_job(db, "remind", agent, None),
        resume_job(db, "remind", NOW, agent, None),
        change_time(db, NewTime("prune", "0 0 * * *", BERLIN), NOW, agent, None),
    ):
        with pytest.raises(MayNot):
            await act


async def test_a_name_that_there_is_not_is_refused(db: Database, site: Site) -> None:
    lead = await only_prune(db)
    with pytest.raises(JobUnknown) as told:
        await run_now(db, "prnue", NOW, lead, None)
    assert told.value.values["known"] == "assign, auto_close, prune, remind"
