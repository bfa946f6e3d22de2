"""Alerts about deadlines: each stage once, by what is true when it is told, and over when nothing is left to do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from jobs.reactions.sla_alert import TellDeadline
from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.alert import Over
from owona_bot.domain.delivery import Delivery, Later, Reaction
from owona_bot.domain.me import Wanted
from owona_bot.domain.ticket_errors import NotYours, TicketClosed
from owona_bot.playground.client import Playground, buttons_of
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.me import change_me
from owona_bot.services.mute import mute_warnings
from owona_bot.services.resolve import resolve_ticket
from owona_bot.slack.client import Slack, web_client
from tests.jobs.queue import LEASE, run_out
from tests.jobs.watching import Watch, free, in_three_days
from tests.services.team import a_team

pytestmark = pytest.mark.database


@pytest.fixture
async def watch(desk: Desk, site: Site, playground: Playground) -> AsyncIterator[Watch]:
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        yield Watch(desk, site, playground, slack, await a_team(desk.db, 3))


async def test_a_stage_that_passes_is_told_with_what_can_be_done(watch: Watch) -> None:
    await watch.ticket()
    await watch.at(minutes=44)
    assert await watch.alerts() == []
    await watch.at(minutes=46)
    (alert,) = await watch.posts()
    (said,) = await watch.alerts()
    assert "#1001" in said
    assert "Erste Antwort fällig" in said
    assert buttons_of(alert) == ["Übernehmen", "Antworten", "Eskalieren", "Nicht mehr warnen"]
    assert await watch.fates() == [("75", "done", None)]


async def test_the_card_shows_the_clock_from_its_first_draw_and_marks_it_when_it_presses(watch: Watch) -> None:
    await watch.ticket()
    assert "Erste Antwort fällig:" in await watch.card()
    assert "⏳" not in await watch.card()
    await watch.at(minutes=46)
    assert "⏳ Erste Antwort fällig:" in await watch.card()
    await watch.at(minutes=61)
    assert "❗ Erste Antwort überfällig seit:" in await watch.card()


async def test_a_breach_stands_in_the_thread_too(watch: Watch) -> None:
    await watch.ticket()
    await watch.at(minutes=61)
    assert "❗ Erste Antwort überfällig (" in "\n".join(await watch.thread())


async def test_each_stage_is_told_once_and_the_one_before_is_over_then(watch: Watch) -> None:
    await watch.ticket()
    for minutes in (46, 55, 61, 62, 90):
        await watch.at(minutes=minutes)
    posts = await watch.posts()
    assert await watch.fates() == [("75", "done", None), ("90", "done", None), ("100", "done", None)]
    assert [buttons_of(post) for post in posts] == [[], [], ["Übernehmen", "Antworten", "Eskalieren"]]
    assert "neuere Meldung" in (await watch.alerts())[0]


async def test_a_clock_that_jumps_back_and_forth_tells_nothing_twice(watch: Watch) -> None:
    await watch.ticket()
    for minutes in (46, -14, 46, 106, 46, 107):
        await watch.at(minutes=minutes)
    assert [stage for stage, state, _ in await watch.fates() if state == "done"] == ["75", "100"]
    assert len(await watch.posts()) == 2


async def test_ten_workers_tell_each_stage_once(watch: Watch) -> None:
    for n in range(5):
        await watch.ticket(f"Ticket {n}")
    watch.ahead = timedelta(minutes=46)
    await watch.planned()
    workers = [watch.worker for _ in range(10)]

    async def work(n: int) -> None:
        while await workers[n].deliver_next():
            pass

    await asyncio.gather(*map(work, range(10)))
    assert len(await watch.alerts()) == 5


async def test_an_answer_ends_it(watch: Watch) -> None:
    ticket = await watch.ticket()
    await watch.at(minutes=46)
    await watch.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await watch.settle()
    (alert,) = await watch.posts()
    assert buttons_of(alert) == []
    assert "beantwortet · rechtzeitig" in (await watch.alerts())[0]
    await watch.at(minutes=61)
    assert len(await watch.posts()) == 1


async def test_an_end_ends_it(watch: Watch) -> None:
    ticket = await watch.ticket()
    await watch.at(minutes=46)
    await resolve_ticket(watch.base.db, await watch.number(ticket), watch.team[0], None)
    await watch.settle()
    assert "erledigt" in (await watch.alerts())[0]


async def test_who_claims_it_is_named_and_can_go_on_from_there(watch: Watch) -> None:
    ticket = await watch.ticket()
    await watch.at(minutes=46)
    await claim_ticket(watch.base.db, await watch.number(ticket), watch.team[1], None)
    await watch.settle()
    (alert,) = await watch.posts()
    assert buttons_of(alert) == ["Antworten", "Eskalieren", "Nicht mehr warnen"]
    assert "@U1" in (await watch.alerts())[0]


async def test_who_is_away_is_named_and_not_called(watch: Watch) -> None:
    away, here = watch.team[1], watch.team[2]
    for n, agent in enumerate((away, here)):
        ticket = await watch.ticket(f"Ticket {n}")
        await claim_ticket(watch.base.db, await watch.number(ticket), agent, None)
    await change_me(watch.base.db, Wanted(available=False), away, datetime.now(UTC), None)
    await watch.at(minutes=46)
    told = "\n".join(await watch.alerts())
    assert "bei Agent 1" in told
    assert "@U1" not in told
    assert "@U2" in told


async def test_a_deleted_ticket_leaves_nothing_of_its_customer(watch: Watch) -> None:
    ticket = await watch.ticket("Geheimes Anliegen")
    await watch.at(minutes=46)
    await watch.site.delete_ticket(await watch.lena(), ticket)
    await watch.settle()
    (said,) = await watch.alerts()
    assert "Geheimes" not in str(await watch.posts())
    assert "gelöscht" in said


async def test_what_was_answered_before_it_was_told_is_not_told(watch: Watch) -> None:
    ticket = await watch.ticket()
    watch.ahead = timedelta(minutes=46)
    await watch.planned()
    await watch.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await watch.settle()
    assert await watch.alerts() == []
    assert await watch.fates() == [("75", "suppressed", Over.ANSWERED)]


async def test_of_stages_that_wait_only_the_highest_is_told(watch: Watch) -> None:
    await watch.ticket()
    for minutes in (46, 55):
        watch.ahead = timedelta(minutes=minutes)
        await watch.planned()
    await watch.settle()
    assert await watch.fates() == [("75", "suppressed", Over.BEYOND), ("90", "done", None)]


async def test_a_quiet_desk_is_told_of_nothing_but_what_is_urgent(watch: Watch, raw: Raw) -> None:
    watch.rules = replace(watch.rules, alert_hours=in_three_days())
    await watch.ticket("Zeit genug")
    await watch.ticket("Brennt", priority="urgent")
    await watch.at(minutes=46)
    (said,) = await watch.alerts()
    assert "Brennt" in said
    await free(raw)  # whatever the plan said, it looks at the clock again
    await watch.settle()
    assert len(await watch.alerts()) == 1
    watch.rules = replace(watch.rules, alert_hours=None)
    await free(raw)
    await watch.settle()
    assert len(await watch.alerts()) == 2


async def test_muted_warnings_say_who_wants_none_and_a_breach_comes_all_the_same(watch: Watch) -> None:
    ticket = await watch.ticket()
    await watch.at(minutes=46)
    await mute_warnings(watch.base.db, await watch.memo(ticket), watch.team[1], None)
    await watch.settle()
    (alert,) = await watch.posts()
    assert "Agent 1 will zu dieser Frist keine Warnung mehr" in (await watch.alerts())[0]
    assert buttons_of(alert) == ["Übernehmen", "Antworten", "Eskalieren"]
    await watch.at(minutes=55)
    await watch.at(minutes=61)
    assert [(stage, state) for stage, state, _ in await watch.fates()] == [
        ("75", "done"),
        ("90", "suppressed"),
        ("100", "done"),
    ]


async def test_of_ten_who_mute_at_once_one_is_told_of(watch: Watch, raw: Raw) -> None:
    memo = await watch.memo(await watch.ticket())
    await asyncio.gather(*(mute_warnings(watch.base.db, memo, watch.team[n % 3], f"knock {n}") for n in range(10)))
    assert await raw.fetchval("select count(*) from owona_bot.events where kind = 'sla.muted'") == 1


async def test_somebody_elses_ticket_and_one_that_is_done_can_not_be_muted(watch: Watch) -> None:
    ticket = await watch.ticket()
    memo = await watch.memo(ticket)
    await claim_ticket(watch.base.db, memo.number, watch.team[1], None)
    with pytest.raises(NotYours):
        await mute_warnings(watch.base.db, memo, watch.team[2], None)
    await resolve_ticket(watch.base.db, memo.number, watch.team[1], None)
    with pytest.raises(TicketClosed):
        await mute_warnings(watch.base.db, memo, watch.team[1], None)


async def test_a_weekends_alerts_are_one(watch: Watch) -> None:
    for n in range(25):
        await watch.ticket(f"Ticket {n}")
    answered = await watch.ticket("Beantwortet")
    watch.ahead = timedelta(minutes=61)
    await watch.planned()
    await watch.site.support_message(answered, "Erledigt.", "Anna")
    await watch.settle()
    (said,) = await watch.alerts()
    assert "Überfällig: 25, bald fällig: 0" in said
    assert "und 15 weitere" in said
    fates = [(state, reason) for _, state, reason in await watch.fates()]
    assert fates[0] == ("done", None)
    assert fates.count(("suppressed", Over.ANSWERED)) == 1
    assert sum(str(reason).startswith("told with") for _, reason in fates) == 24


async def test_twenty_are_told_one_by_one(watch: Watch) -> None:
    for n in range(20):
        await watch.ticket(f"Ticket {n}")
    await watch.at(minutes=61)
    assert len(await watch.alerts()) == 20


async def test_a_crowd_takes_in_no_warning_that_was_muted(watch: Watch) -> None:
    for n in range(25):
        await watch.ticket(f"Ticket {n}")
    muted = await watch.ticket("Stumm")
    await mute_warnings(watch.base.db, await watch.memo(muted), watch.team[1], None)
    await watch.at(minutes=46)
    (said,) = await watch.alerts()
    assert "bald fällig: 25" in said
    assert ("75", "suppressed", Over.MUTED) in await watch.fates()


async def test_a_crowd_takes_in_a_muted_deadline_that_was_missed(watch: Watch) -> None:
    for n in range(25):
        ticket = await watch.ticket(f"Ticket {n}")
    await mute_warnings(watch.base.db, await watch.memo(ticket), watch.team[1], None)
    await watch.at(minutes=61)
    (said,) = await watch.alerts()
    assert "Überfällig: 25" in said


async def test_a_quiet_desk_is_told_of_a_crowd_only_what_is_urgent_in_it(watch: Watch, raw: Raw) -> None:
    for n in range(22):
        await watch.ticket(f"Brennt {n}", priority="urgent")
    await watch.ticket("Zeit genug")
    watch.ahead = timedelta(minutes=46)
    await watch.planned()
    watch.rules = replace(watch.rules, alert_hours=in_three_days())
    await watch.settle()
    (said,) = await watch.alerts()
    assert "bald fällig: 22" in said
    watch.rules = replace(watch.rules, alert_hours=None)
    await free(raw)
    await watch.settle()
    assert "Zeit genug" in (await watch.alerts())[1]


async def test_a_worker_that_lost_its_lease_tells_nothing_of_a_crowd(watch: Watch, raw: Raw) -> None:
    for n in range(25):
        await watch.ticket(f"Ticket {n}")
    delivery = await taken(watch, raw)
    await run_out(raw, delivery.id)
    assert await deliveries.claim(raw, LEASE)
    with pytest.raises(Later):
        await TellDeadline(watch.desk, watch.web)(delivery)
    assert await watch.alerts() == []


class Dying(Slack):
    """Accepted, and nobody hears of it."""

    async def post(self, *told: object, **named: object) -> str:
        await super().post(*told, **named)  # type: ignore[arg-type]  # as they came
        raise KeyboardInterrupt


async def taken(watch: Watch, raw: Raw) -> Delivery:
    """The alert about a breach, by a worker that has done all that comes before it."""
    watch.ahead = timedelta(minutes=61)
    await watch.planned()
    while (delivery := await deliveries.claim(raw, LEASE)) and delivery.reaction is not Reaction.SLA_ALERT:
        async with raw.transaction():
            await deliveries.finish(raw, delivery, await watch.worker.act(delivery))
    assert delivery
    return delivery


async def test_an_answer_that_comes_while_it_is_posted_ends_it_too(watch: Watch, raw: Raw) -> None:
    ticket = await watch.ticket()
    delivery = await taken(watch, raw)
    outcome = await watch.worker.act(delivery)
    await watch.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await watch.settle()
    async with raw.transaction():
        assert await deliveries.finish(raw, delivery, outcome)
    await free(raw)
    await watch.settle()
    (alert,) = await watch.posts()
    assert buttons_of(alert) == []


async def died(watch: Watch, raw: Raw) -> None:
    """A bot that told and was killed before it knew; its lease runs out."""
    delivery = await taken(watch, raw)
    with pytest.raises(KeyboardInterrupt):
        await TellDeadline(watch.desk, Dying(watch.web.web))(delivery)
    await run_out(raw, delivery.id)


async def test_a_bot_that_died_while_it_told_tells_it_once(watch: Watch, raw: Raw) -> None:
    ticket = await watch.ticket()
    await died(watch, raw)
    await watch.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await watch.settle()
    await free(raw)
    await watch.settle()
    (alert,) = await watch.posts()
    assert buttons_of(alert) == []
    assert await watch.fates() == [("100", "done", None)]


async def test_a_bot_that_died_while_it_told_of_many_tells_none_of_them_again(watch: Watch, raw: Raw) -> None:
    for n in range(25):
        await watch.ticket(f"Ticket {n}")
    await died(watch, raw)
    await watch.settle()
    (said,) = await watch.alerts()
    assert "Überfällig: 25" in said
    assert {state for _, state, _ in await watch.fates()} == {"done", "suppressed"}
