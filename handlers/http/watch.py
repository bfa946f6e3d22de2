"""For those who watch the bot: whether it lives, whether it can work, and figures."""

import asyncio
from collections.abc import Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from handlers.http.metrics import Counted, Metrics
from owona_bot.desk import Desk
from owona_bot.domain.errors import Unavailable
from owona_bot.services.vitals import is_ready, take_vitals

PATIENCE = 2.0
"""Seconds for the database to answer whoever asks whether we are ready."""


def alive(app: web.Application) -> None:
    """`/healthz`: asks nobody, so that an outage elsewhere restarts no bot."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    app.router.add_get("/healthz", healthz)


def register(app: web.Application, desk: Desk, metrics: Metrics, fit: Callable[[], bool]) -> None:
    """`/readyz` and `/metrics`."""

    counted = Counted(desk)

    async def readyz(_: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE):
                ready = fit() and await is_ready(desk.db)
        except (Unavailable, TimeoutError):
            ready = False
        return web.Response(text="ready\n") if ready else web.Response(text="not ready\n", status=503)

    async def figures(_: web.Request) -> web.Response:
        text = metrics.text(await take_vitals(desk.db), await counted())
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", figures)
