"""Reports that come by themselves tell all since the last one, and say what nobody was there to tell."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.desk import Desk
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_schedule import Order, Typed
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.mailbox import Mail
from owona_bot.services.report_schedule import Asker, run_report, schedule_report
from owona_bot.services.schedule import end_run, fire_due, take_run
from tests.jobs.letters import read
from tests.jobs.queue import LEASE
from tests.jobs.reports import NOW, Office, an_office

pytestmark = pytest.mark.database

BERLIN = ZoneInfo("Europe/Berlin")

PERIODS = "select period_start, period_end from owona_bot.reports order by id"


@pytest.fixture
async def office(desk: Desk, playground: Playground) -> AsyncIterator[Office]:
    async with an_office(desk, playground) as office:
        yield office


async def planned(office: Office, kind: ReportKind, rhythm: str, **order: object) -> str:
    anna = office.team[0]
    wanted = Order(kind, anna.id, people=(anna.id,), locale="en", **order)  # type: ignore[arg-type] # by name
    typed = Typed(kind.value, rhythm=rhythm, at="08:00")
    return (await schedule_report(office.db, wanted, typed, "Europe/Berlin", Asker(anna, NOW, None))).entry.name


async def at_eight(office: Office, day: date) -> None:
    """All that is due a little after eight, on to its end."""
    now = datetime(day.year, day.month, day.day, 8, 1, tzinfo=BERLIN).astimezone(UTC)
    while await fire_due(office.db, now):
        pass
    await work(office)


async def work(office: Office) -> None:
    while (run := await take_run(office.db, LEASE)) is not None:
        if run.job == "report":
            await office.errand.do(run)
        await end_run(office.db, run, {"reports": 1})


async def told(office: Office) -> list[tuple[date, date]]:
    """The first and the last day of each."""
    async with office.db.read_raw() as raw:
        rows = await raw.fetch(PERIODS)
    zone = BERLIN
    second = timedelta(seconds=1)
    return [
        (row["period_start"].astimezone(zone).date(), (row["period_end"] - second).astimezone(zone).date())
        for row in rows
    ]


def plain(mail: Mail) -> str:
    """On one line."""
    body = read(mail).get_body(("plain",))
    return " ".join(body.get_content().split()) if body else ""


def november(first: int, last: int) -> tuple[date, date]:
    return date(2026, 11, first), date(2026, 11, last)


async def test_from_monday_to_friday_mondays_tells_the_weekend_and_each_day_once(office: Office) -> None:
    await planned(office, ReportKind.DAILY, "workdays")
    for day in (27, 30):
        await at_eight(office, date(2026, 11, day))
    await at_eight(office, date(2026, 12, 1))
    assert await told(office) == [november(26, 26), november(27, 29), november(30, 30)]
    await office.settle()
    weekend = "Fri, Nov 27, 2026 – Sun, Nov 29, 2026"
    assert [weekend in told for told in await office.told(office.team[0])] == [False, True, False]


async def test_one_made_by_hand_takes_nothing_from_the_next(office: Office) -> None:
    anna = office.team[0]
    name = await planned(office, ReportKind.DAILY, "workdays")
    await at_eight(office, date(2026, 11, 27))
    await run_report(office.db, name, Asker(anna, datetime(2026, 11, 28, 12, tzinfo=UTC), None))
    await work(office)
    await at_eight(office, date(2026, 11, 30))
    assert (await told(office))[-1] == november(27, 29)


async def test_after_an_outage_one_of_days_tells_all_that_was_left_out(office: Office) -> None:
    await planned(office, ReportKind.DAILY, "daily", channel="C0REPORTS")
    await at_eight(office, date(2026, 11, 27))
    await at_eight(office, date(2026, 11, 30))
    assert await told(office) == [november(26, 26), november(27, 29)]
    await office.settle()
    _, late = await office.posts()
    assert "Missed before this one: 2." in text_of(late)
    assert "Nothing is told" not in text_of(late)


async def test_of_weeks_that_were_missed_the_newest_is_told_and_the_others_are_named(office: Office) -> None:
    ben = office.team[1]
    await planned(office, ReportKind.WEEKLY, "weekday-0", channel="C0REPORTS", mails=(ben.id,))
    await at_eight(office, date(2026, 11, 30))
    await at_eight(office, date(2026, 12, 21))
    weeks = [(date(2026, 11, 23), 7), (date(2026, 12, 14), 7), (date(2026, 12, 7), 7)]
    assert [(first, (last - first).days + 1) for first, last in await told(office)] == weeks
    await office.settle(2)
    words = (
        "Missed before this one: 2. The one of Mon, Dec 7, 2026 – Sun, Dec 13, 2026 follows. "
        "Nothing is told of Mon, Nov 30, 2026 – Sun, Dec 6, 2026."
    )
    first, newest, made_up = await office.posts()
    assert [words in text_of(one) for one in (first, newest, made_up)] == [False, True, False]
    assert "Week 50" in text_of(made_up)
    assert [words in plain(one) for one in office.box.mails] == [False, True, False]
    await work(office)
    await at_eight(office, date(2026, 12, 21))
    assert len(await told(office)) == 3


async def test_what_was_told_meanwhile_or_lies_in_the_same_week_is_not_made_up_for(office: Office) -> None:
    anna = office.team[0]
    wanted = Order(ReportKind.WEEKLY, anna.id, people=(anna.id,), locale="en")
    twice = Typed("weekly", cron="0 8 * * 1,3")
    await schedule_report(office.db, wanted, twice, "Europe/Berlin", Asker(anna, NOW, None))
    await at_eight(office, date(2026, 12, 2))  # Monday and Wednesday are due, of the same week
    assert await told(office) == [november(23, 29)]
