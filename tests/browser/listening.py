"""A stock app at a Slack whose manifest has everything, for pages that need an answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from owona_bot.playground.options import Options
from owona_bot.playground.server import Running, serve
from tests.playground.conftest import MANIFEST, bolt
from tests.playground.hearing import Ears

EVENTS = ("app_home_opened", "app_mention", "channel_archive", "channel_left", "member_joined_channel", "user_change")


@asynccontextmanager
async def an_app(manifest: Path = MANIFEST) -> AsyncIterator[tuple[Running, Ears]]:
    """Its Slack, and what it hears."""
    running = await serve(Options(manifest=manifest, pace=0, redelivery=()))
    ears = Ears()
    handler = AsyncSocketModeHandler(ears.on(bolt(running), *EVENTS), "xapp-playground")
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
        yield running, ears
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # as above
        await running.stop()
