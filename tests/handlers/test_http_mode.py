"""HTTP mode: what is not signed by Slack, is old or comes again."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import aiohttp
import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, a_quick_stage, said
from tests.postgres import a_database

pytestmark = pytest.mark.database

SECRET = "playground-signing-secret"


@pytest.fixture(scope="module")
async def site_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(scope="module")
async def desk(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory, site_url: str
) -> AsyncIterator[Scene]:
    log = tmp_path_factory.mktemp("http") / "bot.log"
    target = ("--mode", "http", "--request-url", f"http://{site_url}/slack/events")
    async with a_database(postgres, admin, template) as url, a_quick_stage(url, log, *target, bots=0) as stage:
        await stage.start_bot(OWONA_SLACK__MODE="http", OWONA_HTTP__LISTEN=site_url)
        scene = Scene(stage)

        async def knows_anna() -> bool:
            return bool(await scene.fetchval("select 1 from owona_bot.agents where slack_user = 'U0ANNA'"))

        async def listens() -> bool:
            with socket.socket() as knocking:
                host, _, port = site_url.partition(":")
                return knocking.connect_ex((host, int(port))) == 0

        await until(knows_anna, "the bot knows its agents", 120)
        await until(listens, "the bot listens", 30)
        yield scene


class Knocks:
    """Requests as Slack signs them, or not quite."""

    def __init__(self, address: str) -> None:
        self.url = f"http://{address}/slack/events"

    async def post(self, body: bytes, kind: str, *, age: float = 0, secret: str = SECRET) -> tuple[int, str]:
        """Status and answer."""
        stamp = str(int(time.time() - age))
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}
        async with aiohttp.ClientSession() as session, session.post(self.url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def command(
        self, text: str, *, user: str = "U0ANNA", trigger: str = "1.2.a", age: float = 0, secret: str = SECRET
    ) -> tuple[int, str]:
        fields = {"command": "/ticket", "text": text, "user_id": user, "team_id": "T0OWONA", "channel_id": "C0TICKETS"}
        body = urlencode({**fields, "trigger_id": trigger, "response_url": "http://127.0.0.1:1/"}).encode()
        return await self.post(body, "application/x-www-form-urlencoded", age=age, secret=secret)

    async def event(self, id_: str, event: Mapping[str, object]) -> tuple[int, str]:
        told = {"type": "event_callback", "team_id": "T0OWONA", "event_id": id_, "event": event}
        return await self.post(json.dumps(told).encode(), "application/json")


@pytest.fixture
def slack(site_url: str) -> Knocks:
    return Knocks(site_url)


async def untouched(desk: Scene, ticket: Asked) -> bool:
    return await desk.holder(ticket) is None


async def test_what_slack_signs_is_answered(desk: Scene) -> None:
    ticket = await desk.asked()
    assert "liegt jetzt bei dir" in said(await desk.says("anna", f"/ticket nimm {ticket.number}"))
    await desk.card_says(ticket, "bei Anna")
    assert (await desk.presses("anna", ticket, "Freigeben")).acked
    await desk.card_says(ticket, "noch niemand")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


async def test_a_wrong_signature_is_refused(desk: Scene, slack: Knocks) -> None:
    ticket = await desk.asked()
    status, _ = await slack.command(f"nimm {ticket.number}", secret="guessed", trigger="bad")
    assert status == 401
    assert await untouched(desk, ticket)


@pytest.mark.parametrize("age", [360, -360])
async def test_a_request_six_minutes_away_is_refused(desk: Scene, slack: Knocks, age: float) -> None:
    ticket = await desk.asked()
    status, _ = await slack.command(f"nimm {ticket.number}", age=age, trigger=f"old{age}")
    assert status == 401
    assert await untouched(desk, ticket)


async def test_a_request_without_a_signature_is_refused(desk: Scene, site_url: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://{site_url}/slack/events", data={"command": "/ticket", "text": "nimm 1001"}) as answer,
    ):
        assert answer.status == 401


async def test_a_replayed_request_acts_once(desk: Scene, slack: Knocks) -> None:
    ticket = await desk.asked()
    first = await slack.command(f"nimm {ticket.number}", trigger="again")
    assert first[0] == 200
    assert "liegt jetzt bei dir" in first[1]
    await desk.says("anna", f"/ticket frei {ticket.number}")
    status, answer = await slack.command(f"nimm {ticket.number}", trigger="again")
    assert (status, "zweimal bei mir angekommen" in answer) == (200, True)
    assert await untouched(desk, ticket)


async def test_a_deactivated_person_is_refused(desk: Scene, slack: Knocks) -> None:
    ticket = await desk.asked()
    status, answer = await slack.command(f"nimm {ticket.number}", user="U0OTTO", trigger="otto")
    assert (status, "nicht als Teil" in answer) == (200, True)
    assert await untouched(desk, ticket)


async def test_an_event_that_could_not_be_kept_comes_again_and_counts_once(desk: Scene) -> None:
    async with desk.site.pool.acquire() as connection:
        await connection.execute("alter table owona_bot.inbox rename to gone")
        carla = await desk.slack.add_user("Carla", email="carla@owona.de")

        async def refused() -> bool:
            return any(k["type"] == "team_join" and k["outcome"] == "error" for k in await desk.slack.knocks())

        await until(refused, "the event is refused")
        await connection.execute("alter table owona_bot.gone rename to inbox")

    async def known() -> bool:
        return bool(await desk.fetchval("select 1 from owona_bot.agents where slack_user = $1 and active", carla))

    await until(known, "the event came again")


async def test_an_event_that_was_kept_may_come_again(desk: Scene, slack: Knocks) -> None:
    user = next(user for user in await desk.slack.users() if user["id"] == "U0BEN")
    told = {"type": "user_change", "user": user, "event_ts": "1.0"}
    assert [(await slack.event("Ev0AGAIN", told))[0] for _ in range(3)] == [200, 200, 200]
    keys = "select count(*)::integer from owona_bot.inbox where key = 'event:Ev0AGAIN'"
    assert await desk.fetchval(keys) == 1


async def test_a_button_of_an_older_version_is_told(desk: Scene, slack: Knocks) -> None:
    action = {"type": "button", "action_id": "ticket.gone", "block_id": "b", "value": "1", "action_ts": "1.0"}
    told = {"type": "block_actions", "user": {"id": "U0ANNA"}, "team": {"id": "T0OWONA"}, "actions": [action]}
    body = urlencode({"payload": json.dumps({**told, "trigger_id": "1.2.old", "response_url": "http://127.0.0.1:1/"})})
    status, _ = await slack.post(body.encode(), "application/x-www-form-urlencoded")
    assert status == 200
