"""Slack is asked who is there: by all replicas together no faster than it likes, and only where it counts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from jobs import presence
from jobs.presence import Watch
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import AssignRules, Signal
from owona_bot.domain.delivery import Lane, Later
from owona_bot.domain.people import SlackUser
from owona_bot.domain.presence import Status
from owona_bot.playground.client import Playground
from owona_bot.playground.stage import a_playground, until
from owona_bot.services.enrol import Team, enrol_all
from owona_bot.services.presence import hear_status, may_ask
from owona_bot.slack.client import web_client
from owona_bot.slack.presence import Presences
from tests.services.team import HOME

pytestmark = pytest.mark.database

SLACKS = ("U0ANNA", "U0BEN", "U0MIA")

ROWS = """
    select a.slack_user as who, p.away, p.dnd_until, p.status_emoji, p.status_text, p.looked_at
    from owona_bot.presences p join owona_bot.agents a on a.id = p.agent_id order by 1"""

ALL = frozenset(Signal)


@pytest.fixture
async def slack(playground: Playground) -> AsyncIterator[Presences]:
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        yield Presences(web_client("xoxb-playground", playground.api_url, session))


@pytest.fixture
async def looking(desk: Desk) -> Desk:
    """At all that Slack tells, of Anna, Ben and Mia."""
    users = [SlackUser(id_, HOME, f"{id_}@owona.de", id_, "de", False, False, False, False) for id_ in SLACKS]
    await enrol_all(desk.db, users, Team(HOME, tuple(f"{id_.lower()}@owona.de" for id_ in SLACKS), "de"))
    return looks_at(desk, ALL)


def looks_at(desk: Desk, signals: frozenset[Signal], mode: Mode = Mode.LOAD) -> Desk:
    return replace(desk, assignment=AssignRules(otherwise=Rule("default", mode), presence=signals))


async def all_looked_at(watch: Watch) -> None:
    while await watch.look_at_one():
        pass


async def seen(raw: Raw) -> dict[str, tuple[object, ...]]:
    return {row["who"]: tuple(row)[1:] for row in await raw.fetch(ROWS)}


async def test_what_slack_says_of_each_is_kept(
    looking: Desk, slack: Presences, playground: Playground, raw: Raw
) -> None:
    await playground.be_away("anna")
    await playground.be_quiet("ben", 30)
    await playground.say_status("mia", ":palm_tree:", "Im Urlaub")
    watch = Watch(looking, slack, 1.0)
    await all_looked_at(watch)
    await watch.look_at_all()
    anna, ben, mia = (await seen(raw)).values()
    assert (anna[:3], mia[2:4]) == ((True, None, ""), (":palm_tree:", "Im Urlaub"))
    assert ben[0] is False
    assert isinstance(ben[1], datetime)
    assert timedelta(minutes=29) < ben[1] - datetime.now(UTC) <= timedelta(minutes=30)
    assert await watch.look_at_one() is False, "nobody is due so soon again"


async def test_quiet_hours_count_by_the_desks_own_clock(
    looking: Desk, slack: Presences, playground: Playground, raw: Raw
) -> None:
    await playground.be_quiet("ben", 30)
    ahead = timedelta(hours=5)
    later = replace(looking, clock=lambda: datetime.now(UTC) + ahead)
    await Watch(later, slack, 1.0, ahead).look_at_all()
    until_when = (await seen(raw))["U0BEN"][1]
    assert isinstance(until_when, datetime)
    assert until_when - datetime.now(UTC) > timedelta(hours=5)


async def test_replicas_share_the_work_and_keep_slacks_pace_together(looking: Desk, slack: Presences) -> None:
    """Eight of them, in their first minute: what that is without a pace is no more than all are due once."""
    watches = [Watch(looking, slack, 1.0) for _ in range(8)]
    await asyncio.gather(*map(all_looked_at, watches))
    async with looking.db.raw.acquire() as raw:
        asked = await raw.fetchval("select count(*) from owona_bot.presences where looked_at > 'epoch'")
        next_at = await raw.fetchval("select next_at - now() from owona_bot.lanes where name = 'slack.presence'")
    assert asked == len(SLACKS)
    assert timedelta(seconds=4) < next_at <= timedelta(seconds=4.5), "three tokens of a second and a half"


async def test_nobody_is_asked_after_twice_at_once(
    looking: Desk, slack: Presences, playground: Playground, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "PEOPLE_A_MINUTE", 10**6)
    for rounds in range(1, 9):
        await asyncio.gather(*(all_looked_at(Watch(looking, slack, 1.0)) for _ in range(8)))
        calls = await playground.calls("users.getPresence")
        assert sorted(call["args"]["user"] for call in calls) == sorted(SLACKS * rounds)
        await raw.execute("update owona_bot.presences set asked_at = 'epoch'")
    assert len(await playground.calls("users.info")) == 8 * len(SLACKS)


async def test_of_many_replicas_one_asks_who_wants_quiet(
    looking: Desk, slack: Presences, playground: Playground
) -> None:
    jobs = [asyncio.create_task(Watch(looking, slack, 1.0).keep_quiet()) for _ in range(8)]
    try:
        await until(lambda: playground.calls("dnd.teamInfo"), "one has asked")
        lane = Lane("slack.quiet", timedelta(seconds=30), 1)
        assert not any(await asyncio.gather(*(may_ask(looking.db, lane) for _ in range(8))))
    finally:
        await ended(*jobs)
    assert len(await playground.calls("dnd.teamInfo")) == 1


async def ended(*jobs: asyncio.Task[None]) -> None:
    for job in jobs:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


async def test_when_the_pace_is_used_up_one_waits(
    looking: Desk, slack: Presences, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BURST", 1)
    began = asyncio.get_running_loop().time()
    watch = Watch(looking, slack, 0.2)
    await all_looked_at(watch)
    assert asyncio.get_running_loop().time() - began >= 0.55, "two waits of 0.3 s each"
    assert len(await playground.calls("users.getPresence")) == len(SLACKS)


async def test_what_does_not_count_is_not_asked(desk: Desk, looking: Desk, slack: Presences, raw: Raw) -> None:
    assert Watch(looks_at(looking, frozenset()), slack, 0).asks == frozenset()
    assert Watch(looks_at(looking, ALL, Mode.OFF), slack, 0).asks == frozenset(), "nobody is given anything"
    assert Watch(desk, slack, 0).asks == frozenset(), "without a section nothing is"
    await raw.execute("update owona_bot.agents set role = 'reader' where slack_user = 'U0ANNA'")
    await raw.execute("update owona_bot.agents set cap = 0 where slack_user = 'U0BEN'")
    await all_looked_at(Watch(looking, slack, 1.0))
    assert set(await seen(raw)) == {"U0MIA"}, "who can't be given a ticket is left alone"


async def test_where_quiet_alone_counts_it_says_when_it_was_asked(
    looking: Desk, slack: Presences, playground: Playground, raw: Raw
) -> None:
    await Watch(looks_at(looking, frozenset({Signal.DND})), slack, 1.0).look_at_all()
    assert all(row[-1] > datetime.now(UTC) - timedelta(minutes=1) for row in (await seen(raw)).values())  # type: ignore[operator]  # a moment
    assert await playground.calls("users.getPresence") == []


async def test_while_slack_fails_the_last_word_stays(
    looking: Desk, slack: Presences, playground: Playground, raw: Raw
) -> None:
    await playground.be_away("anna")
    await all_looked_at(Watch(looking, slack, 1.0))
    before = await seen(raw)
    await raw.execute("update owona_bot.presences set asked_at = 'epoch'")
    await playground.be_away("anna", away=False)
    await playground.fault("*", "server_error")
    with pytest.raises(Later):
        await all_looked_at(Watch(looking, slack, 1.0))
    with pytest.raises(Later):
        await Watch(looking, slack, 1.0).look_at_all()
    assert await seen(raw) == before


async def test_whom_slack_does_not_know_is_passed_over(
    looking: Desk, slack: Presences, playground: Playground, raw: Raw
) -> None:
    await raw.execute("update owona_bot.agents set slack_user = 'U0NOBODY' where slack_user = 'U0ANNA'")
    with capture_logs() as logs:
        watch = Watch(looking, slack, 1.0)
        await all_looked_at(watch)
        await watch.look_at_all()
    assert [line["event"] for line in logs] == ["presence.refused"] * 2
    looked = {who: row[-1] > datetime.now(UTC) - timedelta(minutes=1) for who, row in (await seen(raw)).items()}  # type: ignore[operator]  # a moment
    assert looked == {"U0BEN": True, "U0MIA": True, "U0NOBODY": False}


async def test_a_scope_that_is_missing_is_said_once_and_does_without(looking: Desk, tmp_path: Path, raw: Raw) -> None:
    lean = tmp_path / "manifest.yml"
    lean.write_text("oauth_config: {scopes: {bot: [users:read]}}")
    async with (
        a_playground("--manifest", str(lean), "--pace", "0") as playground,
        aiohttp.ClientSession() as session,
    ):
        watch = Watch(looking, Presences(web_client("xoxb-playground", playground.api_url, session)), 1.0)
        with capture_logs() as logs:
            await watch.look_at_all()
            await watch.look_at_all()
            await all_looked_at(watch)
        assert [(line["event"], line["signal"]) for line in logs] == [("presence.no_scope", "dnd")]
        assert watch.asks == {Signal.AWAY, Signal.STATUS}
        assert [row[0] for row in (await seen(raw)).values()] == [False] * len(SLACKS)


async def test_it_goes_on_by_itself(looking: Desk, slack: Presences, playground: Playground, raw: Raw) -> None:
    watch = Watch(looking, slack, 0)
    jobs = [asyncio.create_task(job()) for job in (watch.keep_watching, watch.keep_quiet)]
    try:
        await until(lambda: is_so(raw, "U0ANNA", away=False, quiet=False), "Anna is there")
        await playground.be_away("anna")
        await playground.be_quiet("anna", 5)
        await until(lambda: is_so(raw, "U0ANNA", away=True, quiet=True), "Anna is away and wants quiet")
        await playground.be_quiet("anna", 0)
        await until(lambda: is_so(raw, "U0ANNA", away=True, quiet=False), "Anna can be disturbed again")
    finally:
        await ended(*jobs)


async def is_so(raw: Raw, who: str, *, away: bool, quiet: bool) -> bool:
    found = (await seen(raw)).get(who)
    return found is not None and (found[0], found[1] is not None) == (away, quiet)


async def test_what_an_event_tells_counts_at_once_and_brings_back_nothing_old(looking: Desk, raw: Raw) -> None:
    sick, now = Status(":face_with_thermometer:", "Krank"), datetime.now(UTC)
    await hear_status(looking.db, "U0ANNA", sick, now)
    await hear_status(looking.db, "U0NOBODY", sick, now)
    assert await seen(raw) == {"U0ANNA": (None, None, ":face_with_thermometer:", "Krank", now)}
    await raw.execute("update owona_bot.presences set away = true")
    await hear_status(looking.db, "U0ANNA", Status("", ""), now + timedelta(minutes=9))
    assert (await seen(raw))["U0ANNA"][:3] == (True, None, "")
    await hear_status(looking.db, "U0ANNA", sick, now + timedelta(minutes=20))
    assert (await seen(raw))["U0ANNA"][0] is None, "that she was away was too old to be believed already"
