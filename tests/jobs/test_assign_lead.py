"""What is said of giving away itself: to a lead that nobody can take what waits, to operations that it pauses."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from owona_bot.desk import Desk
from owona_bot.domain.delivery import Reaction
from owona_bot.playground.client import Playground, buttons_of, text_of
from owona_bot.playground.site import Site
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import Round, fates, people
from tests.services.turns import Floor

pytestmark = pytest.mark.database

LONG_AGO = "update owona_bot.assign_queue set since = now() - interval '2 minutes'"


@pytest.fixture
async def turn(desk: Desk, playground: Playground) -> AsyncIterator[Round]:
    """Anna is the admin."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        yield Round(desk, playground, Slack(web_client("xoxb-playground", playground.api_url, session)), [])


@pytest.fixture
async def floor(turn: Round, site: Site) -> Floor:
    """Two tickets wait, and everybody is away."""
    turn.team = await people(turn.db)
    floor = Floor(turn.db, site)
    await floor.does("update owona_bot.agents set available = false")
    await floor.asks()
    await floor.asks(who="max")
    await floor.works()
    await floor.does(LONG_AGO)
    return floor


async def test_a_lead_reads_how_many_wait_for_nobody_and_sees_them_with_one_press(turn: Round, floor: Floor) -> None:
    anna, ben, _ = turn.team
    await floor.does("update owona_bot.agents set role = 'lead' where id = $1", ben.id)
    await floor.looks()
    for _ in range(2):
        await turn.settle()
    (told,) = await turn.directs(ben)
    assert "Tickets that nobody can get right now: 2" in text_of(told)
    assert "Nobody who could get them is there right now." in text_of(told)
    assert buttons_of(told) == ["Show what nobody has"]
    assert await turn.told(anna) == []


async def test_what_is_over_by_then_is_not_told(turn: Round, floor: Floor) -> None:
    await floor.looks()
    await turn.planned()
    await floor.does("update owona_bot.agents set available = true")
    await floor.looks()
    await turn.settle()
    assert await turn.told(turn.team[0]) == []
    (fate,) = await fates(floor.db.raw, Reaction.ASSIGN_LEAD)
    assert fate[1:] == ("suppressed", "somebody can take them by now")


async def test_who_is_no_lead_any_more_hears_nothing(turn: Round, floor: Floor) -> None:
    await floor.looks()
    await turn.planned()
    await floor.does("update owona_bot.agents set role = 'agent'")
    await turn.settle()
    (fate,) = await fates(floor.db.raw, Reaction.ASSIGN_LEAD)
    assert fate[1:] == ("suppressed", "no lead any more")


async def test_operations_read_once_that_it_pauses_and_that_it_goes_on(turn: Round, floor: Floor) -> None:
    for status in ("up", "up", "down", "down"):
        await floor.site.heartbeat("support-mcp", status)
        await floor.looks()
        await turn.settle()
    posts = [text_of(post) for post in await turn.playground.messages("C0OPERATIONS")]
    assert [post.split(":")[0] for post in posts] == [
        "Die automatische Zuteilung ruht",
        "Die automatische Zuteilung läuft wieder",
    ]
