"""Start and stop: the Web API, sockets, response URLs and the control API on one loopback port."""

from dataclasses import dataclass

from aiohttp import web

from owona_bot.playground import keep
from owona_bot.playground.acts import Acts
from owona_bot.playground.control import Control
from owona_bot.playground.delivery import Delivery
from owona_bot.playground.file_doors import Bytes, Download, Upload, sign_in
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.options import Options, read_manifest
from owona_bot.playground.page import Page
from owona_bot.playground.page_beneath import Ask
from owona_bot.playground.page_outside import Outside
from owona_bot.playground.responses import ResponseUrls
from owona_bot.playground.slack import Slack
from owona_bot.playground.sockets import Sockets
from owona_bot.playground.webapi import WebApi

HOST = "127.0.0.1"
BODY_MOST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Running:
    """A playground that serves in this loop until `stop`."""

    url: str
    slack: Slack
    delivery: Delivery
    sockets: Sockets
    runner: web.AppRunner
    mailbox: Mailbox
    page: Page

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def stop(self) -> None:
        if self.slack.options.keep:
            keep.write(self.slack.options.keep, self.slack, self.mailbox)
        await self.page.stop()
        await self.delivery.shut()
        await self.sockets.shut()
        await self.mailbox.stop()
        await self.runner.cleanup()
        self.slack.files.forget()


async def serve(options: Options, ask: Ask | None = None) -> Running:
    """Listens on 127.0.0.1 alone; port 0 takes a free one. `ask` reaches whoever started the desk."""
    slack = Slack(options, read_manifest(options.manifest))
    sockets = Sockets()
    delivery = Delivery(slack, sockets)
    slack.emit = delivery.event
    mailbox = Mailbox()
    await mailbox.start()
    acts = Acts(slack, delivery)
    page = Page(slack, acts, sockets, Outside(options.world, mailbox), ask)
    app = _app(slack, sockets, Control(slack, acts, delivery, sockets, mailbox))
    page.mount(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, HOST, options.port)
    await site.start()
    port = runner.addresses[0][1]
    if options.keep:
        keep.read(options.keep, slack, mailbox)
    slack.url, sockets.url = f"http://{HOST}:{port}", f"ws://{HOST}:{port}"
    return Running(slack.url, slack, delivery, sockets, runner, mailbox, page)


def _app(slack: Slack, sockets: Sockets, control: Control) -> web.Application:
    app = web.Application(client_max_size=BODY_MOST)
    app.router.add_route("*", "/api/{method}", WebApi(slack, sockets).__call__)
    app.router.add_get("/link/", sockets.__call__)
    app.router.add_post("/response/{key}", ResponseUrls(slack).__call__)
    _files(app, slack)
    app.router.add_post("/control/{what}", control.__call__)
    return app


def _files(app: web.Application, slack: Slack) -> None:
    app.router.add_post("/upload/v1/{key}", Upload(slack).__call__)
    app.router.add_get("/files-pri/{id}/{name:.*}", Download(slack).__call__)
    app.router.add_get("/signin", sign_in)
    app.router.add_post("/bytes", Bytes(slack).take)
    app.router.add_get("/bytes/{id}", Bytes(slack).show)
