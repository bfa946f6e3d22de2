"""Doors: how a handler's functions are hung into Bolt, each answering in time or saying why not."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncApp

from owona_bot.domain.errors import NotConfirmed, UnknownVerb, UserError
from owona_bot.domain.verbs import Verb, said

PATIENCE = 2.0
"""Seconds from knock to answer; Slack waits for three."""

Listener = Callable[..., Coroutine[Any, Any, None]]
"""Bolt hands the arguments by name: `ack`, `command`, `body`, `desk`, `who`, `knock` …"""

_unfinished: set[asyncio.Task[Any]] = set()
"""Tasks that outlived their knock; kept so that they end by themselves."""


UNTIL: ContextVar[float] = ContextVar("until")
"""When the running knock's patience ends, by the loop's clock; set where the knock comes in."""

T = TypeVar("T")


def knocked() -> None:
    """The patience of the knock that this task handles begins now."""
    UNTIL.set(asyncio.get_running_loop().time() + PATIENCE)


async def in_time(work: Coroutine[Any, Any, T], otherwise: type[UserError]) -> T:
    """Raises `otherwise` when the knock's patience ends; the work goes on, a commit may be in flight.

    `asyncio.wait_for` would wait for the cancelled work, which hangs with the database.
    """
    task = asyncio.ensure_future(work)
    left = UNTIL.get() - asyncio.get_running_loop().time()
    done, _ = await asyncio.wait({task}, timeout=max(left, 0))
    if not done:
        _unfinished.add(task)
        task.add_done_callback(_ended)
        raise otherwise
    return task.result()


def _ended(task: asyncio.Task[Any]) -> None:
    """Whoever asked was told that it is not confirmed; its end interests nobody else."""
    _unfinished.discard(task)
    if not task.cancelled():
        task.exception()


def prompt(listener: Listener) -> Listener:
    """The same listener, given up on when the knock's patience ends."""

    @wraps(listener)
    async def timed(**arguments: Any) -> None:  # whatever Bolt injects
        await in_time(listener(**arguments), NotConfirmed)

    return timed


class Doors:
    """Bolt's registration, with every listener prompt."""

    def __init__(self, app: AsyncApp, command: str) -> None:
        self.app = app
        self.name = command

    def verb(self, verb: Verb, listener: Listener) -> None:
        """`/ticket <verb> …`, in either language."""

        async def matches(command: dict[str, str]) -> bool:
            return verb_of(command["text"]) is verb

        self.app.command(self.name, matchers=[matches])(prompt(listener))

    def other_command(self, listener: Listener) -> None:
        """Whatever no verb matches."""
        self.app.command(self.name)(prompt(listener))

    def action(self, action_id: str, listener: Listener) -> None:
        """A button."""
        self.app.action(action_id)(prompt(listener))

    def submission(self, callback_id: str, listener: Listener) -> None:
        """A modal's Submit."""
        self.app.view(callback_id)(prompt(listener))

    def message_shortcut(self, callback_id: str, listener: Listener) -> None:
        """An entry of manifest.yml in the menu of every message."""
        self.app.message_shortcut(callback_id)(prompt(listener))

    def event(self, kind: str, listener: Listener) -> None:
        """An event that manifest.yml subscribes."""
        self.app.event(kind)(prompt(listener))

    def other_action(self, listener: Listener) -> None:
        """Whatever no button of ours is any more."""
        self.app.action(re.compile(".*"))(prompt(listener))


def verb_of(text: str) -> Verb | None:
    """None for a word that is no verb."""
    try:
        return said(text).verb
    except UnknownVerb:
        return None
