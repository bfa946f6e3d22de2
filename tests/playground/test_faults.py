"""The ways Slack fails: before or after it accepted, with or without an answer."""

import asyncio
from collections.abc import Awaitable

import pytest
from aiohttp import ClientConnectionError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from tests.playground.conftest import refused


def post(client: AsyncWebClient) -> Awaitable[object]:
    return client.chat_postMessage(channel="C0TICKETS", text="x")


async def standing(people: Playground) -> int:
    return len(await people.messages("tickets"))


async def test_rate_limits_on_demand_name_their_seconds(client: AsyncWebClient, people: Playground) -> None:
    await people.fault("chat.postMessage", "ratelimited", times=1, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.headers["Retry-After"] == "7"
    await post(client)
    assert await standing(people) == 1


@pytest.mark.parametrize(("kind", "accepted"), [("server_error", 0), ("server_error_after", 1)])
async def test_a_500_comes_before_or_after_accepting(
    client: AsyncWebClient, people: Playground, kind: str, accepted: int
) -> None:
    await people.fault("*", kind, times=1)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.status_code == 500
    assert await standing(people) == accepted


@pytest.mark.parametrize(("kind", "accepted"), [("hang", 0), ("drop", 1)])
async def test_a_connection_ends_without_an_answer(
    client: AsyncWebClient, people: Playground, kind: str, accepted: int
) -> None:
    await people.fault("chat.postMessage", kind, times=1, seconds=0.01)
    with pytest.raises(ClientConnectionError):
        await post(client)
    assert await standing(people) == accepted
    await post(client)


async def test_the_stock_clients_retry_posts_twice_after_a_drop(client: AsyncWebClient, people: Playground) -> None:
    await people.fault("chat.postMessage", "drop", times=1)
    stock = AsyncWebClient(token="xoxb-playground", base_url=client.base_url)
    await post(stock)
    assert await standing(people) == 2


async def test_a_late_call_is_accepted_after_its_time_although_the_caller_left(
    slack: Running, client: AsyncWebClient, people: Playground
) -> None:
    await people.fault("chat.postMessage", "late", times=1, seconds=1)
    call = asyncio.ensure_future(post(client))

    async def has_come() -> bool:
        return not slack.slack.faults

    await until(has_come, "the call has come")
    call.cancel()
    assert await standing(people) == 0
    await until(lambda: standing(people), "it is accepted")


async def test_any_error_can_be_asked_for(client: AsyncWebClient, people: Playground) -> None:
    await people.fault("chat.postMessage", "error:internal_error", times=2)
    for _ in range(2):
        assert (await refused(client.chat_postMessage(channel="C0TICKETS", text="x")))["error"] == "internal_error"
    await post(client)


async def test_a_fault_without_times_lasts_until_cleared(client: AsyncWebClient, people: Playground) -> None:
    await people.fault("auth.test", "error:fatal_error")
    for _ in range(3):
        assert (await refused(client.auth_test()))["error"] == "fatal_error"
    await people.clear_faults()
    await client.auth_test()


async def test_an_unknown_fault_is_no_fault(people: Playground) -> None:
    with pytest.raises(PlaygroundError, match="no such fault"):
        await people.fault("*", "explode")


async def test_every_call_is_written_down_with_its_outcome(client: AsyncWebClient, people: Playground) -> None:
    await people.fault("chat.postMessage", "server_error", times=1)
    with pytest.raises(SlackApiError):
        await post(client)
    await post(client)
    await refused(client.users_info(user="U0NOBODY"))
    outcomes = [(call["method"], call["outcome"]) for call in await people.calls()]
    assert outcomes == [
        ("chat.postMessage", "server_error"),
        ("chat.postMessage", "ok"),
        ("users.info", "user_not_found"),
    ]
    assert (await people.counts())["calls"] == {"chat.postMessage": 2, "users.info": 1}


async def test_reset_forgets_messages_faults_and_logs(client: AsyncWebClient, people: Playground) -> None:
    await post(client)
    await people.fault("*", "error:fatal_error")
    await people.reset()
    await client.auth_test()
    assert await standing(people) == 0
    assert [call["method"] for call in await people.calls()] == ["auth.test"]
