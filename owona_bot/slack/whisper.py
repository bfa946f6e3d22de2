"""What only the asker reads, said after the knock was answered: nobody waits for Slack to take it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.slack.doors import Sayable, Then
from owona_bot.slack.payload import Payload

log = structlog.get_logger()

_said: set[asyncio.Task[None]] = set()
"""Kept until they are said."""


def respond_later(respond: AsyncRespond, post: Sayable) -> None:
    """To a button's `response_url`; not awaited, since Slack's answer may take longer than its patience."""
    said = respond(text=post.text, blocks=post.blocks, response_type="ephemeral", replace_original=False)
    _later(said)


def respond_instead(respond: AsyncRespond, post: Sayable) -> None:
    """The same in place of the message in which it was pressed, which the asker alone sees."""
    _later(respond(text=post.text, blocks=post.blocks, response_type="ephemeral", replace_original=True))


def whisper(client: AsyncWebClient, event: Payload, post: Sayable) -> None:
    """To whoever caused `event` (a message, a mention, an emoji), where they wrote, or beneath what they marked."""
    item = event.get("item") or {}
    _later(
        client.chat_postEphemeral(
            channel=item.get("channel") or event["channel"],
            user=event["user"],
            thread_ts=item.get("ts") or event.get("thread_ts"),
            text=post.text,
            blocks=post.blocks,
        )
    )


def say_when(known: Awaitable[Sayable], later: Callable[[Sayable], None]) -> None:
    """What is known only after the knock was answered."""

    async def say() -> None:
        later(await known)

    _later(say())


def show_later(client: AsyncWebClient, body: Payload, view: Mapping[str, object]) -> None:
    """Above the modal or the Home in which something was pressed: neither has a `response_url`."""
    in_modal = (body.get("view") or {}).get("type") == "modal"
    show = client.views_push if in_modal else client.views_open
    _later(show(trigger_id=body["trigger_id"], view=dict(view)))


def fill_later(client: AsyncWebClient, shown: Mapping[str, object], then: Then) -> None:
    """In place of `shown`, unless that has changed meanwhile."""

    async def fill() -> None:
        view = await then()
        await client.views_update(view_id=str(shown["id"]), hash=str(shown["hash"]), view=dict(view))

    _later(fill())


def _later(said: Coroutine[Any, Any, Any]) -> None:
    async def say() -> None:
        try:
            await said
        except Exception as fault:  # noqa: BLE001 - nobody is left to tell but the log
            log.warning("answer.lost", reason=str(fault))

    task = asyncio.ensure_future(say())
    _said.add(task)
    task.add_done_callback(_said.discard)
