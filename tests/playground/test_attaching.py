"""Files of people: in messages and forms, who may read them, and how reading fails."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.playground.conftest import Join, bolt, refused, web_client

MB = 1024 * 1024


# reading


async def test_the_bots_token_opens_a_persons_file(
    people: Playground, http: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    await people.post("anna", "tickets", "see", files=[("Größe.txt", b"abc")])
    file = (await client.files_info(file=(await people.files())[0]["id"]))["file"]
    headers = {"Authorization": "Bearer xoxb-playground"}
    for url in (file["url_private"], file["url_private_download"]):
        async with http.get(url, headers=headers) as answer:
            assert (answer.status, answer.content_type, await answer.read()) == (200, "text/plain", b"abc")


@pytest.mark.parametrize("token", [None, "xoxb-wrong"])
async def test_without_the_right_people_are_led_to_the_sign_in_page(
    people: Playground, http: aiohttp.ClientSession, token: str | None
) -> None:
    await people.post("anna", "tickets", "see", files=[("a.txt", b"abc")])
    url = (await people.files())[0]["url_private"]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.get(url, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, "/signin?redir=%2Ffiles-pri" in answer.headers["Location"]) == (302, True)
    async with http.get(url, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_without_the_scope_the_bot_gets_the_sign_in_page(
    slack: Running, people: Playground, http: aiohttp.ClientSession
) -> None:
    await people.post("anna", "tickets", "see", files=[("a.txt", b"abc")])
    slack.slack.manifest = replace(slack.slack.manifest, scopes=slack.slack.manifest.scopes - {"files:read"})
    headers = {"Authorization": "Bearer xoxb-playground"}
    async with http.get((await people.files())[0]["url_private"], headers=headers) as answer:
        assert answer.content_type == "text/html"


async def test_a_file_where_the_bot_is_not_is_not_visible(
    people: Playground, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    await people.post("anna", "random", "see", files=[("a.txt", b"abc")])
    file = (await people.files())[0]
    assert (await refused(client.files_info(file=file["id"])))["error"] == "not_visible"
    headers = {"Authorization": "Bearer xoxb-playground"}
    async with http.get(file["url_private"], headers=headers, allow_redirects=False) as answer:
        assert answer.status == 302


async def test_a_deleted_file_leaves_its_place(people: Playground, client: AsyncWebClient) -> None:
    await people.post("anna", "tickets", "see", files=[("a.txt", b"abc")])
    await people.delete_file("anna", "a.txt")
    assert text_of((await people.messages("tickets"))[0]) == "see\n📎 (deleted)"
    assert (await refused(client.files_info(file=(await people.files())[0]["id"])))["error"] == "file_deleted"
    with pytest.raises(PlaygroundError, match="has no file"):
        await people.delete_file("anna", "a.txt")


@pytest.mark.parametrize(
    ("kind", "status"), [("error:login", 200), ("server_error", 500), ("ratelimited", 429), ("late", 200)]
)
async def test_reading_fails_as_it_is_told(
    people: Playground, http: aiohttp.ClientSession, kind: str, status: int
) -> None:
    await people.post("anna", "tickets", "see", files=[("a.txt", b"abc")])
    await people.fault("download", kind, times=1, seconds=0.01)
    url = (await people.files())[0]["url_private"]
    async with http.get(url, headers={"Authorization": "Bearer xoxb-playground"}) as answer:
        assert (answer.status, answer.content_type == "text/html") == (status, kind == "error:login")


async def test_reading_may_break_off_in_the_middle(people: Playground, http: aiohttp.ClientSession) -> None:
    await people.post("anna", "tickets", "see", files=[("a.txt", b"abc" * MB)])
    await people.fault("download", "drop", times=1)
    url = (await people.files())[0]["url_private"]
    with pytest.raises(aiohttp.ClientError):
        async with http.get(url, headers={"Authorization": "Bearer xoxb-playground"}) as answer:
            await answer.read()


# what people attach


@pytest.mark.parametrize("name", ["../../etc/passwd", "invoice\u202efdp.exe", "x" * 300, "", "ä b?&#.txt", "a\nb"])
async def test_a_name_is_kept_and_its_address_is_harmless(
    people: Playground, client: AsyncWebClient, http: aiohttp.ClientSession, name: str
) -> None:
    await people.post("anna", "tickets", "see", files=[(name, b"abc")])
    file = (await people.messages("tickets"))[0]["files"][0]
    assert file["name"] == name
    assert ".." not in file["url_private"]
    async with http.get(file["url_private"], headers={"Authorization": "Bearer xoxb-playground"}) as answer:
        assert await answer.read() == b"abc"


async def test_a_shared_file_is_told_as_file_share_and_file_shared(
    slack: Running, people: Playground, join: Join
) -> None:
    heard: list[Json] = []
    app = bolt(slack)

    async def hears(event: Json) -> None:
        heard.append(event)

    app.event("message")(hears)
    app.event("file_shared")(hears)
    await join(slack, app)
    await people.post("anna", "tickets", "see", files=[("a.txt", b"abc"), ("b.txt", b"d")])
    await settled(heard, 3)
    (message,) = [event for event in heard if event["type"] == "message"]
    assert (message["subtype"], [file["name"] for file in message["files"]]) == ("file_share", ["a.txt", "b.txt"])
    shared = {event["file_id"] for event in heard if event["type"] == "file_shared"}
    assert shared == {file["id"] for file in message["files"]}


async def settled(heard: list[Json], count: int) -> None:
    async def enough() -> bool:
        return len(heard) >= count

    await until(enough, f"{count} events came")


async def test_people_attach_only_their_own(people: Playground) -> None:
    await people.upload("anna", "a.txt", b"abc")
    with pytest.raises(PlaygroundError, match="ben has no file"):
        await people.post("ben", "tickets", "x", files=["a.txt"])
    with pytest.raises(PlaygroundError, match="nobody is called"):
        await people.upload("zoe", "a.txt", b"abc")
    with pytest.raises(PlaygroundError, match="no such file"):
        await people.content("F0")


# forms


NOTE = {
    "type": "input",
    "block_id": "note",
    "label": {"type": "plain_text", "text": "Note"},
    "element": {"type": "rich_text_input", "action_id": "v"},
}
FILES = {
    "type": "input",
    "block_id": "files",
    "optional": True,
    "label": {"type": "plain_text", "text": "Files"},
    "element": {"type": "file_input", "action_id": "v", "max_files": 2, "filetypes": ["txt"]},
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [NOTE, FILES],
}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "very ", "style": {"bold": True, "italic": True}},
                {"type": "text", "text": "well", "style": {"code": True}},
                {"type": "text", "text": " see "},
                {"type": "link", "url": "https://owona.de", "text": "here", "style": {"strike": True}},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "offset": 2,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "three"}]}],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
    ],
}


class Former:
    """Opens the form for /ticket, keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Json] = []

    def on(self, app: AsyncApp) -> AsyncApp:
        app.command("/ticket")(self.opens)
        app.view("form")(self.hears)
        return app

    async def opens(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def hears(self, ack: Any, view: Json) -> None:
        self.sent.append({id_: value["v"] for id_, value in view["state"]["values"].items()})
        await ack()


@pytest.fixture
async def former(slack: Running, join: Join, people: Playground) -> Former:
    """Anna has the form open."""
    former = Former()
    await join(slack, former.on(bolt(slack)))
    assert (await people.command("anna", "tickets", "/ticket")).view
    return former


async def test_a_form_takes_files_that_the_bot_may_read(
    former: Former, people: Playground, slack: Running, http: aiohttp.ClientSession
) -> None:
    earlier = await people.upload("anna", "b.png", b"de")
    await people.submit("anna", {"Note": "hello", "Files": [("a.txt", b"abc"), "b.png"]})
    first, second = former.sent[0]["files"]["files"]
    assert (first["name"], first["size"], first["mimetype"]) == ("a.txt", 3, "text/plain")
    assert second["id"] == earlier
    assert (await web_client(slack).files_info(file=earlier))["file"]["name"] == "b.png"
    async with http.get(first["url_private"], headers={"Authorization": "Bearer xoxb-playground"}) as answer:
        assert await answer.read() == b"abc"


async def test_a_form_takes_so_many_files_and_no_more(former: Former, people: Playground) -> None:
    answer = await people.submit("anna", {"Note": "x", "Files": [(f"{n}.txt", b"x") for n in range(3)]})
    assert answer.errors == {"Files": "Please upload at most 2 files."}
    with pytest.raises(PlaygroundError, match="there is no file"):
        await people.fill("anna", {"Files": ["c.txt"]})
    await people.submit("anna", {"Files": []})
    assert former.sent == [{"note": former.sent[0]["note"], "files": {"type": "file_input", "files": []}}]


async def test_an_editor_takes_words_or_what_it_makes_itself(former: Former, people: Playground) -> None:
    await people.fill("anna", {"Note": "hello"})
    view = await people.view("anna")
    assert view
    assert "Note *: hello" in text_of(view)
    with pytest.raises(PlaygroundError, match="takes no such text"):
        await people.fill("anna", {"Note": {"type": "rich_text", "elements": [{"type": "nonsense"}]}})
    with pytest.raises(PlaygroundError, match="takes no such text"):
        await people.fill("anna", {"Files": RICH})
    await people.submit("anna", {"Note": RICH})
    assert former.sent[0]["note"] == {"type": "rich_text_input", "rich_text_value": RICH}


async def test_a_form_shows_what_was_filled_in(former: Former, people: Playground) -> None:
    await people.fill("anna", {"Note": RICH, "Files": [("a.txt", b"x" * 12345)]})
    view = await people.view("anna")
    assert view
    assert text_of(view) == (
        "▌ Form\n"
        "Note *: *_very_* `well` see ~here (https://owona.de)~\n3. three\n```\nx = 1\n```\n"
        "Files: 📎 a.txt (12.3 kB)\n"
        "[Send]"
    )
