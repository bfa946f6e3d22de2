"""Where knocks come in: Slack's socket, and ports of our own."""

import asyncio
import logging

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from owona_bot.slack.ear import Ear

PING = 5.0
"""Seconds after which a socket that broke without a word is noticed; until then half of the knocks go nowhere.

Whoever answers no ping within half of it is cut off, and with them the knocks that are under way.
"""

SILENT = logging.getLogger("owona_bot.http.silent")
SILENT.disabled = True

log = structlog.get_logger()


async def listen_socket(app: AsyncApp, token: str, ear: Ear) -> None:
    """Socket Mode; the client connects again by itself."""
    handler = AsyncSocketModeHandler(app, token, ping_interval=PING)
    ear.socket = handler.client
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
        log.info("slack.listening", mode="socket")
        await asyncio.Event().wait()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped


async def listen_http(app: web.Application, listen: str, what: str) -> None:
    """No access log, and none of requests that are none: links carry tokens."""
    host, _, port = listen.rpartition(":")
    runner = web.AppRunner(app, access_log=None, logger=SILENT)
    await runner.setup()
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port), reuse_port=True).start()
        bound = runner.addresses[0]
        log.info(f"{what}.listening", address=f"{bound[0]}:{bound[1]}")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
