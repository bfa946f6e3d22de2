"""Notices to an agent: of many that are still so one message tells, whoever dies meanwhile."""

from collections.abc import AsyncIterator
from uuid import UUID

import aiohttp
import pytest

from jobs.reactions.notice import MANY, TellNotice
from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Reaction
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.site import Site
from owona_bot.services.release import release_ticket
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import fates, people
from tests.jobs.queue import LEASE, run_out
from tests.jobs.watching import Watch, free

pytestmark = pytest.mark.database


@pytest.fixture
async def watch(desk: Desk, site: Site, playground: Playground) -> AsyncIterator[Watch]:
    """Anna is admin, Ben is given tickets."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        watch = Watch(desk, site, playground, slack, await people(desk.db))
        watch.besides = lambda desk: {Reaction.NOTICE: TellNotice(desk, slack)}
        yield watch


async def given(watch: Watch, count: int) -> list[UUID]:
    """To Ben, a moment ago: nothing of it is told yet."""
    tickets = [await watch.ticket(f"Ticket {n}") for n in range(count)]
    for ticket in tickets:
        await watch.site.portal_status(ticket, "investigating", "ben@owona.de")
    await watch.settle()
    return tickets


async def taken_back(watch: Watch, ticket: UUID) -> None:
    await release_ticket(watch.base.db, await watch.number(ticket), watch.team[0], None)
    await watch.settle()


async def told(watch: Watch) -> list[str]:
    """What stands in Ben's direct messages; none before there is such a channel."""
    posted = {call["args"].get("channel") for call in await watch.playground.calls("chat.postMessage")}
    return [text_of(post) for post in await watch.playground.messages("D0BEN")] if "D0BEN" in posted else []


class Dying(Slack):
    """Accepted, and nobody hears of it."""

    async def post(self, *told: object, **named: object) -> str:
        await super().post(*told, **named)  # type: ignore[arg-type]  # as they came
        raise KeyboardInterrupt


async def taken(raw: Raw) -> Delivery:
    """The first notice."""
    await free(raw)
    delivery = await deliveries.claim(raw, LEASE)
    assert delivery
    assert delivery.reaction is Reaction.NOTICE
    return delivery


async def test_many_are_told_in_one(watch: Watch, raw: Raw) -> None:
    await given(watch, MANY + 1)
    await free(raw)
    await watch.settle()
    (words,) = await told(watch)
    assert "6 tickets" in words
    assert [state for _, state, _ in await fates(raw, Reaction.NOTICE)] == ["done"] + ["suppressed"] * MANY


async def test_who_died_while_many_were_told_is_followed_by_one_who_tells_nothing_twice(watch: Watch, raw: Raw) -> None:
    await given(watch, MANY + 3)
    delivery = await taken(raw)
    with pytest.raises(KeyboardInterrupt):
        await TellNotice(watch.desk, Dying(watch.web.web))(delivery)
    await run_out(raw, delivery.id)
    await watch.settle()
    assert len(await told(watch)) == 1
    assert {state for _, state, _ in await fates(raw, Reaction.NOTICE)} == {"done", "suppressed"}


async def test_what_was_taken_back_meanwhile_is_not_counted(watch: Watch, raw: Raw) -> None:
    tickets = await given(watch, MANY + 4)
    for ticket in (tickets[0], tickets[4]):
        await taken_back(watch, ticket)
    await free(raw)
    await watch.settle()
    assert [words for words in await told(watch) if "7 tickets" in words]
    reasons = [why for _, _, why in await fates(raw, Reaction.NOTICE)]
    assert reasons.count("it is not theirs any more") == 2
