"""Calls for help: each told once by what is true then, many in one, and over when nobody is called any more."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import aiohttp
import pytest

from jobs.reactions.escalation import TellEscalation
from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Reaction
from owona_bot.playground.client import Playground, buttons_of, text_of
from owona_bot.playground.site import Site
from owona_bot.playground.wire import Json
from owona_bot.services.escalate import escalate_ticket
from owona_bot.slack.client import Slack, web_client
from tests.jobs.queue import LEASE, run_out
from tests.jobs.watching import Watch, free
from tests.services.team import a_team
from tests.services.test_escalate import asks

pytestmark = pytest.mark.database

FATES = "select state, last_error from owona_bot.deliveries where reaction = 'escalation' order by position"


@pytest.fixture
async def watch(desk: Desk, site: Site, playground: Playground) -> AsyncIterator[Watch]:
    await playground.reset()
    desk = replace(desk, places=replace(desk.places, tier2="C0TIER2"))
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        watch = Watch(desk, site, playground, slack, await a_team(desk.db, 1))
        watch.besides = lambda desk: {Reaction.ESCALATION: TellEscalation(desk, slack)}
        yield watch


async def calls(watch: Watch) -> list[Json]:
    return await watch.playground.messages("tier2")


async def called(watch: Watch, title: str = "Login geht nicht") -> UUID:
    """A ticket for which somebody asks for help."""
    ticket = await watch.ticket(title)
    number = await watch.number(ticket)
    await escalate_ticket(watch.base.db, number, asks(), watch.team[0], f"e{number}", watch.now())
    return ticket


async def answered(watch: Watch, ticket: UUID) -> None:
    await watch.site.support_message(ticket, "Wir sind dran.", "Anna")
    await watch.settle()


async def taken(watch: Watch, raw: Raw) -> Delivery:
    """The call, by a worker that has done all that comes before it."""
    await watch.planned()
    while (delivery := await deliveries.claim(raw, LEASE)) and delivery.reaction is not Reaction.ESCALATION:
        async with raw.transaction():
            await deliveries.finish(raw, delivery, await watch.worker.act(delivery))
    assert delivery
    return delivery


class Dying(Slack):
    """Accepted, and nobody hears of it."""

    async def post(self, *told: object, **named: object) -> str:
        await super().post(*told, **named)  # type: ignore[arg-type]  # as they came
        raise KeyboardInterrupt


async def died(watch: Watch, raw: Raw) -> None:
    """A bot that called and was killed before it knew; its lease runs out."""
    delivery = await taken(watch, raw)
    with pytest.raises(KeyboardInterrupt):
        await TellEscalation(watch.desk, Dying(watch.web.web))(delivery)
    await run_out(raw, delivery.id)


async def test_an_answer_that_comes_while_it_is_posted_leaves_nothing_to_press(watch: Watch, raw: Raw) -> None:
    ticket = await called(watch)
    delivery = await taken(watch, raw)
    outcome = await watch.worker.act(delivery)
    await answered(watch, ticket)
    async with raw.transaction():
        assert await deliveries.finish(raw, delivery, outcome)
    await free(raw)
    await watch.settle()
    (call,) = await calls(watch)
    assert buttons_of(call) == []
    assert "Eskalation beendet" in text_of(call)


async def test_a_bot_that_died_while_it_called_calls_once_and_what_is_over_says_so(watch: Watch, raw: Raw) -> None:
    ticket = await called(watch)
    await died(watch, raw)
    await answered(watch, ticket)
    await free(raw)
    await watch.settle()
    (call,) = await calls(watch)
    assert buttons_of(call) == []
    assert "Eskalation beendet" in text_of(call)


async def test_a_call_that_is_found_again_shows_who_has_the_ticket_by_now_and_is_kept_up_to_date(
    watch: Watch, raw: Raw
) -> None:
    ticket = await called(watch)
    await died(watch, raw)
    await watch.site.pool.execute("update support_tickets set priority = 'urgent' where id = $1", ticket)
    await watch.settle()
    (call,) = await calls(watch)
    assert "Dringend" in text_of(call)
    await free(raw)
    await answered(watch, ticket)
    (call,) = await calls(watch)
    assert buttons_of(call) == []


async def test_what_was_answered_before_it_was_told_is_not_told(watch: Watch) -> None:
    ticket = await called(watch)
    await answered(watch, ticket)
    assert await calls(watch) == []


async def all_called(watch: Watch, count: int) -> list[UUID]:
    """At once, so that all of them wait."""
    tickets = [await watch.ticket(f"Ticket {n}") for n in range(count)]
    for n in range(count):
        await escalate_ticket(watch.base.db, 1001 + n, asks(), watch.team[0], f"e{n}", watch.now())
    return tickets


async def test_many_calls_are_one_that_names_those_that_still_wait_once_each(watch: Watch) -> None:
    tickets = await all_called(watch, 25)
    await escalate_ticket(watch.base.db, 1001, asks("Und wieder"), watch.team[0], "again", watch.now())
    await watch.planned()
    await answered(watch, tickets[1])
    (call,) = await calls(watch)
    assert "Tickets, die Hilfe brauchen: 24" in text_of(call)
    assert "und 14 weitere" in text_of(call)
    assert text_of(call).count("#1001") == 1
    assert "#1002" not in text_of(call)


async def test_a_bot_that_died_while_it_called_for_many_calls_for_none_of_them_again(watch: Watch, raw: Raw) -> None:
    (ticket, *_) = await all_called(watch, 25)
    await died(watch, raw)
    await watch.settle()
    (call,) = await calls(watch)
    assert "Tickets, die Hilfe brauchen: 25" in text_of(call)
    assert {row["state"] for row in await raw.fetch(FATES)} == {"done", "suppressed"}
    await answered(watch, ticket)
    (call,) = await calls(watch)
    assert "Tickets, die Hilfe brauchen: 25" in text_of(call)
