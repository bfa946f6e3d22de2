"""Doors: how a handler's functions are hung into Bolt, each answering in time or saying why not."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any, Protocol, TypeVar

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from owona_bot.domain.errors import NotConfirmed, StaleButton, Unavailable, UserError
from owona_bot.domain.verbs import Spoken, Verb
from owona_bot.slack.payload import Payload

PATIENCE: ContextVar[float] = ContextVar("patience", default=2.0)
"""Seconds from the running knock to its answer; Slack waits for three."""

Listener = Callable[..., Coroutine[Any, Any, None]]
"""Bolt hands the arguments by name: `ack`, `command`, `body`, `desk`, `who`, `knock` …"""

ANY = re.compile("")

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

Then = Callable[[], Awaitable[Mapping[str, object]]]
"""Makes the view that takes a form's place once more is known."""


class Show(Protocol):
    """Opens a form at once; what `then` makes takes its place later, and is made only where one was opened."""

    async def __call__(self, view: Mapping[str, object], then: Then | None = None, /) -> None:
        """Raises FormNotOpened."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or with `thread` (the parent's ts) a thread in it."""

    channel: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A verb that somebody said: with a command, in a thread, by a button or in the menu of a card.

    `spoken` names people as Slack mentions them; `typed` is the same as its writer saw it, with names.

    `knock` tells it from every other. `say` answers the asker alone; `done` does it too, unless what they pressed
    shows by itself what was done; `show` opens a form, or offers a button that does where Slack lets none be
    opened. One of the three, once. `later` says more to the asker after that, in its own time; None in the Home or a
    form, where nothing can be said any more. `place` is where they said it; None in the Home or a form.
    """

    spoken: Spoken
    typed: Spoken
    knock: str | None
    say: Say
    done: Say
    show: Show
    place: Place | None = None
    later: Callable[[Sayable], None] | None = None


Answerer = Callable[..., Coroutine[Any, Any, None]]
"""Of a verb: takes the call, the desk and who asks."""


def knocked(patience: float) -> None:
    """The patience of the knock that this task handles begins now."""
    PATIENCE.set(patience)
    UNTIL.set(asyncio.get_running_loop().time() + patience)


async def in_time(work: Coroutine[Any, Any, T], otherwise: Callable[[], UserError]) -> T:
    """Raises `otherwise()` when the knock's patience ends; the work goes on, a commit may be in flight.

    `asyncio.wait_for` would wait for the cancelled work, which hangs with the database.
    """
    task = asyncio.ensure_future(work)
    left = UNTIL.get() - asyncio.get_running_loop().time()
    done, _ = await asyncio.wait({task}, timeout=max(left, 0))
    if not done:
        _unfinished.add(task)
        task.add_done_callback(_ended)
        raise otherwise()
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


@dataclass(frozen=True, slots=True)
class Room:
    """A listener, and which arguments it asks for by name."""

    listener: Listener
    names: tuple[str, ...]

    @classmethod
    def of(cls, listener: Listener) -> "Room":
        """Read once; Bolt does it at each knock."""
        return cls(listener, tuple(signature(listener).parameters))

    def arguments(self, args: AsyncArgs) -> dict[str, Any]:
        """What Bolt has, and what the middleware has put beside it."""
        return {name: args if name == "args" else self._one(name, args) for name in self.names}

    @staticmethod
    def _one(name: str, args: AsyncArgs) -> object:
        return args.context[name] if name in args.context else getattr(args, name)


@dataclass(slots=True)
class Stage:
    """How far a knock has come: before it `acts` it can have changed nothing; once that is told it never acts."""

    acts: bool = False
    is_over: bool = False

    def act(self) -> None:
        """Raises Unavailable once that was told."""
        if self.is_over:
            raise Unavailable
        self.acts = True

    def unanswered(self) -> UserError:
        """What is said when its patience ends."""
        self.is_over = True
        return NotConfirmed() if self.acts else Unavailable()


Recognise = Callable[[AsyncArgs], Awaitable[object]]
"""Who knocked; raises NotAnAgent."""


class Doors:
    """Bolt's registration, with every listener prompt.

    Bolt asks one listener after the other whether it is meant; here tables are looked up, so that many cost no more
    than one. `verbs` is who answers each, `buttons` which verb each says.
    """

    def __init__(self, app: AsyncApp, recognise: Recognise) -> None:
        self.app = app
        self.recognise = recognise
        self.verbs: dict[Verb, Answerer] = {}
        self.buttons: dict[str, Verb] = {}
        self.commands: dict[str, Room] = {}
        self.actions: dict[str, Room] = {}
        self.forms: dict[str, Room] = {}
        self.selects: dict[str, Room] = {}
        self.shortcuts: dict[str, Room] = {}
        app.command(ANY)(self._opened(self.commands, lambda body: body["command"]))
        app.action(ANY)(self._opened(self.actions, lambda body: body["actions"][0]["action_id"]))
        app.view(ANY)(self._opened(self.forms, lambda body: body["view"]["callback_id"]))
        app.options(ANY)(self._opened(self.selects, lambda body: body["action_id"]))
        app.shortcut(ANY)(self._opened(self.shortcuts, lambda body: body["callback_id"]))

    def _opened(self, rooms: Mapping[str, Room], key: Callable[[Payload], str]) -> Listener:
        """Raises StaleButton for what is none of ours any more."""

        async def opened(args: AsyncArgs) -> None:
            stage = Stage()

            async def work() -> None:
                args.context["who"] = await self.recognise(args)
                stage.act()
                room = rooms.get(key(args.body))
                if room is None:
                    raise StaleButton
                await room.listener(**room.arguments(args))

            with args.context["desk"].calm.disturbed():
                await in_time(work(), stage.unanswered)

        return opened

    def verb(self, verb: Verb, answerer: Answerer) -> None:
        """However it is said."""
        self.verbs[verb] = answerer

    def button(self, action_id: str, verb: Verb) -> None:
        """A button that says a verb; its value is what follows, such as the ticket's number."""
        self.buttons[action_id] = verb

    def command(self, name: str, listener: Listener) -> None:
        """A slash command of manifest.yml."""
        self.commands[name] = Room.of(listener)

    def action(self, action_id: str, listener: Listener) -> None:
        """A button, or another control that sends at once."""
        self.actions[action_id] = Room.of(listener)

    def options(self, action_id: str, listener: Listener) -> None:
        """What an external select offers."""
        self.selects[action_id] = Room.of(listener)

    def submission(self, callback_id: str, listener: Listener) -> None:
        """A modal's Submit."""
        self.forms[callback_id] = Room.of(listener)

    def message_shortcut(self, callback_id: str, listener: Listener) -> None:
        """An entry of manifest.yml in the menu of every message."""
        self.shortcuts[callback_id] = Room.of(listener)

    def global_shortcut(self, callback_id: str, listener: Listener) -> None:
        """An entry of manifest.yml in Slack's own menu."""
        self.shortcuts[callback_id] = Room.of(listener)

    def event(self, kind: str, listener: Listener) -> None:
        """An event that manifest.yml subscribes."""
        self.app.event(kind)(prompt(listener))
