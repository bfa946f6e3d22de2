"""The control API: `POST /control/<what>` with a JSON object; what people do, see and break."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from owona_bot.playground import control_mail, control_presence, control_rooms, control_views, home, installing
from owona_bot.playground.acts import Acts
from owona_bot.playground.control_rooms import channel_of, user_of
from owona_bot.playground.delivery import Delivery, Quirk
from owona_bot.playground.faults import Fault
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.places import InView, Place
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.sockets import Sockets
from owona_bot.playground.webapi import as_json
from owona_bot.playground.wire import Json, loads

Answering = Callable[[Json], Awaitable[Json]]


class Control:
    """A literal table of what can be asked."""

    def __init__(self, slack: Slack, acts: Acts, delivery: Delivery, sockets: Sockets, mailbox: Mailbox) -> None:
        self.slack = slack
        self.mailbox = mailbox
        self.acts = acts
        self.delivery = delivery
        self.sockets = sockets
        self.people: dict[str, Answering] = {
            "command": self._command,
            "click": self._click,
            "press": self._press,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "open_home": self._open_home,
            "press_home": self._press_home,
            "choose": self._choose,
            "suggest": self._suggest,
        }
        self.house: dict[str, Answering] = {
            "fault": self._fault,
            "clear_faults": self._clear_faults,
            "close_sockets": self._close_sockets,
            "deliver": self._deliver,
            "share_late": self._share_late,
            "grow_old": self._grow_old,
            "revoke": self._revoke,
            "reinstall": self._reinstall,
            "connected": self._connected,
            "reset": self._reset,
        }

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        what = request.match_info["what"]
        told = loads(await request.read() or b"{}")
        try:
            if not isinstance(told, dict):
                raise CannotDo("the body is no JSON object")
            return as_json(await self._answer(what, told))
        except CannotDo as why:
            return as_json({"error": str(why)}, 409)
        except (KeyError, TypeError, ValueError) as why:
            return as_json({"error": f"{what}: {why!r}"}, 400)

    async def _answer(self, what: str, told: Json) -> Json:
        asynchronous = self.people.get(what) or self.house.get(what)
        if asynchronous is not None:
            return await asynchronous(told)
        if what == "counts":
            return control_views.counts(self.slack) | {"sockets": len(self.sockets.ready())}
        if what in control_mail.TABLE:
            return control_mail.TABLE[what](self.mailbox, told)
        answer = control_views.TABLE.get(what) or control_rooms.TABLE.get(what) or control_presence.TABLE.get(what)
        if answer is None:
            raise CannotDo(f"nobody can {what}")
        return answer(self.slack, told)

    async def _command(self, told: Json) -> Json:
        user, channel = user_of(self.slack, told), channel_of(self.slack, told)
        return (await self.acts.command(user, channel, told["line"])).told()

    async def _click(self, told: Json) -> Json:
        user, channel = user_of(self.slack, told), channel_of(self.slack, told)
        confirm = bool(told.get("confirm", True))
        return (await self.acts.click(user, channel, told["ts"], told["label"], confirm=confirm)).told()

    async def _press(self, told: Json) -> Json:
        confirm = bool(told.get("confirm", True))
        return (await self.acts.press(user_of(self.slack, told), told["label"], confirm=confirm)).told()

    async def _fill(self, told: Json) -> Json:
        return (await self.acts.fill(user_of(self.slack, told), told["values"])).told()

    async def _submit(self, told: Json) -> Json:
        return (await self.acts.submit(user_of(self.slack, told), told["values"])).told()

    async def _close(self, told: Json) -> Json:
        return (await self.acts.close(user_of(self.slack, told))).told()

    async def _shortcut(self, told: Json) -> Json:
        user, ts = user_of(self.slack, told), told.get("ts") or ""
        channel = channel_of(self.slack, told) if ts else None
        return (await self.acts.shortcut(user, told["name"], channel, ts)).told()

    async def _open_home(self, told: Json) -> Json:
        home.opened(self.slack, user_of(self.slack, told), told["tab"])
        return {}

    async def _press_home(self, told: Json) -> Json:
        confirm = bool(told.get("confirm", True))
        return (await self.acts.press_home(user_of(self.slack, told), told["label"], confirm=confirm)).told()

    async def _choose(self, told: Json) -> Json:
        place = self._place(told)
        return (await self.acts.choose(place, told["label"], told["value"], told.get("typed"))).told()

    async def _suggest(self, told: Json) -> Json:
        return (await self.acts.suggest(self._place(told), told["label"], told["typed"])).told()

    def _place(self, told: Json) -> Place:
        """A message by its `ts`, the Home, else the modal on top."""
        user = user_of(self.slack, told)
        if told.get("ts"):
            return self.acts.in_room(user, channel_of(self.slack, told), told["ts"])
        return InView(user, home.standing(self.slack, user) if told.get("home") else self.acts.top(user))

    async def _fault(self, told: Json) -> Json:
        fault = Fault(told["method"], told["kind"], told.get("times"), told.get("retry_after", 1), told.get("seconds"))
        self.slack.faults.arm(fault)
        return {}

    async def _clear_faults(self, _told: Json) -> Json:
        self.slack.faults.clear()
        self.slack.files.lag = 0.0
        self.delivery.quirk = None
        return {}

    async def _close_sockets(self, told: Json) -> Json:
        return {"closed": await self.sockets.close(told["reason"])}

    async def _deliver(self, told: Json) -> Json:
        self.delivery.quirk = Quirk(bool(told.get("twice")), float(told.get("late") or 0))
        return {}

    async def _share_late(self, told: Json) -> Json:
        self.slack.files.lag = float(told["seconds"])
        return {}

    async def _grow_old(self, told: Json) -> Json:
        self.slack.faults.unknown = frozenset(told["blocks"])
        return {}

    async def _revoke(self, told: Json) -> Json:
        await installing.revoke(self.slack, self.delivery, self.sockets, told["error"])
        return {}

    async def _reinstall(self, _told: Json) -> Json:
        installing.reinstall(self.slack)
        return {}

    async def _connected(self, told: Json) -> Json:
        try:
            async with asyncio.timeout(told["within"]):
                await self.sockets.wait(told["sockets"])
        except TimeoutError:
            raise CannotDo(f"{len(self.sockets.ready())} of {told['sockets']} sockets came") from None
        return {}

    async def _reset(self, _told: Json) -> Json:
        self.delivery.forget()
        self.slack.forget()
        self.mailbox.forget()
        return {}
