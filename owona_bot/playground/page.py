"""The workspace in the browser: its files, its feed, and what its people do, on the playground's own port."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from owona_bot.playground import page_sight
from owona_bot.playground.acts import Acts
from owona_bot.playground.control_rooms import channel_of, user_of
from owona_bot.playground.file_doors import sign_in
from owona_bot.playground.page_about import offered
from owona_bot.playground.page_acts import PageActs
from owona_bot.playground.page_beneath import Ask, Beneath
from owona_bot.playground.page_customer import Customer
from owona_bot.playground.page_feed import Feed
from owona_bot.playground.page_guard import Handler, dress, guard
from owona_bot.playground.page_outside import Outside
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.site import to_json
from owona_bot.playground.slack import Slack
from owona_bot.playground.sockets import Sockets
from owona_bot.playground.wire import Json, loads

FILES = Path(__file__).parent / "page"
QUIET = ("/page/events", "/link/")
"""Requests that stay open and change nothing themselves."""

Act = Callable[[Json], Awaitable[Json]]


class Page:
    """Joined to the playground's app by `mount`."""

    def __init__(self, slack: Slack, acts: Acts, sockets: Sockets, outside: Outside, ask: Ask | None) -> None:
        self.slack = slack
        self.sockets = sockets
        self.outside = outside
        self.feed = Feed()
        self.customer = Customer(outside)
        self.house = ask is not None
        self.beneath = Beneath(slack, outside, ask)
        self.table: dict[str, Act] = {
            "about": self.about,
            **PageActs(slack, acts).table,
            **self.customer.table,
            **self.beneath.table,
        }

    def mount(self, app: web.Application) -> None:
        app.middlewares.append(guard)
        app.middlewares.append(self._ringing())
        app.on_response_prepare.append(dress)
        app.router.add_get("/", self.index)
        app.router.add_get("/archives/{channel:[A-Z0-9]+}/p{ts:[0-9]{16}}", self.index)
        app.router.add_get("/page/events", self.events)
        app.router.add_get("/page/letter/{number:[0-9]+}", self.customer.letter)
        app.router.add_post("/page/do/{what}", self.act)
        app.router.add_static("/page/files/", FILES)

    def _ringing(self) -> Middleware:
        @web.middleware
        async def ring(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                return await handler(request)
            finally:
                if request.method == "POST" and not request.path.startswith(QUIET):
                    self.feed.ring()

        return ring

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Whoever wants a file without a token is sent here, as to Slack's own door."""
        return await sign_in(request) if "redir" in request.query else web.FileResponse(FILES / "index.html")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The window is the query: user, channel, thread, count."""
        try:
            window = self._window(dict(request.query))
        except (CannotDo, KeyError, ValueError) as why:
            return web.Response(status=400, text=str(why))

        async def look() -> Json:
            return page_sight.pieces(self.slack, window) | await self._beyond()

        return await self.feed.stream(request, look)

    def _window(self, told: Json) -> page_sight.Window:
        user, channel = user_of(self.slack, told), channel_of(self.slack, told)
        return page_sight.Window(user, channel, told.get("thread"), max(1, int(told.get("count", page_sight.PAGE))))

    async def _beyond(self) -> Json:
        return {
            "sockets": len(self.sockets.ready()) if self.slack.options.mode == "socket" else 1,
            "mails": len(self.outside.mailbox.mails),
            "calls": sum(self.slack.ledger.by_method.values()) + len(self.slack.ledger.knocks),
            "faults": len(self.slack.faults) + sum(fault.times != 0 for fault in self.outside.mailbox.faults),
            "ahead": self.beneath.ahead,
            "database": await self.outside.stamp(),
        }

    async def act(self, request: web.Request) -> web.StreamResponse:
        what = request.match_info["what"]
        try:
            told = loads(await request.read() or b"{}")
            if what not in self.table or not isinstance(told, dict):
                raise CannotDo(f"nobody can {what}")
            return answered(await self.table[what](told))
        except CannotDo as why:
            return answered({"error": str(why)}, 409)
        except (KeyError, TypeError, ValueError) as why:
            return answered({"error": f"{what}: {why!r}"}, 400)

    async def about(self, _told: Json) -> Json:
        """What doesn't change while the playground runs."""
        return offered(self.slack.options.manifest) | {
            "customer": self.outside.world.database is not None,
            "house": self.house,
            "mail": self.outside.world.desk is not None,
            "address": self.outside.world.address,
            "home": self.slack.manifest.home,
            "direct": self.slack.manifest.messages,
            "read_only": self.slack.manifest.read_only,
        }

    async def stop(self) -> None:
        self.feed.end()
        await self.outside.stop()


def answered(body: Json, status: int = 200) -> web.Response:
    return web.Response(text=to_json(body), status=status, content_type="application/json")
