"""Files: the three steps of an upload, who may read, what people attach, and how each of it fails."""

import asyncio
import resource
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.stage import a_playground, until
from owona_bot.playground.wire import Json
from tests.playground.conftest import MANIFEST, Join, bolt, refused, web_client

MB = 1024 * 1024


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def parent(client: AsyncWebClient) -> str:
    ts: str = (await client.chat_postMessage(channel="C0TICKETS", text="card"))["ts"]
    return ts


async def asked(client: AsyncWebClient, name: str = "log.txt", length: int = 3, **told: Any) -> tuple[str, str]:
    """Id and address of an upload."""
    answer = await client.files_getUploadURLExternal(filename=name, length=length, **told)
    return answer["file_id"], answer["upload_url"]


async def uploaded(client: AsyncWebClient, http: aiohttp.ClientSession, content: bytes = b"abc") -> str:
    """The id of a file whose bytes are there."""
    id_, url = await asked(client, length=len(content))
    async with http.post(url, data=content) as answer:
        assert answer.status == 200
    return id_


async def completed(client: AsyncWebClient, *ids: str, **told: Any) -> Json:
    answer = await client.files_completeUploadExternal(files=[{"id": id_} for id_ in ids], **told)
    data: Json = answer.data  # type: ignore[assignment]  # a JSON answer, never bytes
    return data


# three steps


async def test_the_stock_client_uploads_in_one_go(client: AsyncWebClient, people: Playground, parent: str) -> None:
    await client.files_upload_v2(
        content="abc", filename="log.txt", title="The log", channel="C0TICKETS", thread_ts=parent, initial_comment="see"
    )
    _, message = await people.thread("tickets", parent)
    assert (message["text"], message["files"][0]["title"], message["bot_id"]) == ("see", "The log", "B0OWONA")
    assert await people.content(message["files"][0]["id"]) == b"abc"
    assert text_of(message) == "see\n📎 log.txt (3 B)"


async def test_several_files_stand_in_one_message(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground
) -> None:
    ids = [await uploaded(client, http, content) for content in (b"1", b"22")]
    await completed(client, *ids, channel_id="C0TICKETS")
    (message,) = await people.messages("tickets")
    assert [file["size"] for file in message["files"]] == [1, 2]


async def test_a_body_may_be_multipart(client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground) -> None:
    id_, url = await asked(client)
    form = aiohttp.FormData()
    form.add_field("filename", b"abc", filename="log.txt")
    async with http.post(url, data=form) as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 3")
    assert await people.content(id_) == b"abc"


@pytest.mark.parametrize("content", [b"", b"ab", b"abcd"])
async def test_a_body_of_another_length_is_refused(
    client: AsyncWebClient, http: aiohttp.ClientSession, content: bytes
) -> None:
    id_, url = await asked(client)
    async with http.post(url, data=content) as answer:
        assert answer.status == 400
    assert (await refused(client.files_completeUploadExternal(files=[{"id": id_}])))["error"] == "file_not_found"


async def test_two_files_never_overwrite_each_other(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground
) -> None:
    (first, url), second = await asked(client), await uploaded(client, http, b"xyz")
    async with http.post(url, data=b"abcdef"):
        pass
    assert await people.content(second) == b"xyz"
    assert first != second


async def test_bytes_go_nowhere_before_or_after_upload(client: AsyncWebClient, http: aiohttp.ClientSession) -> None:
    id_, url = await asked(client)
    async with http.post(url, data=b"abc"):
        await completed(client, id_)
    for address in (url, url[:-1]):
        async with http.post(address, data=b"xyz") as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"length": 0}, "missing_argument"),
        ({"filename": ""}, "missing_argument"),
        ({"length": "many"}, "invalid_arguments"),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"snippet_type": "python", "length": MB + 1}, "snippet_too_large"),
        ({"length": 1024 * MB + 1}, "file_upload_size_restricted"),
    ],
)
async def test_an_upload_beyond_the_limits_is_refused(client: AsyncWebClient, told: Any, error: str) -> None:
    asked = {"filename": "log.txt", "length": 3, **told}
    assert (await refused(client.files_getUploadURLExternal(**asked)))["error"] == error


async def test_a_description_of_a_thousand_characters_is_kept(client: AsyncWebClient, people: Playground) -> None:
    await asked(client, alt_txt="x" * 1000)
    assert (await people.files())[0]["alt_txt"] == "x" * 1000


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "tickets"}, "channel_not_found"),
        ({"channel_id": "C0PRIVATE"}, "channel_not_found"),
        ({"channel_id": "C0RANDOM"}, "not_in_channel"),
        ({"channel_id": "C0OLDDESK"}, "posting_to_channel_denied"),
        ({"channels": ["C0TICKETS", "C0NOWHERE"]}, "invalid_channel"),
        ({"channels": [f"C{n}" for n in range(101)]}, "channels_limit_exceeded"),
        ({"channels": ["C0TICKETS", "C0SLA"], "thread_ts": "1.0"}, "invalid_arguments"),
        ({"thread_ts": "1.0"}, "invalid_arguments"),
        ({"channel_id": "C0TICKETS", "thread_ts": "1.0"}, "thread_not_found"),
        ({"channel_id": "C0TICKETS", "blocks": '[{"type": "nonsense"}]'}, "invalid_blocks"),
    ],
)
async def test_a_file_goes_only_where_the_bot_may_write(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground, told: Any, error: str
) -> None:
    id_ = await uploaded(client, http)
    assert (await refused(client.files_completeUploadExternal(files=[{"id": id_}], **told)))["error"] == error
    assert await people.messages("tickets") == []
    await completed(client, id_)


@pytest.mark.parametrize("files", ["", "{}", "[]", "[1]", "nonsense"])
async def test_files_that_are_no_list_are_refused(client: AsyncWebClient, files: str) -> None:
    answer = await refused(client.api_call("files.completeUploadExternal", params={"files": files}))
    assert answer["error"] == "invalid_arguments"


async def test_an_upload_is_completed_once(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground, parent: str
) -> None:
    id_ = await uploaded(client, http)
    tries: list[list[dict[str, str | None]]]
    tries = [[{"id": "F0"}], [{"id": id_}, {"id": id_}], [{"id": id_}, {"id": "F0"}]]
    for wrong in tries:
        assert (await refused(client.files_completeUploadExternal(files=wrong)))["error"] == "file_not_found"
    await completed(client, id_, channel_id="C0TICKETS", thread_ts=parent)
    again = client.files_completeUploadExternal(files=[{"id": id_}], channel_id="C0TICKETS", thread_ts=parent)
    assert (await refused(again))["error"] == "file_not_found"
    assert len(await people.thread("tickets", parent)) == 2


async def test_a_file_without_a_channel_is_nobodys_business(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground
) -> None:
    id_ = await uploaded(client, http)
    answer = await completed(client, id_)
    assert answer["files"][0]["shares"] == {}
    assert [file["stage"] for file in await people.files()] == ["complete"]


async def test_a_file_tells_where_it_stands(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground, parent: str
) -> None:
    private = await people.add_channel("secret", private=True)
    id_ = await uploaded(client, http)
    assert (await refused(client.files_info(file=id_)))["error"] == "file_not_found"
    await completed(client, id_, channels=["C0TICKETS", private, "U0ANNA"])
    shares = (await client.files_info(file=id_))["file"]["shares"]
    assert (set(shares["public"]), set(shares["private"])) == ({"C0TICKETS"}, {private, "D0ANNA"})
    assert shares["public"]["C0TICKETS"][0]["ts"] == (await people.messages("tickets"))[-1]["ts"]


async def test_a_file_may_stand_later_than_the_answer_says(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground, parent: str
) -> None:
    await people.share_late(0.05)
    id_ = await uploaded(client, http)
    answer = await completed(client, id_, channel_id="C0TICKETS", thread_ts=parent)
    assert (answer["files"][0]["shares"], len(await people.thread("tickets", parent))) == ({}, 1)
    assert (await client.files_info(file=id_))["file"]["shares"] == {}
    await asyncio.sleep(0.1)
    assert "C0TICKETS" in (await client.files_info(file=id_))["file"]["shares"]["public"]
    assert len(await people.thread("tickets", parent)) == 2


async def test_what_was_to_come_later_is_forgotten_with_the_rest(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground
) -> None:
    await people.share_late(0.02)
    await completed(client, await uploaded(client, http), channel_id="C0TICKETS")
    await people.reset()
    await asyncio.sleep(0.05)
    assert (await people.messages("tickets"), await people.files()) == ([], [])


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"])
async def test_each_step_needs_its_scope(slack: Running, client: AsyncWebClient, method: str) -> None:
    scopes = slack.slack.manifest.scopes - {"files:read", "files:write"}
    slack.slack.manifest = replace(slack.slack.manifest, scopes=scopes)
    answer = await refused(client.api_call(method, params={}))
    needed = "files:read" if method == "files.info" else "files:write"
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)


# how it fails


@pytest.mark.parametrize(
    ("kind", "status", "kept"),
    [
        ("ratelimited", 429, False),
        ("server_error", 500, False),
        ("server_error_after", 500, True),
        ("error:quota", 400, False),
        ("late", 200, True),
    ],
)
async def test_bytes_fail_with_a_status(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground, kind: str, status: int, kept: bool
) -> None:
    await people.fault("upload", kind, times=1, seconds=0.01)
    _, url = await asked(client)
    async with http.post(url, data=b"abc") as answer:
        assert answer.status == status
    assert (await people.files())[0]["stage"] == ("uploaded" if kept else "awaited")


@pytest.mark.parametrize(("kind", "kept"), [("hang", False), ("drop", True)])
async def test_bytes_fail_without_an_answer(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground, kind: str, kept: bool
) -> None:
    await people.fault("upload", kind, times=1, seconds=0.01)
    _, url = await asked(client)
    with pytest.raises(aiohttp.ClientError):
        await http.post(url, data=b"abc")
    assert (await people.files())[0]["stage"] == ("uploaded" if kept else "awaited")


async def test_a_completion_may_be_dropped_after_it_was_done(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground
) -> None:
    id_ = await uploaded(client, http)
    await people.fault("files.completeUploadExternal", "drop", times=1)
    with pytest.raises(aiohttp.ClientError):
        await completed(client, id_, channel_id="C0TICKETS")
    assert [message["files"][0]["id"] for message in await people.messages("tickets")] == [id_]


async def test_25_megabytes_are_kept_on_disk() -> None:
    """The playground's own memory stays flat, and every byte comes back."""
    content = bytes(MB) * 24 + sha256(b"x").digest() * (MB // 32)
    async with a_playground("--manifest", str(MANIFEST), "--pace", "0") as people:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        id_ = await people.upload("anna", "big.bin", content)
        assert sha256(await people.content(id_)).digest() == sha256(content).digest()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak < max(before, 120 * 1024)


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
