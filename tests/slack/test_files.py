"""Files from Slack: their bytes come, the token goes nowhere else."""

from collections.abc import Callable

import pytest
from aiohttp import ClientSession, web

from owona_bot.domain.delivery import Later, Refused
from owona_bot.slack import files as module
from owona_bot.slack.client import web_client
from owona_bot.slack.files import Downloads, is_slacks

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/log.txt", True),
        ("https://slack.com/x", True),
        ("https://files.slack.com:443/x", True),
        ("http://files.slack.com/x", False),
        ("https://files.slack.com:8443/x", False),
        ("https://files.slack.com@evil.example/x", False),
        ("https://evil@files.slack.com/x", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://evil.example/files.slack.com", False),
        ("//files.slack.com/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_where_the_token_may_go(url: str, may: bool) -> None:
    assert is_slacks(url, API) is may


def test_the_apis_own_address_counts_as_slacks() -> None:
    assert is_slacks("http://127.0.0.1:8080/f", "http://127.0.0.1:8080/api/")
    assert not is_slacks("http://127.0.0.1:8081/f", "http://127.0.0.1:8080/api/")


Answer = Callable[[web.Request], web.StreamResponse]


class Desk:
    """A Slack that has one file; `seen` are the tokens that came for its bytes."""

    def __init__(self, answer: Answer, where: str = "") -> None:
        self.answer = answer
        self.where = where
        self.seen: list[str] = []

    async def info(self, request: web.Request) -> web.Response:
        url = self.where or f"http://{request.host}/files/F1"
        return web.json_response({"ok": True, "file": {"id": "F1", "mimetype": "text/plain", "url_private": url}})

    async def file(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request.headers.get("Authorization", ""))
        return self.answer(request)


async def fetched(desk: Desk) -> bytes:
    app = web.Application()
    app.router.add_post("/api/files.info", desk.info)
    app.router.add_get("/api/files.info", desk.info)
    app.router.add_get("/files/{id}", desk.file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        async with ClientSession() as session:
            downloads = Downloads(web_client("xoxb-1", url, session), session)
            return b"".join([piece async for piece in downloads.fetch("F1")])
    finally:
        await runner.cleanup()


async def test_bytes_come_as_they_are_and_the_token_with_the_request() -> None:
    desk = Desk(lambda _: web.Response(body=b"\x00line\r\n" * 100_000))
    assert await fetched(desk) == b"\x00line\r\n" * 100_000
    assert desk.seen == ["Bearer xoxb-1"]


async def test_an_address_elsewhere_gets_no_token() -> None:
    desk = Desk(lambda _: web.Response(body=b"x"), where="https://evil.example/f")
    with pytest.raises(Refused, match="no address of its own"):
        await fetched(desk)


async def test_nobody_is_followed_elsewhere() -> None:
    desk = Desk(lambda _: web.Response(status=302, headers={"Location": "https://evil.example/f"}))
    with pytest.raises(Refused, match="302"):
        await fetched(desk)


async def test_a_page_for_people_is_no_file() -> None:
    with pytest.raises(Refused, match="files:read"):
        await fetched(Desk(lambda _: web.Response(text="<html>", content_type="text/html")))


@pytest.mark.parametrize(("status", "error"), [(404, Refused), (403, Refused), (429, Later), (500, Later)])
async def test_gone_is_refused_and_busy_is_later(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await fetched(Desk(lambda _: web.Response(status=status)))


async def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 1000)
    with pytest.raises(Refused, match="1000"):
        await fetched(Desk(lambda _: web.Response(body=b"x" * 5000)))
