"""Exports: the file that a link from Slack leads to, until it expires; looked at by HEAD, it counts as not fetched."""

import base64

from aiohttp import web

from handlers.http.preferences import TOKEN
from handlers.http.sending import attended, break_off, write
from owona_bot.desk import Desk
from owona_bot.domain.byte_range import span_of
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.export import Export
from owona_bot.domain.export_errors import NoSuchBytes
from owona_bot.domain.reply_errors import NoSuchFile
from owona_bot.exports.stream import CONTENT_TYPES
from owona_bot.mail.tokens import hash_of
from owona_bot.services.export_file import look_at_file, read_file

AT_ONCE = 8
"""Files that are fetched in this process."""


def register(app: web.Application, desk: Desk) -> None:
    """Its last step is the token."""
    app.router.add_get("/exports/{token}", Files(desk).give)


class Files:
    """The desk, and how many files are on their way."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.busy = 0

    async def give(self, request: web.Request) -> web.StreamResponse:
        """All of it, or from where an earlier attempt broke off."""
        export = await look_at_file(self.desk.db, hashed(request), self.desk.clock())
        try:
            span = wanted(request, export)
        except NoSuchBytes:
            return web.Response(status=416, headers=headers_of(export) | {"Content-Range": f"bytes */{export.size}"})
        response = web.StreamResponse(status=200 if span is None else 206, headers=headers_of(export))
        if span is not None:
            response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{export.size}"
        asked = range(export.size) if span is None else span
        response.content_length = len(asked)
        if request.method == "HEAD":
            return response
        return await self.send(request, response, export, asked)

    async def send(
        self, request: web.Request, response: web.StreamResponse, export: Export, asked: range
    ) -> web.StreamResponse:
        """Whoever hangs up ends it. Raises Unavailable where too many fetch at once."""
        if self.busy >= AT_ONCE:
            raise Unavailable
        self.busy += 1
        try:
            async with attended(request):
                async for content in read_file(self.desk.db, export, asked):
                    if not response.prepared:
                        await response.prepare(request)
                    await write(response, content)
        except BaseException:
            if response.prepared:
                break_off(request)
            raise
        finally:
            self.busy -= 1
        return response


def hashed(request: web.Request) -> bytes:
    """The link's token, as the database knows it. Raises NoSuchFile for what can be none of ours."""
    token = request.match_info["token"]
    if not TOKEN.fullmatch(token):
        raise NoSuchFile
    return hash_of(token)


def wanted(request: web.Request, export: Export) -> range | None:
    """What is asked for, if it is of the same file as before. Raises NoSuchBytes."""
    same = request.headers.get("If-Range", tag_of(export)) == tag_of(export)
    return span_of(request.headers.get("Range"), export.size) if same else None


def tag_of(export: Export) -> str:
    """The checksum, which `sha256sum` says too."""
    return f'"{(export.sha256 or b"").hex()}"'


def headers_of(export: Export) -> dict[str, str]:
    """What it is and what it is called; kept by nobody on the way."""
    digest = base64.b64encode(export.sha256 or b"").decode()
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Type": CONTENT_TYPES[export.spec.format],
        "Content-Disposition": f'attachment; filename="{export.name}"',
        "ETag": tag_of(export),
        "Repr-Digest": f"sha-256=:{digest}:",
    }
