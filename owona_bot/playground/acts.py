"""What people do, and what they then see."""

from collections.abc import Mapping

from owona_bot.playground import home, payloads, shortcuts
from owona_bot.playground.answer import Answer
from owona_bot.playground.cast import User
from owona_bot.playground.delivery import Ack, Delivery
from owona_bot.playground.escaping import escaped
from owona_bot.playground.filling import Offers, Value, fill, filled, find_slot, objections, slots
from owona_bot.playground.modal_state import state_of
from owona_bot.playground.modals import read_view, shown
from owona_bot.playground.places import InRoom, InView, Place
from owona_bot.playground.pressing import CannotDo, Press, find_press
from owona_bot.playground.refusals import Refused
from owona_bot.playground.replies import ResponseUrl
from owona_bot.playground.responses import read_reply, show_reply
from owona_bot.playground.slack import Slack
from owona_bot.playground.suggesting import EXTERNAL, Suggesting
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel


class Acts:
    """Commands, presses and modals of people; one instance a playground."""

    def __init__(self, slack: Slack, delivery: Delivery) -> None:
        self.slack = slack
        self.delivery = delivery
        self.suggesting = Suggesting(slack, delivery)

    async def command(self, user: User, channel: Channel, line: str) -> Answer:
        """Slack knows only declared commands."""
        name = line.split(" ", 1)[0]
        if name not in self.slack.manifest.commands or self.slack.revoked:
            return Answer("refused", detail=f"{name} is not a valid command")
        if name in self.slack.manifest.escaping:
            line = escaped(self.slack.workspace, line)
        url = ResponseUrl(user.id, channel.id, self.slack.now())
        trigger = self.slack.views.trigger(user.id, self.slack.now())
        payload = payloads.command(user, channel, line, trigger, self._url(url))
        began = self.slack.now()
        ack = await self.delivery.ask("slash_commands", payload)
        return self._told(user, ack, began, via=url)

    async def click(self, user: User, channel: Channel, ts: str, label: str, *, confirm: bool) -> Answer:
        """On a message, or on what only this person sees."""
        return await self._press(self.in_room(user, channel, ts), label, confirm=confirm)

    async def press(self, user: User, label: str, *, confirm: bool) -> Answer:
        """In the modal on top."""
        return await self._press(InView(user, self.top(user)), label, confirm=confirm)

    async def press_home(self, user: User, label: str, *, confirm: bool) -> Answer:
        """On what was published to this person's Home."""
        return await self._press(InView(user, home.standing(self.slack, user)), label, confirm=confirm)

    async def _press(self, place: Place, label: str, *, confirm: bool) -> Answer:
        press = find_press(place.blocks, label)
        if press.element.get("confirm") and not confirm:
            return Answer("cancelled")
        return await self.hit(place, press)

    async def hit(self, place: Place, press: Press) -> Answer:
        """What was found there; what it chooses in a view stays chosen."""
        place.keep(press)
        action = payloads.action_of(press.block, press.element, press.value, self.slack.now())
        payload = payloads.pressed(self.slack, place, action)
        if isinstance(place, InRoom):
            ts, thread = place.standing.ts, place.standing.thread_ts
            url = ResponseUrl(place.user.id, place.channel.id, self.slack.now(), ts, thread)
            payload["response_url"] = self._url(url)
        return await self.interact(place.user, payload)

    def in_room(self, user: User, channel: Channel, ts: str) -> InRoom:
        """Raises CannotDo."""
        found = channel.by_ts.get(ts) or self.slack.replies.find(user.id, ts)
        if found is None:
            raise CannotDo(f"there is no message {ts} in {channel.name}")
        return InRoom(user, channel, found)

    def top(self, user: User) -> View:
        view = self.slack.views.top(user.id)
        if view is None:
            raise CannotDo(f"{user.name} has no modal open")
        return view

    async def fill(self, user: User, values: Mapping[str, Value]) -> Answer:
        """One block_actions for each element that dispatches; the last answer counts."""
        view = self.top(user)
        offers = await self.suggesting.offers(InView(user, view), values)
        answer = Answer("acked", view=shown(view))
        for slot in fill(view, values, self.slack, offers):
            if slot.dispatches:
                answer = await self.hit(InView(user, view), Press(slot.block, slot.element, view.typed[slot.key]))
        return answer

    async def suggest(self, place: Place, label: str, typed: str) -> Answer:
        """What the app offers in the external select of that label."""
        slot = find_slot(place.blocks, label)
        return await self.suggesting.suggest(place, slot.block, slot.element, typed)

    async def choose(self, place: Place, label: str, value: Value, typed: str | None) -> Answer:
        """In a select or picker, by its label or placeholder; an external one is typed into first."""
        slot = find_slot(place.blocks, label)
        if slot.element["type"] in EXTERNAL and typed is not None:
            offers: Offers = {slot.key: await self.suggesting.offered(place, slot, typed)}
        else:
            offers = await self.suggesting.offers(place, {label: value})
        press = Press(slot.block, slot.element, filled(slot, value, self.slack, place.user.id, offers))
        if slot.dispatches:
            return await self.hit(place, press)
        place.keep(press)
        return Answer("acked", view=self._open(place.user))

    async def submit(self, user: User, values: Mapping[str, Value]) -> Answer:
        """What Slack's client refuses never reaches the app."""
        await self.fill(user, values)
        view = self.top(user)
        if not view.payload.get("submit") and not any(b["type"] == "input" for b in view.blocks):
            raise CannotDo("the modal has no submit button")
        errors = objections(view)
        if errors:
            return Answer("refused", errors=errors, view=shown(view))
        began = self.slack.now()
        payload = payloads.submitted(self.slack, user, view, self._response_urls(user, view))
        ack = await self.delivery.ask("interactive", payload)
        try:
            errors = self._obey(user, view, ack) if ack.outcome == "acked" else {}
        except Refused as refused:
            return self._broken(user, ack, refused, began)
        return self._told(user, ack, began, errors=errors)

    async def shortcut(self, user: User, word: str, channel: Channel | None, ts: str) -> Answer:
        """With a `ts` one of the message's menu, else a global one; Slack shows declared ones alone."""
        shortcut = shortcuts.declared(self.slack, word, "message" if ts else "global")
        if shortcut is None:
            return Answer("refused", detail=f"there is no shortcut {word!r}")
        if channel is None:
            return await self.interact(user, shortcuts.anywhere(self.slack, user, shortcut))
        message = channel.by_ts.get(ts)
        if message is None or user.id not in channel.members:
            raise CannotDo(f"{user.name} sees no message {ts} in {channel.name}")
        url = self._url(ResponseUrl(user.id, channel.id, self.slack.now()))
        payload = shortcuts.on_message(self.slack, user, shortcut, channel, message, url)
        return await self.interact(user, payload)

    async def close(self, user: User) -> Answer:
        """The × of the modal; `clear_on_close` takes the whole stack."""
        view = self.top(user)
        whole = bool(view.payload.get("clear_on_close"))
        self.slack.views.clear(user.id) if whole else self.slack.views.pop(view)
        if not view.payload.get("notify_on_close"):
            return Answer("acked", view=self._open(user))
        return await self.interact(user, payloads.closed(user, view, cleared=whole))

    async def interact(self, user: User, payload: Json) -> Answer:
        if not self.slack.interactive:
            return Answer("refused", detail="the app takes no interactions")
        began = self.slack.now()
        ack = await self.delivery.ask("interactive", payload)
        return self._told(user, ack, began)

    def _obey(self, user: User, view: View, ack: Ack) -> dict[str, str]:
        """response_action of a submission; the errors by label."""
        match ack.body.get("response_action"):
            case None if not ack.body:
                self.slack.views.pop(view)
            case "errors":
                return self._errors(view, ack.body.get("errors"))
            case "clear":
                self.slack.views.clear(user.id)
            case "update":
                payload = read_view(self.slack, ack.body.get("view"), view)
                self.slack.views.change(view, payload, self.slack.now())
            case "push":
                payload = read_view(self.slack, ack.body.get("view"))
                self.slack.views.push(user.id, payload, self.slack.now())
            case other:
                raise Refused("invalid_arguments", {"response_action": other, "body": ack.body})
        return {}

    @staticmethod
    def _errors(view: View, errors: object) -> dict[str, str]:
        """Each must stand at an input block's block_id."""
        labels = {slot.block["block_id"]: slot.label for slot in slots(view.blocks) if slot.block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= set(labels):
            raise Refused("invalid_arguments", {"response_action": "errors", "errors": errors})
        return {labels[block_id]: str(text) for block_id, text in errors.items()}

    def _told(
        self,
        user: User,
        ack: Ack,
        began: float,
        *,
        via: ResponseUrl | None = None,
        errors: dict[str, str] | None = None,
    ) -> Answer:
        """What the person sees; a command's answer is shown where it was typed."""
        if via is not None and ack.outcome == "acked" and ack.body:
            try:
                show_reply(self.slack, via, read_reply(ack.body, self.slack.faults.unknown), "command")
            except Refused as refused:
                return self._broken(user, ack, refused, began)
        return Answer(
            ack.outcome,
            text=str(ack.body.get("text") or ""),
            blocks=ack.body.get("blocks") or [],
            errors=errors or {},
            view=self._open(user),
            body=ack.body,
            detail=ack.trouble,
            seconds=self.slack.now() - began,
        )

    def _broken(self, user: User, ack: Ack, refused: Refused, began: float) -> Answer:
        """The app acked with something Slack can't show."""
        self.slack.ledger.refusal(self.slack.now(), "ack", refused.body())
        seconds = self.slack.now() - began
        return Answer("error", view=self._open(user), body=ack.body, detail=refused.error, seconds=seconds)

    def _open(self, user: User) -> Json | None:
        view = self.slack.views.top(user.id)
        return shown(view) if view else None

    def _url(self, url: ResponseUrl) -> str:
        return f"{self.slack.url}/response/{self.slack.replies.make(url)}"

    def _response_urls(self, user: User, view: View) -> list[Json]:
        """For conversation selects that asked for one."""
        values = state_of(view.blocks, view.typed)
        found = []
        for slot in slots(view.blocks):
            if slot.element.get("response_url_enabled"):
                value = values[slot.block["block_id"]][slot.element["action_id"]]
                channel = value.get("selected_conversation") or value.get("selected_channel")
                url = self._url(ResponseUrl(user.id, channel, self.slack.now()))
                found.append(
                    dict(zip(("block_id", "action_id"), slot.key, strict=True))
                    | {"channel_id": channel, "response_url": url}
                )
        return found
