"""What every door on HTTP promises: headers, limits, languages, and no traceback."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from aiohttp import ClientSession, web
from slack_bolt.async_app import AsyncApp

from handlers.http import EVENTS, public, watched
from handlers.http.metrics import Metrics
from handlers.http.shell import application, language
from owona_bot.database.engine import Database
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Reaction, Return
from owona_bot.domain.errors import Unavailable
from owona_bot.slack.token import Token
from tests.http.conftest import served
from tests.http.doors import ONE_CLICK, Doors

PAUSE = timedelta(seconds=1)


def a_delivery(reaction: Reaction) -> Delivery:
    """Of which only the reaction matters."""
    now = datetime.now(UTC)
    return Delivery(1, 1, None, reaction, "", "k", "lane", {}, 1, 0, False, "x", "test", {}, now)


async def test_every_answer_is_dressed(doors: Doors) -> None:
    token = await doors.link("preferences")
    for path in ("/healthz", f"/preferences/{token}", "/preferences/nothing", "/nowhere"):
        answer, _ = await doors.get(path)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "aiohttp" not in answer.headers["Server"]


async def test_the_only_style_that_may_apply_is_the_pages_own(doors: Doors) -> None:
    answer, text = await doors.get("/nowhere")
    style = re.search(r"<style>(.*)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<img|https?://|style=", text)


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", None),
        ("de", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5,de;q=0.7", "de"),
        ("de;q=0,en;q=0.1", "en"),
        ("fr", None),
        ("*", None),
        ("de;q=x,en;q=0.1", "en"),
        (";;;,,,=", None),
    ],
)
def test_the_readers_language(accepted: str, spoken: str | None) -> None:
    assert language(accepted) == spoken


async def test_pages_speak_the_readers_language(doors: Doors) -> None:
    for accepted, word in (("en", "Nothing here"), ("de", "Hier ist nichts"), ("fr", "Hier ist nichts")):
        answer, text = await doors.get("/nowhere", **{"Accept-Language": accepted})
        assert word in text
        assert answer.headers["Vary"] == "Accept-Language"
        assert f'<html lang="{"en" if accepted == "en" else "de"}">' in text


async def test_what_cannot_be_done_is_said_in_words(doors: Doors) -> None:
    answer, text = await doors.post("/healthz")
    assert (answer.status, "GET" in answer.headers["Allow"]) == (405, True)
    assert "Damit können wir hier nichts anfangen" in text


async def test_a_body_that_is_too_large_is_refused(doors: Doors) -> None:
    token = await doors.link("preferences")
    answer, text = await doors.post(f"/preferences/{token}", b"x" * 10_000)
    assert (answer.status, "zu viel" in text) == (413, True)
    assert (await doors.get(f"/preferences/{token}"))[0].status == 200


async def test_a_fault_shows_a_reference_and_nothing_else(desk: Desk) -> None:
    app = application(desk)

    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError("geheim")

    app.router.add_get("/broken/{token}", broken)
    with structlog.testing.capture_logs() as logs:
        async with served(app) as url, ClientSession() as session, session.get(f"{url}/broken/t0ken") as answer:
            text = await answer.text()
    assert answer.status == 500
    assert "geheim" not in text
    assert "Traceback" not in text
    (entry,) = logs
    assert entry["reference"] in text
    assert "t0ken" not in str({key: value for key, value in entry.items() if key != "exc_info"})


async def test_without_a_database_it_says_not_just_now(doors: Doors, db: Database) -> None:
    token = await doors.link("unsubscribe")
    await db.close()
    answer, text = await doors.post(f"/unsubscribe/{token}", ONE_CLICK)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert "in ein paar Minuten" in text


async def test_no_token_reaches_a_log(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    token = await doors.link("unsubscribe")
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        await doors.get(f"/unsubscribe/{token}")
        await doors.post(f"/unsubscribe/{token}", ONE_CLICK)
        await doors.post(f"/unsubscribe/{token}x", ONE_CLICK)
    assert token not in caplog.text
    assert token not in str(logs)


async def test_slack_knocks_beside_the_pages(desk: Desk) -> None:
    bolt = AsyncApp(signing_secret="s3cret", token="xoxb-1", process_before_response=True)
    slack = bolt.server(path=EVENTS).handle_post_requests
    body = json.dumps({"type": "url_verification", "challenge": "x" * 300_000})
    moment = str(int(time.time()))
    seal = hmac.new(b"s3cret", f"v0:{moment}:{body}".encode(), "sha256").hexdigest()
    signed = {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={seal}"}
    async with served(public(desk, slack)) as url, ClientSession() as session:
        for headers, status in ((signed, 200), ({**signed, "X-Slack-Signature": "v0=0"}, 401)):
            told = {**headers, "Content-Type": "application/json"}
            async with session.post(f"{url}{EVENTS}", data=body, headers=told) as answer:
                assert answer.status == status
                assert answer.headers["Referrer-Policy"] == "no-referrer"
        async with session.get(f"{url}/healthz") as answer:
            assert answer.status == 200


async def test_those_who_watch_have_an_address_of_their_own(doors: Doors, watch: Doors) -> None:
    for path in ("/readyz", "/metrics"):
        assert (await doors.get(path))[0].status == 404
        assert (await watch.get(path))[0].status == 200
    assert (await watch.get("/preferences/x"))[0].status == 404
    assert (await watch.get("/healthz"))[1] == "ok\n"


async def test_it_lives_without_a_database_and_is_not_ready(watch: Doors, db: Database) -> None:
    await db.close()
    assert (await watch.get("/healthz"))[0].status == 200
    assert (await watch.get("/readyz"))[0].status == 503
    assert (await watch.get("/metrics"))[0].status == 503


async def test_while_slack_refuses_the_token_it_is_not_ready(desk: Desk, metrics: Metrics) -> None:
    token = Token()
    async with served(watched(desk, metrics, token.works)) as url, ClientSession() as session:
        watch = Doors(url, session, desk.db)
        assert (await watch.get("/readyz"))[0].status == 200
        token.refusal = "token_revoked"
        assert (await watch.get("/readyz"))[0].status == 503
        assert (await watch.get("/healthz"))[0].status == 200


async def test_figures(watch: Doors, metrics: Metrics, db: Database) -> None:
    async with db.raw.acquire() as raw:
        event = await raw.fetchval("insert into owona_bot.events (kind, actor) values ('x', 'test') returning id")
        for target, state in (("a", "waiting"), ("b", "dead")):
            await raw.execute(
                """insert into owona_bot.deliveries (event_id, reaction, target, order_key, lane, priority, state,
                                                     finished_at, created_at)
                   values ($1, 'letter', $2, $2, 'smtp', 15, $3, case when $3 = 'dead' then now() end,
                           now() - interval '90 seconds')""",
                *(event, target, state),
            )
    metrics.count(a_delivery(Reaction.LETTER), Outcome("done"))
    metrics.count(a_delivery(Reaction.CARD), Return("busy", pause=PAUSE))
    _, text = await watch.get("/metrics")
    assert 'owona_deliveries{state="waiting"} 1.0' in text
    assert 'owona_deliveries{state="dead"} 1.0' in text
    assert 'owona_deliveries{state="done"} 0.0' in text
    assert "owona_events_unplanned 1.0" in text
    assert 'owona_outcomes_total{end="done",way="smtp"} 1.0' in text
    assert 'owona_outcomes_total{end="later",way="slack"} 1.0' in text
    oldest = re.search(r"owona_oldest_waiting_seconds ([\d.]+)", text)
    assert oldest is not None
    assert 89 < float(oldest[1]) < 120


async def test_a_request_that_takes_too_long_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.http.shell.PATIENCE", 0.05)
    app = application(desk)

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        raise Unavailable

    app.router.add_get("/slow", slow)
    async with served(app) as url, ClientSession() as session, session.get(f"{url}/slow") as answer:
        assert answer.status == 503
