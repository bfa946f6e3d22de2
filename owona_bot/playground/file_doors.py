"""Where bytes come in and go out: Slack's upload and download addresses, and people's own files."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from owona_bot.playground.cast import TEAM
from owona_bot.playground.control_rooms import user_of
from owona_bot.playground.faults import Fault
from owona_bot.playground.file import File
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.storage import PIECE
from owona_bot.playground.uploading import visible
from owona_bot.playground.webapi import as_json, bearer, broken

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
"""What a browser's own PDF viewer needs; within `sandbox` it shows nothing."""

SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in to owona | Slack</title></head><body>Sign in</body></html>"


async def sign_in(_request: web.Request) -> web.Response:
    """The page for people, 200 as every page."""
    return web.Response(text=SIGN_IN, content_type="text/html")


class Upload:
    """`POST /upload/v1/<key>`, raw or multipart; faults reach it as method `upload`."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        fault = self.slack.faults.next("upload")
        if fault is None:
            return await self._take(request)
        if fault.kind == "late":
            await asyncio.sleep(fault.wait)
            return await self._take(request)
        if fault.kind in ("server_error_after", "drop"):
            await self._take(request)
        else:
            self._note(request, fault.kind)
        return await refused(fault, request)

    async def _take(self, request: web.Request) -> web.Response:
        file = self.slack.files.behind(request.match_info["key"])
        if file is None:
            self._note(request, "unknown")
            return web.Response(status=404, text="no such upload")
        count = await _keep(self.slack, file, _pieces(request))
        if count != file.size:
            self._note(request, "length")
            return web.Response(status=400, text=f"{file.size} bytes were announced")
        file.stage = "uploaded"
        self._note(request, "ok", file=file.id, bytes=count)
        return web.Response(text=f"OK - {count}")

    def _note(self, request: web.Request, outcome: str, **told: object) -> None:
        self.slack.ledger.call(self.slack.now(), "upload", {"type": request.content_type, **told}, outcome)


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """The body, or the first part of a multipart body."""
    if not request.content_type.startswith("multipart/"):
        async for piece in request.content.iter_chunked(PIECE):
            yield piece
        return
    part = await (await request.multipart()).next()
    while isinstance(part, BodyPartReader) and (piece := await part.read_chunk(PIECE)):
        yield bytes(piece)


async def _keep(slack: Slack, file: File, pieces: AsyncIterator[bytes]) -> int:
    """How many bytes came; what is more than announced is thrown away."""
    count = 0
    async for piece in pieces:
        slack.files.storage.write(file.at + count, piece[: max(file.size - count, 0)])
        count += len(piece)
    return count


async def refused(fault: Fault, request: web.Request) -> web.StreamResponse:
    """As a web server fails: these addresses are no methods."""
    if fault.kind == "ratelimited":
        return web.Response(status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind.startswith("error:"):
        return web.Response(status=400, text=fault.kind.removeprefix("error:"))
    return await broken(fault, request)


class Download:
    """`GET /files-pri/<team>-<file>/…`; faults reach it as method `download`, `error:` shows the sign-in page."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        fault = self.slack.faults.next("download")
        file = self.slack.files.by_id.get(request.match_info["id"].removeprefix(f"{TEAM}-"))
        self.slack.ledger.call(self.slack.now(), "download", {"path": request.path}, fault.kind if fault else "ok")
        if fault is not None and fault.kind.startswith("error:"):
            return await sign_in(request)
        if fault is not None and fault.kind != "late":
            return await self._fail(fault, request, file)
        if fault is not None:
            await asyncio.sleep(fault.wait)
        if file is None or not self._may(request, file):
            return web.Response(status=302, headers={"Location": self._page(request)})
        return await send(self.slack, request, file)

    def _page(self, request: web.Request) -> str:
        return f"{self.slack.url}/signin?redir={quote(request.path, safe='')}"

    def _may(self, request: web.Request, file: File) -> bool:
        """The bot's token, its scope, and a file that it can see."""
        right = bearer(request) == self.slack.options.bot_token and "files:read" in self.slack.manifest.scopes
        right = right and not self.slack.revoked
        return right and file.stage == "complete" and visible(self.slack, file)

    async def _fail(self, fault: Fault, request: web.Request, file: File | None) -> web.StreamResponse:
        """`drop` breaks off in the middle of the file."""
        if fault.kind == "drop" and file is not None:
            return await send(self.slack, request, file, most=file.size // 2)
        return await refused(fault, request)


async def send(
    slack: Slack, request: web.Request, file: File, most: int | None = None, headers: Mapping[str, str] = {}
) -> web.StreamResponse:
    told = {"Content-Type": file.mimetype, "Content-Length": str(file.size), **headers}
    answer = web.StreamResponse(headers=told)
    await answer.prepare(request)
    for piece in slack.files.storage.read(file.at, file.size if most is None else most):
        await answer.write(piece)
    if most is not None and request.transport is not None:
        request.transport.abort()
    return answer


def manner(file: File, opened: bool) -> Mapping[str, str]:
    """Pictures are shown, a PDF when it is asked to be, all else is only ever saved."""
    if file.mimetype in PICTURES:
        return {}
    if opened and file.mimetype == "application/pdf":
        return {"Content-Disposition": "inline", "Content-Security-Policy": VIEWER}
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}


class Bytes:
    """People's own files: `POST /bytes?user=…&name=…` keeps one, `GET /bytes/<id>` shows any."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    async def take(self, request: web.Request) -> web.Response:
        """Not shared yet: a person who has chosen a file."""
        try:
            user = user_of(self.slack, dict(request.query))
        except CannotDo as why:
            return as_json({"error": str(why)}, 409)
        size = request.content_length or 0
        file = self.slack.files.new(request.query["name"], size, user.id, self.slack.url, self.slack.now())
        await _keep(self.slack, file, _pieces(request))
        file.stage = "complete"
        return as_json({"id": file.id})

    async def show(self, request: web.Request) -> web.StreamResponse:
        file = self.slack.files.by_id.get(request.match_info["id"])
        if file is None:
            return as_json({"error": "there is no such file"}, 409)
        return await send(self.slack, request, file, headers=manner(file, "open" in request.query))
