"""The page's own doors: who may knock, what is told, what stays."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from owona_bot.playground import keep
from owona_bot.playground.client import Playground
from owona_bot.playground.mailbox import Mail, Mailbox
from owona_bot.playground.options import Options, World, read_manifest
from owona_bot.playground.page_letters import Draft, parsed, raw_mail
from owona_bot.playground.server import Running, serve
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from tests.playground.conftest import MANIFEST, Start


async def ask(running: Running, path: str, told: Json, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.post(running.url + path, json=told, headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("path", ["/control/post", "/page/do/about", "/bytes?user=anna&name=x", "/api/auth.test"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"]
)
async def test_a_page_from_elsewhere_is_refused(slack: Running, path: str, origin: str) -> None:
    status, _ = await ask(slack, path, {"user": "anna", "channel": "tickets", "text": "x"}, Origin=origin)
    assert status == 403
    assert not slack.slack.workspace.channels["C0TICKETS"].top


async def test_a_name_that_only_resolves_to_us_is_refused(slack: Running) -> None:
    status, _ = await ask(slack, "/page/do/about", {}, Host="rebound.evil.example")
    assert status == 403


async def test_our_own_page_and_programs_are_served(slack: Running) -> None:
    assert (await ask(slack, "/page/do/about", {}, Origin=slack.url))[0] == 200
    assert (await ask(slack, "/page/do/about", {}))[0] == 200


async def test_the_policy_lets_nothing_in_from_elsewhere(slack: Running) -> None:
    async with aiohttp.ClientSession() as http, http.get(slack.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_an_uploaded_page_may_run_nothing(slack: Running, people: Playground) -> None:
    file = await people.upload("anna", "evil.html", b"<script>alert(1)</script>")
    async with aiohttp.ClientSession() as http, http.get(f"{slack.url}/bytes/{file}") as answer:
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("what", "told", "words"),
    [
        ("fly", {}, "nobody can fly"),
        ("click", {"user": "anna", "channel": "tickets", "ts": "1.1", "block": "b", "action": "a"}, "gone"),
        ("submit", {"user": "anna", "view": "V1", "values": {}}, "no modal"),
        ("house", {"what": "kill_bot"}, "nobody is there"),
        ("house", {"what": "move_clock", "seconds": 3600}, "nobody is there"),
        ("tickets", {"customer": "00000000-0000-0000-0000-000000000000"}, "without a database"),
        ("mail", {"number": 7}, "no such mail"),
        ("write", {"sender": "a@b.example", "subject": "", "text": ""}, "takes no mail"),
        ("press", {}, "user"),
    ],
)
async def test_what_can_t_be_done_is_said_in_words(slack: Running, what: str, told: Json, words: str) -> None:
    status, text = await ask(slack, f"/page/do/{what}", told)
    assert status in (400, 409)
    assert words in json.loads(text)["error"]


async def test_the_feed_tells_what_changed_and_nothing_twice(slack: Running, people: Playground) -> None:
    query = {"user": "anna", "channel": "tickets"}
    async with aiohttp.ClientSession() as http, http.get(f"{slack.url}/page/events", params=query) as feed:
        first = await frame(feed)
        assert {"rooms", "order", "modal", "people", "sockets"} <= first.keys()
        ts = await people.post("anna", "tickets", "hello")
        second = await frame(feed)
        assert second["order"] == [ts]
        assert second[f"m:{ts}"]["text"] == "hello"
        assert "people" not in second
        await people.react("ben", "tickets", ts, "eyes")
        third = await frame(feed)
        assert third[f"m:{ts}"]["reactions"][0]["name"] == "eyes"
        assert not third.keys() & second.keys() - {f"m:{ts}", "calls"}


async def frame(feed: aiohttp.ClientResponse) -> Json:
    async with asyncio.timeout(20):
        while not (line := await feed.content.readline()).startswith(b"data: "):
            pass
    told: Json = json.loads(line[6:])
    return told


async def test_an_unknown_window_is_refused(slack: Running) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{slack.url}/page/events?user=nobody&channel=x") as answer:
        assert answer.status == 400


async def test_a_stopped_playground_lets_its_pages_go(start: Start) -> None:
    running = await serve(Options(manifest=MANIFEST))
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{running.url}/page/events?user=anna&channel=tickets") as feed,
    ):
        await frame(feed)
        async with asyncio.timeout(20):
            await running.stop()
            assert b"data" not in await feed.content.read()


async def test_a_database_that_is_not_there_is_told(start: Start) -> None:
    running = await start(world=World(database="postgresql://nobody@127.0.0.1:1/none"))
    status, text = await ask(running, "/page/do/customers", {})
    assert (status, json.loads(text)["error"]) == (409, "the database can't be reached")
    _, text = await ask(running, "/page/do/beneath", {})
    assert "can't be reached" in json.loads(text)["gone"]


def test_a_customers_mail_carries_its_files_and_no_second_header() -> None:
    file = {"name": "a.txt", "type": "text/plain", "content": "aGk="}
    draft = Draft("lena@example.com", "support@owona.de", "Hello\r\nBcc: x@evil.example", "Text", files=[file])
    mail = parsed(Mail(draft.sender, (draft.to,), raw_mail(draft)))
    assert mail["Bcc"] is None
    assert [part.get_filename() for part in mail.iter_attachments()] == ["a.txt"]
    assert "dmarc=pass header.from=example.com" in mail["Authentication-Results"]


async def test_a_kept_slack_goes_on_where_it_ended(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "slack.json"
    first = await serve(Options(manifest=MANIFEST, keep=path))
    async with Playground(first.url) as people:
        ts = await people.post("anna", "tickets", "parent")
        await people.post("ben", "tickets", "reply", ts)
        await people.post("anna", "U0ANNA", "to the bot")
        await people.react("ben", "tickets", ts, "eyes")
        first.mailbox.mails.append(Mail("a@b.example", ("c@d.example",), b"Subject: x\r\n\r\n\xff"))
        before = await people.messages("tickets")
    await first.stop()
    second = await start(keep=path)
    async with Playground(second.url) as people:
        assert await people.messages("tickets") == before
        assert [m["text"] for m in await people.messages("U0ANNA")] == ["to the bot"]
        later = await people.post("anna", "tickets", "later")
        assert later > ts
    assert second.mailbox.mails == [Mail("a@b.example", ("c@d.example",), b"Subject: x\r\n\r\n\xff")]


def test_nothing_kept_is_a_fresh_start(tmp_path: Path) -> None:
    slack = Slack(Options(manifest=MANIFEST), read_manifest(MANIFEST))
    keep.read(tmp_path / "none.json", slack, Mailbox())
    assert not slack.workspace.channels["C0TICKETS"].top
