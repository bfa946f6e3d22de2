"""What happens by itself: looked at, run, paused and set, by people in Slack on the real bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.blocks.reading import dicts
from tests.handlers.desk import Scene, said
from tests.handlers.test_parity import closed

pytestmark = pytest.mark.database

SET_ROLE = "update owona_bot.agents set role = $1 where slack_user = 'U0BEN' returning id"

PAUSED = "select count(*) from owona_bot.schedule where name = $1 and paused"
RUNS = "select count(*) from owona_bot.schedule_runs where name = $1 and by_hand is not null"
DONE = "select count(*) from owona_bot.schedule_runs where name = $1 and by_hand is not null and state = 'done'"
CRON = "select count(*) from owona_bot.schedule where name = $1 and cron = $2"
FAILED = "select count(*) from owona_bot.schedule_runs where name = $1 and state = 'failed'"
BREAK = "update owona_bot.schedule set job = 'moonshine' where name = $1 returning 1"
MEND = "update owona_bot.schedule set job = name where name = $1 returning 1"
LONG_AGO = "update owona_bot.schedule_runs set created_at = created_at - interval '1 minute' returning id"
RUNNING = """
    insert into owona_bot.schedule_runs (name, job, due_at, fired_at, state, attempts, leased_until)
    values ($1, $1, now(), now(), 'running', 1, now() + interval '1 day') returning 1"""
OVER = "delete from owona_bot.schedule_runs where name = $1 and state = 'running' returning 1"
BACK = "update owona_bot.schedule set cron = $2, paused = $3 where name = $1 returning 1"


@pytest.fixture
async def there(desk: Scene) -> AsyncIterator[Scene]:
    """As it is at first, also afterwards."""
    yield desk
    for name, cron, paused in (
        ("auto_close", "30 3 * * *", True),
        ("remind", "0 9 * * 1-5", True),
        ("prune", "17 * * * *", False),
        ("assign", "*/15 * * * *", False),
    ):
        await desk.fetchval(BACK, name, cron, paused)
    await desk.fetchval(LONG_AGO)
    for who in ("anna", "ben"):
        await closed(desk, who)


async def view_of(desk: Scene, user: str) -> Json:
    return await until(lambda: desk.slack.view(user), "a form")


async def listed(desk: Scene, user: str, line: str) -> Json:
    """What only `user` sees, with its buttons."""
    before = len(await desk.slack.ephemerals(user))
    said(await desk.says(user, line))

    async def shown() -> Json | None:
        return next(iter((await desk.slack.ephemerals(user))[before:]), None)

    return await until(shown, "the list")


def said_by_buttons(post: Json) -> list[str]:
    return [str(button["value"]) for button in dicts(post["blocks"]) if button.get("type") == "button"]


@pytest.mark.parametrize(
    ("user", "line", "words"),
    [
        ("anna", "/ticket plan", ("schließt gelöste Tickets", "jeden Tag um 3:30 · angehalten", "17 Minuten nach")),
        ("ben", "/ticket schedule", ("closes resolved tickets", "every day at 3:30 · paused", "at 17 minutes past")),
    ],
)
async def test_the_list_says_what_happens_when_and_what_stands_still(
    there: Scene, user: str, line: str, words: tuple[str, ...]
) -> None:
    text = said(await there.says(user, line))
    assert [word for word in words if word not in text] == []
    assert "<!date^" in text


async def test_one_is_shown_by_its_name(there: Scene) -> None:
    text = said(await there.says("ben", "/ticket schedule remind"))
    assert "Monday to Friday at 9:00" in text
    assert "auto_close" not in text


async def test_who_may_change_it_has_buttons_and_who_may_not_has_none(there: Scene) -> None:
    assert "resume auto_close" in said_by_buttons(await listed(there, "anna", "/ticket plan"))
    assert said_by_buttons(await listed(there, "ben", "/ticket schedule")) == []
    for line in ("run prune", "pause remind", "time prune 0 0 * * *"):
        assert "may not do that here" in said(await there.says("ben", f"/ticket schedule {line}"))


async def test_a_lead_changes_it_too(there: Scene) -> None:
    await there.fetchval(SET_ROLE, "lead")
    try:
        assert "paused" not in said(await there.says("ben", "/ticket schedule resume auto_close"))
        assert await there.fetchval(PAUSED, "auto_close") == 0
    finally:
        await there.fetchval(SET_ROLE, "agent")


async def test_pressing_pauses_and_resumes(there: Scene) -> None:
    post = await listed(there, "anna", "/ticket plan auto_close")
    assert (await there.slack.click("anna", there.tickets, post["ts"], "Fortsetzen")).acked

    async def goes_on() -> bool:
        return await there.fetchval(PAUSED, "auto_close") == 0

    await until(goes_on, "it goes on")
    assert "als Nächstes:" in await there.whisper("anna", "als Nächstes:")
    post = await listed(there, "anna", "/ticket plan auto_close")
    assert (await there.slack.click("anna", there.tickets, post["ts"], "Anhalten")).acked

    async def stands() -> bool:
        return await there.fetchval(PAUSED, "auto_close") == 1

    await until(stands, "it stands still")


async def test_what_the_bot_needs_can_not_be_paused(there: Scene) -> None:
    assert "lässt sich nicht anhalten" in said(await there.says("anna", "/ticket plan anhalten prune"))
    assert await there.fetchval(PAUSED, "prune") == 0


async def shows(desk: Scene, user: str, words: str) -> None:
    """In the form, sooner or later."""

    async def does() -> bool:
        view = await desk.slack.view(user)
        return view is not None and words in text_of(view)

    await until(does, f"the form says {words}")


@asynccontextmanager
async def held_up(desk: Scene, statement: str) -> AsyncIterator[None]:
    """Whoever wants what it locks waits."""
    async with desk.site.pool.acquire() as connection, connection.transaction():
        await connection.execute(statement)
        yield


async def test_the_form_opens_before_it_is_counted_what_a_run_would_do(there: Scene) -> None:
    async with held_up(there, "lock table owona_bot.reminders in access exclusive mode"):
        assert said(await there.says("anna", "/ticket plan jetzt remind")) == ""
        await shows(there, "anna", "Gerade wird gezählt")
    await shows(there, "anna", "Kunden, die eine E-Mail bekämen: 0")


async def test_run_now_shows_what_it_would_do_and_then_does_it_once(there: Scene) -> None:
    before = await there.fetchval(RUNS, "auto_close") or 0
    assert said(await there.says("anna", "/ticket plan jetzt auto_close")) == ""
    await shows(there, "anna", "Tickets, die geschlossen würden: 0")
    assert await there.fetchval(RUNS, "auto_close") == before
    answer = await there.slack.submit("anna")
    assert answer.acked
    assert "läuft gleich los" in text_of(await view_of(there, "anna"))
    await closed(there, "anna")

    async def done() -> bool:
        return await there.fetchval(DONE, "auto_close") == before + 1

    await until(done, "it ran")
    assert await there.fetchval(RUNS, "auto_close") == before + 1
    assert "von Hand · es war nichts zu tun" in said(await there.says("anna", "/ticket plan auto_close"))


async def test_what_runs_already_is_not_begun_again(there: Scene) -> None:
    await there.fetchval(RUNNING, "auto_close")
    try:
        said(await there.says("anna", "/ticket plan jetzt auto_close"))
        await there.slack.submit("anna")
        assert "läuft gerade schon" in str(await there.slack.view("anna")) + str(await there.slack.ephemerals("anna"))
    finally:
        await there.fetchval(OVER, "auto_close")


async def test_a_new_time_is_typed_or_filled_in(there: Scene) -> None:
    text = said(await there.says("anna", "/ticket plan zeit remind 0 8 * * 1"))
    assert "Montag um 8:00" in text
    assert said(await there.says("anna", "/ticket plan zeit remind")) == ""
    view = await view_of(there, "anna")
    assert "Europe/Berlin" in str(view)
    assert "0 8 * * 1" in str(view)
    assert (await there.slack.submit("anna", {"Neue Zeit": "*/30 9-17 * * mon-fri"})).acked
    assert "nach der Zeile */30 9-17 * * mon-fri" in text_of(await view_of(there, "anna"))
    assert await there.fetchval(CRON, "remind", "*/30 9-17 * * mon-fri") == 1


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 0 3 * * *", "Es müssen fünf Angaben sein, nicht 6"),
        ("0 25 * * *", "„25“ ist keine Stunde"),
        ("0 0 31 2 *", "Diesen Tag gibt es in diesem Monat nie"),
        ("jeden Tag", "Es müssen fünf Angaben sein, nicht 2"),
    ],
)
async def test_a_time_that_is_none_is_refused_at_its_field(there: Scene, cron: str, words: str) -> None:
    said(await there.says("anna", "/ticket plan zeit prune"))
    refused = await there.slack.submit("anna", {"Neue Zeit": cron})
    assert words in refused.errors["Neue Zeit"]
    assert words in said(await there.says("anna", f"/ticket plan zeit prune {cron}"))
    assert await there.fetchval(CRON, "prune", "17 * * * *") == 1


async def test_a_name_that_there_is_not_is_told_with_those_that_there_are(there: Scene) -> None:
    for line in ("prnue", "run prnue", "time <!channel> 0 0 * * *"):
        told = said(await there.says("ben" if line == "prnue" else "anna", f"/ticket schedule {line}"))
        assert "auto_close" in told
        assert "remind" in told


async def test_a_job_that_fails_is_told_to_operations_once_and_shown(there: Scene) -> None:
    await there.fetchval(BREAK, "remind")
    try:
        for n in range(2):
            await there.fetchval(LONG_AGO)
            said(await there.says("anna", "/ticket plan jetzt remind"))
            await there.slack.submit("anna")
            await closed(there, "anna")

            async def failed(n: int = n) -> bool:
                return await there.fetchval(FAILED, "remind") == n + 1

            await until(failed, "it fails")
        alarm = await there.alarm("Der geplante Job „remind“ ist fehlgeschlagen.")
        assert "there is no job moonshine" in text_of(alarm)
        told = [one for one in await there.slack.messages(there.operations) if "„remind“" in text_of(one)]
        assert len(told) == 1
        assert "fehlgeschlagen" in said(await there.says("anna", "/ticket plan remind"))
    finally:
        await there.fetchval(MEND, "remind")


async def test_in_a_thread_it_is_said_by_mention(there: Scene) -> None:
    ticket = await there.asked()
    await there.slack.post("ben", there.tickets, "<@U0OWONA> schedule", (await there.card(ticket))["ts"])
    assert "What happens by itself" in await there.whisper("ben", "What happens by itself")
