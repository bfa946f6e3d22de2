"""Shares: one message to each who is asked, with its buttons until it is settled, then what was done."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import aiohttp
import pytest

from jobs.prune import Prune
from jobs.reactions.shares import Shares
from owona_bot.database import events
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.schedule import Run
from owona_bot.domain.shares import State, Wish
from owona_bot.playground.client import Playground, buttons_of, text_of
from owona_bot.playground.site import Site
from owona_bot.services.share import preview_share, settle_share
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import Round, fates, people
from tests.jobs.queue import run_out, taken
from tests.services.rota import NOON
from tests.services.shares import RULES, become, gone, holds, shown, tickets_of, times_moved
from tests.services.test_assign import with_role

pytestmark = pytest.mark.database


@pytest.fixture
async def turn(desk: Desk, playground: Playground) -> AsyncIterator[Round]:
    """Anna is admin, Ben and Mia are agents."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        yield Round(desk, playground, slack, await people(desk.db))


async def settle(turn: Round) -> None:
    """What is done by a delivery is told by another."""
    for _ in range(3):
        await turn.settle()


async def leaves(turn: Round, site: Site, agent: Agent, *, sick: bool = False) -> None:
    """As `/ticket me away` says it."""
    await gone(site, agent)
    async with turn.db.change(by=agent.actor) as tx:
        said = {"agent": agent.id, "by": agent.id, "sick": sick}
        await events.tell(tx, Kind.AGENT_AWAY, None, said)
    await settle(turn)


async def last(turn: Round) -> int:
    async with turn.db.read_raw() as raw:
        found: int = await raw.fetchval("select max(id) from owona_bot.shares")
    return found


async def buttons(turn: Round, agent: Agent) -> Sequence[str]:
    return buttons_of((await turn.directs(agent))[-1])


async def test_who_goes_away_reads_a_plan_and_then_what_was_done(turn: Round, site: Site) -> None:
    anna, ben, mia = turn.team
    await tickets_of(site, ben, 3)
    await leaves(turn, site, ben)
    (plan,) = await turn.told(ben)
    assert "Open tickets that you hold: 3" in plan
    assert (plan.count(" → *Anna*"), plan.count(" → *Mia*")) == (2, 1)
    assert await buttons(turn, ben) == ["Hand over", "Keep them"]
    assert await holds(site) == {ben.email: 3}
    await settle_share(turn.db, await last(turn), State.ACCEPTED, ben, NOON, None)
    await settle(turn)
    (done,) = await turn.told(ben)
    assert "Ben handed over their own tickets: 3 of 3." in done
    assert "Anna: 2 · Mia: 1" in done
    assert await buttons(turn, ben) == []
    assert await holds(site) == {anna.email: 2, mia.email: 1}


async def test_who_holds_nothing_reads_nothing(turn: Round, site: Site, raw: Raw) -> None:
    _, ben, _ = turn.team
    await leaves(turn, site, ben)
    assert await turn.told(ben) == []
    why = "they hold nothing or are back, or it was proposed already"
    assert await fates(raw, Reaction.SHARES) == [("propose", "suppressed", why)]


async def test_all_leads_read_of_the_sick_and_who_decided_what(turn: Round, site: Site) -> None:
    anna, ben, mia = turn.team
    lead, _ = await with_role(site, mia, "lead"), await with_role(site, anna, "lead")
    first, *rest = await tickets_of(site, ben, 12)
    await leaves(turn, site, ben, sick=True)
    assert await turn.told(ben) == []
    for one in (anna, mia):
        (plan,) = await turn.told(one)
        assert "Ben is sick. Open tickets: 12." in plan
        assert plan.count(" → ") == 10
        assert "2 weitere" in plan or "2 more" in plan
        assert await buttons(turn, one) == ["Hand over", "Leave them", "Show all"]
    await become(site, first, ben, "resolved")
    await settle_share(turn.db, await last(turn), State.ACCEPTED, lead, NOON, None)
    await settle(turn)
    for one in (anna, mia):
        (done,) = await turn.told(one)
        assert "Mia handed over tickets of Ben: 11 of 12." in done
        assert "Not handed over: 1" in done
        assert "is done already" in done
        assert await buttons(turn, one) == []
    assert set(await times_moved(site, lead)) == set(rest)


async def test_what_is_left_as_it_is_says_so(turn: Round, site: Site) -> None:
    anna, ben, _ = turn.team
    await tickets_of(site, ben, 1)
    await leaves(turn, site, ben, sick=True)
    await settle_share(turn.db, await last(turn), State.DECLINED, anna, NOON, None)
    await settle(turn)
    (settled,) = await turn.told(anna)
    assert "Anna leaves the tickets with Ben." in settled
    assert await buttons(turn, anna) == []
    assert await holds(site) == {ben.email: 1}


async def test_an_older_plan_says_that_there_is_a_newer_one(turn: Round, site: Site) -> None:
    _, ben, _ = turn.team
    await tickets_of(site, ben, 1)
    await leaves(turn, site, ben)
    await leaves(turn, site, ben)
    old, new = await turn.directs(ben)
    assert "There is a newer proposal" in text_of(old)
    assert (buttons_of(old), buttons_of(new)) == ([], ["Hand over", "Keep them"])


async def test_the_leads_read_that_who_was_sick_is_back_when_that_passes_by_itself(
    turn: Round, site: Site, raw: Raw
) -> None:
    anna, ben, _ = turn.team
    await tickets_of(site, ben, 1)
    await leaves(turn, site, ben, sick=True)
    assert await buttons(turn, anna) == ["Hand over", "Leave them"]
    await raw.execute("update owona_bot.agents set away_until = $2 where id = $1", ben.id, turn.desk.clock())
    await Prune(turn.desk).do(Run(1, "prune", "prune", {}, NOON, None, 1))
    await settle(turn)
    (ended,) = await turn.told(anna)
    assert "Ben is back; nothing was moved." in ended
    assert await buttons(turn, anna) == []
    assert await holds(site) == {ben.email: 1}


async def test_whoever_asked_for_it_reads_what_was_done(turn: Round, site: Site) -> None:
    anna, ben, _ = turn.team
    await tickets_of(site, ben, 2)
    found = await preview_share(turn.db, Wish(ben.slack_user), anna, RULES, NOON)
    await settle(turn)
    assert await turn.told(anna) == []
    await settle_share(turn.db, found.share.id, State.ACCEPTED, anna, NOON, None)
    await settle(turn)
    (done,) = await turn.told(anna)
    assert "Anna handed over tickets of Ben: 2 of 2." in done


async def test_a_worker_that_dies_after_it_has_asked_leaves_one_message(turn: Round, site: Site, raw: Raw) -> None:
    _, ben, _ = turn.team
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    async with turn.db.change(by=ben.actor) as tx:
        await events.tell(tx, Kind.AGENT_AWAY, None, {"agent": ben.id, "by": ben.id, "sick": False})
    await turn.planned()
    assert await turn.worker.deliver_next()
    await turn.planned()
    delivery = await taken(raw)
    await Shares(turn.desk, turn.web)(delivery)
    assert await run_out(raw, delivery.id) == 1
    await settle(turn)
    assert len(await turn.told(ben)) == 1


async def test_two_workers_with_the_same_plan_move_each_ticket_once(turn: Round, site: Site, raw: Raw) -> None:
    """The lease of the first ran out while it went on."""
    _, ben, _ = turn.team
    await tickets_of(site, ben, 12)
    await leaves(turn, site, ben)
    await settle_share(turn.db, await last(turn), State.ACCEPTED, ben, NOON, None)
    await turn.planned()
    delivery = await taken(raw)
    assert delivery.target == "move"
    shares = Shares(turn.desk, turn.web)
    await asyncio.gather(shares(delivery), shares(replace(delivery, attempt=2, uncertain=True)))
    await run_out(raw, delivery.id)
    await settle(turn)
    times = await times_moved(site, ben)
    assert (len(times), set(times.values())) == (12, {1})
    assert (await shown(turn.db, await last(turn))).share.state is State.DONE
    (done,) = await turn.told(ben)
    assert "12 of 12" in done


async def test_a_message_that_somebody_deleted_is_not_posted_again(turn: Round, site: Site, raw: Raw) -> None:
    _, ben, _ = turn.team
    await tickets_of(site, ben, 1)
    await leaves(turn, site, ben)
    (message,) = await turn.directs(ben)
    await turn.web.web.chat_delete(channel=f"D{ben.slack_user[1:]}", ts=message["ts"])
    await settle_share(turn.db, await last(turn), State.ACCEPTED, ben, NOON, None)
    await settle(turn)
    assert await turn.told(ben) == []
    assert (await shown(turn.db, await last(turn))).share.state is State.DONE
