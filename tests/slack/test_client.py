"""Posting once, though nobody knows how the last attempt ended."""

import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from owona_bot.domain.delivery import ChannelRefused, Later, Refused
from owona_bot.playground.client import Playground
from owona_bot.playground.options import Options
from owona_bot.playground.server import Running, serve
from owona_bot.playground.stage import manifest
from owona_bot.slack.client import Content, Slack, Spot, web_client
from owona_bot.slack.faults import MessageGone

HELLO = Content("Hallo", [])
TICKETS = Spot("C0TICKETS")


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    running = await serve(Options(manifest(), pace=0))
    yield running
    await running.stop()


@pytest.fixture
async def people(running: Running) -> AsyncIterator[Playground]:
    async with Playground(running.url) as people:
        yield people


@pytest.fixture
async def slack(running: Running) -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as session:
        yield Slack(web_client("xoxb-playground", running.api_url, session))


def just_now() -> float:
    return time.time() - 60


@pytest.mark.parametrize("kind", ["drop", "server_error_after", "server_error"])
async def test_after_an_unknown_end_it_stands_once(slack: Slack, people: Playground, kind: str) -> None:
    await people.fault("chat.postMessage", kind, times=1)
    with pytest.raises(Later) as caught:
        await slack.post_once(TICKETS, HELLO, "delivery:1", since=None)
    assert caught.value.uncertain
    ts = await slack.post_once(TICKETS, HELLO, "delivery:1", since=just_now())
    assert [m["ts"] for m in await people.messages("tickets")] == [ts]


async def test_the_sdk_does_not_try_again_by_itself(slack: Slack, people: Playground) -> None:
    await people.fault("chat.postMessage", "drop")
    with pytest.raises(Later):
        await slack.post(TICKETS, HELLO, "delivery:1")
    assert len(await people.calls("chat.postMessage")) == 1


async def test_a_mark_is_found_among_hundreds(slack: Slack, people: Playground) -> None:
    first = await slack.post(TICKETS, HELLO, "delivery:1")
    for n in range(2, 250):
        await slack.post(TICKETS, HELLO, f"delivery:{n}")
    assert await slack.find(TICKETS, "delivery:1", just_now()) == first
    assert await slack.find(TICKETS, "delivery:999", just_now()) is None


async def test_a_mark_in_a_thread_is_found_there(slack: Slack) -> None:
    parent = await slack.post(TICKETS, HELLO, "card:1")
    thread = Spot("C0TICKETS", parent)
    line = await slack.post(thread, HELLO, "delivery:2")
    assert await slack.find(thread, "delivery:2", just_now()) == line
    assert await slack.find(TICKETS, "delivery:2", just_now()) is None
    assert await slack.post_once(thread, HELLO, "delivery:2", since=just_now()) == line


async def test_a_mark_survives_an_update(slack: Slack) -> None:
    ts = await slack.post(TICKETS, HELLO, "card:1")
    await slack.update("C0TICKETS", ts, Content("Neu", []), "card:1")
    assert await slack.find(TICKETS, "card:1", just_now()) == ts


async def test_somebody_elses_words_are_no_mark(slack: Slack, people: Playground) -> None:
    await people.post("anna", "tickets", "delivery:1")
    assert await slack.find(TICKETS, "delivery:1", just_now()) is None


async def test_refusals_are_told_apart(slack: Slack, people: Playground) -> None:
    with pytest.raises(ChannelRefused):
        await slack.post(Spot("C0RANDOM"), HELLO, "delivery:1")
    with pytest.raises(Refused):
        await slack.post(TICKETS, Content("x", [{"type": "nonsense"}]), "delivery:1")
    with pytest.raises(MessageGone):
        await slack.update("C0TICKETS", "1700000000.000001", HELLO, "card:1")
    await people.fault("chat.postMessage", "ratelimited", times=1, retry_after=7)
    with pytest.raises(Later) as caught:
        await slack.post(TICKETS, HELLO, "delivery:1")
    assert caught.value.pause is not None
    assert caught.value.pause.total_seconds() == 7
