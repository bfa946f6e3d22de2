"""Signed HTTP delivery, to a stock Bolt app behind aiohttp."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from owona_bot.playground.client import Playground
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.playground.conftest import Start, bolt, web_client
from tests.playground.hearing import Ears
from tests.playground.test_blocks import actions
from tests.playground.test_suggesting import BEN, WHO


@dataclass
class Door:
    """An app's HTTP door; `status` overrides its answers, `headers` are what knocked."""

    app: AsyncApp | None = None
    status: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    headers: list[dict[str, str]] = field(default_factory=list)
    knocked: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def open(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        self.knocked.set()
        if self.status:
            return web.Response(status=self.status, headers=self.extra)
        assert self.app
        return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.headers) < count:
                self.knocked.clear()
                await self.knocked.wait()


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    served = web.Application()
    served.router.add_post("/slack/events", door.open)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield door
    await runner.cleanup()


@pytest_asyncio.fixture
async def running(start: Start, door: Door) -> Running:
    running = await start(pace=0, mode="http", request_url=door.url, redelivery=(0.0, 0.0, 0.0))
    door.app = bolt(running)
    return running


@pytest_asyncio.fixture
async def people(running: Running) -> AsyncIterator[Playground]:
    async with Playground(running.url) as playground:
        yield playground


async def test_bolt_accepts_the_signature_of_commands_actions_and_events(
    running: Running, door: Door, people: Playground
) -> None:
    heard: asyncio.Queue[Json] = asyncio.Queue()
    assert door.app

    @door.app.command("/ticket")
    async def command(ack: AsyncAck, body: Json) -> None:
        await ack({"text": body["text"], "response_type": "in_channel"})

    @door.app.action("go")
    async def action(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("went", replace_original=True)

    @door.app.event("message")
    async def message(body: Json) -> None:
        await heard.put(body)

    answer = await people.command("anna", "tickets", "/ticket größer <b> & 🎫")
    assert answer.text == "größer <b> & 🎫"
    assert [m["text"] for m in await people.messages("tickets")] == ["größer <b> & 🎫"]
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    posted = await web_client(running).chat_postMessage(channel="C0SLA", text="x", blocks=blocks)
    assert (await people.click("anna", "sla", posted["ts"], "Go")).acked
    assert (await people.messages("sla"))[0]["text"] == "went"
    await people.post("anna", "operations", "hello")
    async with asyncio.timeout(20):
        assert (await heard.get())["event"]["text"] == "hello"


async def test_an_options_request_comes_to_the_same_door(running: Running, door: Door, people: Playground) -> None:
    ears = Ears()
    ears.offer = {"options": [BEN]}
    assert door.app
    ears.on(door.app)
    blocks = [actions(WHO)]
    ts = (await web_client(running).chat_postMessage(channel="C0SLA", text="x", blocks=blocks))["ts"]
    assert (await people.suggest("anna", "Assignee", "be", at=("sla", ts))).body == {"options": [BEN]}
    assert (await people.choose("anna", "Assignee", "Ben Berg", at=("sla", ts))).acked
    assert [body["type"] for body in ears.knocks] == ["block_suggestion", "block_suggestion", "block_actions"]


async def test_a_wrong_secret_is_an_error(door: Door, start: Start) -> None:
    running = await start(pace=0, mode="http", request_url=door.url, signing_secret="another")
    door.app = bolt(running)
    async with Playground(running.url) as people:
        answer = await people.command("anna", "tickets", "/ticket")
    assert (answer.outcome, answer.detail) == ("error", "status 401")


async def test_an_event_answered_by_500_comes_again_with_number_and_reason(
    running: Running, door: Door, people: Playground
) -> None:
    door.status = 500
    await people.post("anna", "tickets", "hello")
    await door.until(4)
    retries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h in door.headers]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_no_retry_is_honoured(running: Running, door: Door, people: Playground) -> None:
    door.status, door.extra = 500, {"X-Slack-No-Retry": "1"}
    await people.post("anna", "tickets", "hello")
    await door.until(1)
    await asyncio.sleep(0.03)
    assert len(door.headers) == 1


async def test_nobody_at_the_door_is_not_connected(start: Start) -> None:
    running = await start(pace=0, mode="http", request_url="http://127.0.0.1:9/")
    async with Playground(running.url) as people:
        assert (await people.command("anna", "tickets", "/ticket")).outcome == "not_connected"
