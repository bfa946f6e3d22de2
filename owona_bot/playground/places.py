"""Where an element stands, as the app is told of it: in a modal, on a Home, on a message."""

from dataclasses import dataclass

from owona_bot.playground.cast import User
from owona_bot.playground.modal_state import FIELDS, state_of
from owona_bot.playground.pressing import Press
from owona_bot.playground.replies import Ephemeral
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message


@dataclass(frozen=True, slots=True)
class InView:
    """A modal or a Home: what was chosen stays in its state."""

    user: User
    view: View

    @property
    def blocks(self) -> list[Json]:
        return self.view.blocks

    def keep(self, press: Press) -> None:
        if press.element["type"] in FIELDS:
            key = (press.block["block_id"], press.element["action_id"])
            self.view.typed[key] = {"type": press.element["type"], **press.value}

    def told(self) -> Json:
        return {"container": {"type": "view", "view_id": self.view.id}, "view": view_told(self.view)}

    @staticmethod
    def state(_action: Json) -> Json:
        """The view tells it."""
        return {}


@dataclass(frozen=True, slots=True)
class InRoom:
    """A message, or what only this person sees."""

    user: User
    channel: Channel
    standing: Message | Ephemeral

    @property
    def blocks(self) -> list[Json]:
        return self.standing.blocks

    def keep(self, press: Press) -> None:
        """A message keeps nothing of what a person chose on it."""

    def told(self) -> Json:
        """Slack sends no `message` for what only one person sees."""
        of_all = isinstance(self.standing, Message)
        container: Json = {
            "type": "message",
            "message_ts": self.standing.ts,
            "channel_id": self.channel.id,
            "is_ephemeral": not of_all,
        }
        if self.standing.thread_ts:
            container["thread_ts"] = self.standing.thread_ts
        told: Json = {"container": container, "channel": channel_told(self.channel)}
        return told | ({"message": self.standing.shown(metadata=True)} if isinstance(self.standing, Message) else {})

    def state(self, action: Json) -> Json:
        return {"state": {"values": state_of(self.blocks, chosen_in(action))}}


Place = InView | InRoom


def channel_told(channel: Channel) -> Json:
    """Private names are kept from the app."""
    if channel.im:
        return {"id": channel.id, "name": "directmessage"}
    return {"id": channel.id, "name": "privategroup" if channel.private else channel.name}


def view_told(view: View) -> Json:
    return view.shown(state_of(view.blocks, view.typed))


def chosen_in(action: Json) -> dict[tuple[str, str], Json]:
    """What a press chose, as the state holds it; buttons choose nothing."""
    field = FIELDS.get(action["type"])
    if field is None or field.value not in action:
        return {}
    return {(action["block_id"], action["action_id"]): {"type": action["type"], field.value: action[field.value]}}
