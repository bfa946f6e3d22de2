"""Export: `GET /api/export` writes tickets or figures to a program that shows a service token, as they are read.

What came of it, with the checksum of the whole file, stands at `GET /api/export/<id>`; the id is the header X-Export.
"""

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import replace
from uuid import UUID

from aiohttp import web

from handlers.http.sending import attended, break_off, write
from handlers.http.shell import speaker
from owona_bot.desk import Desk
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.export import Piece
from owona_bot.domain.export_errors import ExportStreamUnknown, TooManyStreams
from owona_bot.domain.export_job import name_of
from owona_bot.domain.export_query import read
from owona_bot.domain.export_stream import Streamed, Tally, described
from owona_bot.domain.filter_tree import View
from owona_bot.domain.token import Scope, ServiceToken, demand
from owona_bot.domain.token_errors import TokenRefused
from owona_bot.exports.stream import CONTENT_TYPES, pieces
from owona_bot.services.export_stream import begin_stream, end_stream, for_streams, show_stream, written
from owona_bot.services.token import recognise_token

OF_ONE, OF_ALL = 2, 4
"""Exports at once in this process, each of which takes a connection to PostgreSQL now and then."""

AGAIN = 10.0
"""Seconds after which it is asked again whether a token still opens anything."""

BEARER = re.compile(r"Bearer +(\S+) *", re.IGNORECASE | re.ASCII)


def register(app: web.Application, desk: Desk) -> None:
    """For programs; HEAD would have to write the whole file to know its length."""
    door = Export(desk)
    app.router.add_get("/api/export", door.give, allow_head=False)
    app.router.add_get("/api/export/{id}", door.tell, allow_head=False)


class Export:
    """The desk, and how many exports each token has under way."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.db = for_streams(desk.db)
        self.busy: Counter[int] = Counter()

    async def give(self, request: web.Request) -> web.StreamResponse:
        """What can be refused is refused before the first byte."""
        desk, token = self.desk, await self.token_of(request)
        demand(token, Scope.EXPORT)
        spec = read(request.rel_url.raw_query_string, speaker(request, desk).locale, desk.zone.key)
        with self.turn(token):
            streamed = await begin_stream(desk.db, token, spec, desk.clock())
            sending = Sending(request, streamed)
            try:
                async with attended(request), written(desk.db, streamed):
                    await self.send(sending, request)
                    await end_stream(desk.db, token, streamed, "done", sending.whole())
            except BaseException:
                sending.break_off()
                with suppress(Unavailable):
                    await end_stream(desk.db, token, streamed, "cut", sending.tally)
                raise
        return sending.response

    async def send(self, sending: "Sending", request: web.Request) -> None:
        """Until the end, or until the token opens nothing any more."""
        desk, streamed, clock = self.desk, sending.streamed, asyncio.get_running_loop().time
        view, asked_at = View(streamed.as_of, desk.zone, None), clock()
        async with aclosing(pieces(self.db, streamed.spec, view, desk.t(streamed.spec.locale))) as some:
            async for piece in some:
                if clock() - asked_at > AGAIN:
                    await self.token_of(request)
                    asked_at = clock()
                await sending.send(piece)

    async def tell(self, request: web.Request) -> web.Response:
        """How it ended, and what the file must look like."""
        token = await self.token_of(request)
        demand(token, Scope.EXPORT)
        try:
            id_ = UUID(request.match_info["id"])
        except ValueError as fault:
            raise ExportStreamUnknown from fault
        found = await show_stream(self.desk.db, token, id_)
        return web.json_response(described(found, speaker(request, self.desk)))

    async def token_of(self, request: web.Request) -> ServiceToken:
        """Raises TokenRefused."""
        shown = request.headers.getall("Authorization", [])
        found = BEARER.fullmatch(shown[0]) if len(shown) == 1 else None
        if found is None:
            raise TokenRefused
        return await recognise_token(self.desk.db, found[1], self.desk.clock())

    @contextmanager
    def turn(self, token: ServiceToken) -> Iterator[None]:
        """Raises TooManyStreams."""
        if self.busy[token.id] >= OF_ONE or self.busy.total() >= OF_ALL:
            raise TooManyStreams(most=OF_ONE)
        self.busy[token.id] += 1
        try:
            yield
        finally:
            self.busy[token.id] -= 1


class Sending:
    """One file on its way: what went out of it so far."""

    def __init__(self, request: web.Request, streamed: Streamed) -> None:
        self.request = request
        self.streamed = streamed
        self.response = web.StreamResponse(headers=headers_of(streamed))
        self.tally = Tally(0, 0)
        self.hash = hashlib.sha256()

    async def send(self, piece: Piece) -> None:
        """The headers go with the first: until then a refusal is still one."""
        if not self.response.prepared:
            await self.response.prepare(self.request)
        self.hash.update(piece.content)
        self.tally = Tally(self.tally.rows + piece.rows, self.tally.size + len(piece.content))
        await write(self.response, piece.content)

    def whole(self) -> Tally:
        """With the checksum of all of it."""
        return replace(self.tally, sha256=self.hash.digest())

    def break_off(self) -> None:
        """Whoever has got some of it must not take that for the file."""
        if self.response.prepared:
            break_off(self.request)


def headers_of(streamed: Streamed) -> dict[str, str]:
    """What it is, what it is called, and where to ask what came of it."""
    spec = streamed.spec
    return {
        "Content-Type": CONTENT_TYPES[spec.format],
        "Content-Disposition": f'attachment; filename="{name_of(spec, streamed.as_of)}"',
        "Link": f'</api/export/{streamed.id}>; rel="describedby"',
        "X-Export": str(streamed.id),
    }
