"""Files of the bot: the three steps of an upload, what each refuses, and how each fails."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.playground.conftest import refused

MB = 1024 * 1024


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
    await people.share_late(1)
    id_ = await uploaded(client, http)
    answer = await completed(client, id_, channel_id="C0TICKETS", thread_ts=parent)
    assert (answer["files"][0]["shares"], len(await people.thread("tickets", parent))) == ({}, 1)
    assert (await client.files_info(file=id_))["file"]["shares"] == {}

    async def stands() -> bool:
        return len(await people.thread("tickets", parent)) == 2

    await until(stands, "the file stands")
    assert "C0TICKETS" in (await client.files_info(file=id_))["file"]["shares"]["public"]


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


async def test_50_megabytes_lie_on_disk(
    client: AsyncWebClient, http: aiohttp.ClientSession, people: Playground
) -> None:
    """Neither side holds more than pieces while they come in; every byte is there."""

    async def pieces() -> AsyncIterator[bytes]:
        for n in range(50):
            yield bytes([n]) * MB

    id_, url = await asked(client, length=50 * MB)
    tracemalloc.start()
    async with http.post(url, data=pieces(), headers={"Content-Length": str(50 * MB)}) as answer:
        assert answer.status == 200
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MB
    content = await people.content(id_)
    assert [content[n * MB : n * MB + 1] for n in range(51)] == [bytes([n]) for n in range(50)] + [b""]
