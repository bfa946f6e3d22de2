"""Doors: how a handler's functions are hung into Bolt, each answering in time or saying why not."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar

from slack_bolt.async_app import AsyncApp

from owona_bot.domain.errors import NotConfirmed, UserError
from owona_bot.domain.verbs import Spoken, Verb

PATIENCE = 2.0
"""Seconds from knock to answer; Slack waits for three."""

Listener = Callable[..., Coroutine[Any, Any, None]]
"""Bolt hands the arguments by name: `ack`, `command`, `body`, `desk`, `who`, `knock` …"""

_unfinished: set[asyncio.Task[Any]] = set()
"""Tasks that outlived their knock; kept so that they end by themselves."""


UNTIL: ContextVar[float] = ContextVar("until")
"""When the running knock's patience ends, by the loop's clock; set where the knock comes in."""

T = TypeVar("T")


class Sayable(Protocol):
    """A `blocks.parts.Post`."""

    @property
    def text(self) -> str:
        """Escaped, for notifications."""

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """For the eye."""


Say = Callable[[Sayable], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Call:
    """A verb that somebody said: with a command, in a thread, by a button or in the menu of a card.

    `knock` tells it from every other. `say` answers the asker alone; `done` does it too, unless what they pressed
    shows by itself what was done; `show` opens a form, or offers a button that does where Slack lets none be
    opened. One of the three, once.
    """

    spoken: Spoken
    knock: str | None
    say: Say
    done: Say
    show: Callable[[Mapping[str, object]], Awaitable[None]]


Answerer = Callable[..., Coroutine[Any, Any, None]]
"""Of a verb: takes the call, the desk and who asks."""


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
    """Bolt's registration, with every listener prompt; `verbs` is who answers each, `buttons` which verb each says."""

    def __init__(self, app: AsyncApp) -> None:
        self.app = app
        self.verbs: dict[Verb, Answerer] = {}
        self.buttons: dict[str, Verb] = {}

    def verb(self, verb: Verb, answerer: Answerer) -> None:
        """However it is said."""
        self.verbs[verb] = answerer

    def button(self, action_id: str, verb: Verb) -> None:
        """A button that says a verb; its value is what follows, such as the ticket's number."""
        self.buttons[action_id] = verb

    def command(self, name: str, listener: Listener) -> None:
        """A slash command of manifest.yml."""
        self.app.command(name)(prompt(listener))

    def action(self, action_id: str, listener: Listener) -> None:
        """A button, or another control that sends at once."""
        self.app.action(action_id)(prompt(listener))

    def options(self, action_id: str, listener: Listener) -> None:
        """What an external select offers."""
        self.app.options(action_id)(prompt(listener))

    def submission(self, callback_id: str, listener: Listener) -> None:
        """A modal's Submit."""
        self.app.view(callback_id)(prompt(listener))

    def message_shortcut(self, callback_id: str, listener: Listener) -> None:
        """An entry of manifest.yml in the menu of every message."""
        self.app.message_shortcut(callback_id)(prompt(listener))

    def global_shortcut(self, callback_id: str, listener: Listener) -> None:
        """An entry of manifest.yml in Slack's own menu."""
        self.app.global_shortcut(callback_id)(prompt(listener))

    def event(self, kind: str, listener: Listener) -> None:
        """An event that manifest.yml subscribes."""
        self.app.event(kind)(prompt(listener))

    def other_action(self, listener: Listener) -> None:
        """Whatever no button of ours is any more."""
        self.app.action(re.compile(".*"))(prompt(listener))
