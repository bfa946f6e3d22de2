"""slack-limits.md §5: one post a second a channel after a burst of three; tiers for the rest."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground
from owona_bot.playground.pace import POST, TIER_2, Pace
from tests.playground.conftest import Start, refused, web_client


async def test_a_fourth_post_in_a_second_is_rate_limited(start: Start) -> None:
    client = web_client(await start(pace=0.1))
    for _ in range(3):
        await client.chat_postMessage(channel="C0TICKETS", text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0TICKETS", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    assert 1 <= int(caught.value.response.headers["Retry-After"]) <= 10


async def test_another_channel_has_its_own_rate(start: Start) -> None:
    client = web_client(await start())
    for channel in ("C0TICKETS", "C0SLA"):
        for _ in range(3):
            await client.chat_postMessage(channel=channel, text="x")


async def test_a_twenty_first_list_of_users_in_a_minute_is_rate_limited(start: Start) -> None:
    client = web_client(await start(pace=0.1))
    for _ in range(20):
        await client.users_list()
    assert (await refused(client.users_list()))["error"] == "ratelimited"


async def test_pace_0_lets_all_pass(client: AsyncWebClient, people: Playground) -> None:
    for _ in range(30):
        await client.chat_postMessage(channel="C0TICKETS", text="x")
    assert (await people.counts())["refusals"] == {}


def test_a_channel_takes_one_post_a_second_for_ever() -> None:
    pace = Pace(1.0)
    taken = [second for tenth in range(600) if pace.wait("c", POST, second := tenth / 10) == 0]
    assert taken[:3] == [0.0, 0.1, 0.2]
    assert len(taken) == 3 + 59


def test_who_waits_as_told_is_let_in() -> None:
    pace = Pace(1.0)
    for _ in range(20):
        assert pace.wait("m", TIER_2, 0.0) == 0
    assert pace.wait("m", TIER_2, 0.0) == 3
    assert pace.wait("m", TIER_2, 3.0) == 0


def test_a_factor_of_two_is_twice_as_generous() -> None:
    pace = Pace(2.0)
    assert sum(pace.wait("c", POST, tenth / 10) == 0 for tenth in range(100)) == 3 + 19
