"""Socket Mode, with the stock client: one socket an envelope, acks, redelivery, goodbyes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest_asyncio
from slack_bolt.async_app import AsyncAck
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground
from owona_bot.playground.server import Running
from tests.playground.conftest import Join, Start, bolt, refused, web_client


class Ear:
    """A stock client that keeps what it hears and acks while `acks` says so."""

    def __init__(self, running: Running) -> None:
        self.heard: list[SocketModeRequest] = []
        self.acks = True
        self.came = asyncio.Event()
        self.client = SocketModeClient(
            "xapp-playground", web_client=web_client(running), ping_interval=30, auto_reconnect_enabled=False
        )
        self.client.socket_mode_request_listeners.append(self._hear)

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        self.came.set()
        if self.acks:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.heard) < count:
                self.came.clear()
                await self.came.wait()


Listen = Callable[[Running], Awaitable[Ear]]


@pytest_asyncio.fixture
async def listen() -> AsyncIterator[Listen]:
    async with AsyncExitStack() as stack:

        async def open_ear(running: Running) -> Ear:
            ear = Ear(running)
            stack.push_async_callback(ear.client.close)
            before = len(running.sockets.ready())
            await ear.client.connect()  # type: ignore[no-untyped-call]  # untyped in the SDK
            async with asyncio.timeout(60):
                await running.sockets.wait(before + 1)
            return ear

        yield open_ear


async def test_a_url_lets_one_socket_in_once(slack: Running) -> None:
    url = (await web_client(slack).apps_connections_open(app_token="xapp-playground"))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as link:
            assert (await link.receive_json())["type"] == "hello"
        async with session.get(url) as second:
            assert second.status == 403
    assert (await refused(web_client(slack).apps_connections_open(app_token="xapp-other")))["error"] == "invalid_auth"


async def test_each_envelope_goes_to_one_of_several_sockets(slack: Running, people: Playground, listen: Listen) -> None:
    ears = [await listen(slack) for _ in range(3)]
    for i in range(6):
        await people.post("anna", "tickets", str(i))
    await asyncio.gather(*(ear.until(2) for ear in ears))
    heard = [request.payload["event"]["text"] for ear in ears for request in ear.heard]
    assert sorted(heard) == list("012345")


async def test_an_eleventh_socket_is_told_there_are_too_many(slack: Running, listen: Listen) -> None:
    for _ in range(10):
        await listen(slack)
    url = (await web_client(slack).apps_connections_open(app_token="xapp-playground"))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as link:
        assert (await link.receive_json())["reason"] == "too_many_websockets"


async def test_an_event_without_an_ack_comes_again_with_its_attempt(start: Start, listen: Listen) -> None:
    running = await start(pace=0, ack_timeout=0.03, redelivery=(0.0, 0.0, 0.0))
    ear = await listen(running)
    ear.acks = False
    async with Playground(running.url) as people:
        await people.post("anna", "tickets", "hello")
        await ear.until(4)
        assert [r.retry_attempt for r in ear.heard] == [0, 1, 2, 3]
        assert ear.heard[1].retry_reason == "http_timeout"
        assert len({r.payload["event_id"] for r in ear.heard}) == 1
        assert len({r.envelope_id for r in ear.heard}) == 4


async def test_an_acked_event_comes_once(slack: Running, people: Playground, listen: Listen) -> None:
    ear = await listen(slack)
    await people.post("anna", "tickets", "hello")
    await ear.until(1)
    await people.post("anna", "tickets", "again")
    await ear.until(2)
    assert [k["outcome"] for k in await people.knocks()] == ["acked", "acked"]
    assert [k["attempt"] for k in await people.knocks()] == [0, 0]


async def test_an_event_on_a_socket_that_dies_goes_to_another(
    slack: Running, people: Playground, listen: Listen
) -> None:
    deaf = await listen(slack)
    deaf.acks = False
    await people.post("anna", "tickets", "hello")
    await deaf.until(1)
    other = await listen(slack)
    await deaf.client.close()  # type: ignore[no-untyped-call]  # untyped in the SDK
    await other.until(1)
    assert other.heard[0].payload["event_id"] == deaf.heard[0].payload["event_id"]
    assert (await people.knocks())[0]["outcome"] == "error"


async def test_a_command_without_an_ack_ends_in_an_error_and_comes_once(start: Start, listen: Listen) -> None:
    running = await start(pace=0, ack_timeout=0.03, redelivery=(0.0,))
    ear = await listen(running)
    ear.acks = False
    async with Playground(running.url) as people:
        answer = await people.command("anna", "tickets", "/ticket help")
        assert (answer.outcome, answer.detail) == ("timeout", "operation_timeout")
        await asyncio.sleep(0.05)
        assert len(ear.heard) == 1


async def test_a_command_with_no_socket_is_not_connected(people: Playground) -> None:
    assert (await people.command("anna", "tickets", "/ticket help")).outcome == "not_connected"


async def test_bolt_comes_back_after_each_goodbye(slack: Running, people: Playground, join: Join) -> None:
    app = bolt(slack)

    @app.command("/ticket")
    async def answers(ack: AsyncAck) -> None:
        await ack("here")

    await join(slack, app)
    for reason in ("refresh_requested", "warning", "link_disabled", "abort"):
        assert await people.close_sockets(reason) == 1
        await people.connected()
        assert (await people.command("anna", "tickets", "/ticket")).text == "here"


async def test_the_next_knock_may_come_twice_or_late(slack: Running, people: Playground, listen: Listen) -> None:
    ear = await listen(slack)
    await people.deliver(twice=True)
    await people.post("anna", "tickets", "twice")
    await ear.until(2)
    assert len({r.payload["event_id"] for r in ear.heard}) == 1
    await people.deliver(late=1)
    await people.post("anna", "tickets", "late")
    await people.post("anna", "tickets", "later")
    await ear.until(4)
    assert [r.payload["event"]["text"] for r in ear.heard[2:]] == ["later", "late"]


async def test_only_what_the_manifest_subscribes_to_is_told(
    slack: Running, people: Playground, client: AsyncWebClient, listen: Listen
) -> None:
    ear = await listen(slack)
    await people.unarchive("old-desk")
    await people.archive("old-desk")
    await people.post("anna", "random", "the bot is not here")
    await people.add_user("Nora Neu", email="nora@owona.de")
    await people.change_user("nora.neu", deleted=True)
    ts = await people.post("anna", "tickets", "<@U0OWONA> help")
    await people.react("ben", "tickets", ts, "eyes")
    await people.unreact("ben", "tickets", ts, "eyes")
    await people.post("anna", "U0ANNA", "in private")
    await client.chat_postMessage(channel="C0TICKETS", text="own")
    await ear.until(10)
    assert [r.payload["event"]["type"] for r in ear.heard] == [
        "channel_unarchive",
        "channel_archive",
        "team_join",
        "user_change",
        "message",
        "app_mention",
        "reaction_added",
        "reaction_removed",
        "message",
        "message",
    ]
    assert ear.heard[8].payload["event"]["channel_type"] == "im"
    assert ear.heard[9].payload["event"]["bot_id"] == "B0OWONA"
