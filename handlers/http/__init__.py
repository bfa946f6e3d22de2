"""The doors on HTTP: pages that letters link to, Slack's requests, and an address of its own for those who watch."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from handlers.http import export, exports, preferences, shell, watch
from handlers.http.metrics import Metrics
from owona_bot.desk import Desk

Slacks: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""Bolt's own handler, which answers 404 under any path but the one it was told."""

EVENTS = "/slack/events"


def public(desk: Desk, slack: Slacks | None = None) -> web.Application:
    """What the world may reach; with `slack` also EVENTS."""
    app = shell.application(desk)
    watch.alive(app)
    preferences.register(app, desk)
    export.register(app, desk)
    exports.register(app, desk)
    if slack is not None:
        app.router.add_post(EVENTS, slack)
    return app


def watched(desk: Desk, metrics: Metrics, fit: Callable[[], bool] = lambda: True) -> web.Application:
    """For METRICS_LISTEN: nobody but the operator's own network should reach it. `fit`: whether Slack takes us."""
    app = shell.application(desk)
    watch.alive(app)
    watch.register(app, desk, metrics, fit)
    return app
