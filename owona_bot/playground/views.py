"""Open modals, published Homes, and the trigger ids that open modals."""

import secrets
from dataclasses import dataclass, field

from owona_bot.playground.cast import APP, BOT, TEAM
from owona_bot.playground.modal_state import FIELDS, elements, empty, first_value, options_of
from owona_bot.playground.refusals import refuse
from owona_bot.playground.wire import Json, new_id

STACK = 3
KEPT = 10_000


@dataclass(slots=True, eq=False)
class View:
    """A modal or Home as it stands before its person; `typed` is what they filled in, by (block_id, action_id)."""

    id: str
    user: str
    payload: Json
    hash: str = ""
    root: str = ""
    previous: str | None = None
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    def shown(self, state: Json) -> Json:
        """As views.open answers and as a submission carries it; a Home has no title."""
        return {
            "id": self.id,
            "team_id": TEAM,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
            **({} if self.payload["type"] == "home" else {"title": {}}),
            "close": None,
            "submit": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **self.payload,
            "state": {"values": state},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
        }


@dataclass(slots=True)
class Trigger:
    user: str
    born: float
    used: bool = False


class Views:
    """A stack of up to three modals a person, and a Home; triggers live for `life` seconds and work once."""

    def __init__(self, life: float) -> None:
        self.life = life
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._triggers: dict[str, Trigger] = {}

    def trigger(self, user: str, now: float) -> str:
        id_ = f"{int(now * 1000)}.{secrets.randbelow(10**10):010d}.{secrets.token_hex(16)}"
        self._triggers[id_] = Trigger(user, now)
        if len(self._triggers) > KEPT:
            del self._triggers[next(iter(self._triggers))]
        return id_

    def spend(self, id_: str, now: float) -> str:
        """The person a trigger id stands for."""
        trigger = self._triggers.get(id_)
        if trigger is None:
            raise refuse("invalid_trigger_id")
        if trigger.used:
            raise refuse("exchanged_trigger_id")
        if now - trigger.born > self.life:
            raise refuse("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def find(self, id_: str, external: str) -> View | None:
        """An open modal; a Home is published, never updated."""
        for stack in self.stacks.values():
            for view in stack:
                if (id_ and view.id == id_) or (external and view.payload.get("external_id") == external):
                    return view
        return None

    def holder(self, external: str) -> View | None:
        """Whose external_id it is, modal or Home."""
        homes = (home for home in self.homes.values() if home.payload.get("external_id") == external)
        return self.find("", external) or next(homes, None)

    def publish(self, user: str, payload: Json, now: float) -> View:
        """The person's Home, the same view however often."""
        home = self.homes.get(user)
        if home is None:
            home = self.homes[user] = View(new_id("V"), user, payload, _hash(now))
            home.root = home.id
        else:
            self.change(home, payload, now)
        return home

    def open(self, user: str, payload: Json, now: float) -> View:
        """A new root; it takes the place of what the person had open."""
        self.stacks[user] = []
        return self._add(user, payload, now)

    def push(self, user: str, payload: Json, now: float) -> View:
        if len(self.stacks.get(user, ())) >= STACK:
            raise refuse("push_limit_reached")
        return self._add(user, payload, now)

    def _add(self, user: str, payload: Json, now: float) -> View:
        stack = self.stacks.setdefault(user, [])
        view = View(new_id("V"), user, payload, _hash(now))
        view.root = stack[0].id if stack else view.id
        view.previous = stack[-1].id if stack else None
        stack.append(view)
        return view

    @staticmethod
    def change(view: View, payload: Json, now: float) -> None:
        """What stood in a field stays where block_id and action_id stay; a new one takes its first value."""
        before = {**_first_values(view.blocks), **view.typed}
        fields = {(block.get("block_id"), part["action_id"]): part for block, part in elements(payload["blocks"])}
        view.payload, view.hash = payload, _hash(now)
        view.typed = {key: value for key, value in before.items() if key in fields and _fits(value, fields[key])}

    def pop(self, view: View) -> None:
        stack = self.stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> None:
        self.stacks.pop(user, None)

    def forget(self) -> None:
        self.stacks.clear()
        self.homes.clear()
        self._triggers.clear()


def _hash(now: float) -> str:
    return f"{int(now)}.{secrets.token_hex(4)}"


def _first_values(blocks: list[Json]) -> dict[tuple[str, str], Json]:
    """Of inputs alone; an empty one holds nothing that could stay."""
    found = {}
    for block, part in elements(blocks):
        if block["type"] == "input" and part["type"] in FIELDS:
            value = first_value(part, FIELDS[part["type"]])
            if not empty(value, part["type"]):
                found[block["block_id"], part["action_id"]] = value
    return found


def _fits(value: Json, element: Json) -> bool:
    """Of the same kind, and still among the choices."""
    if value["type"] != element["type"]:
        return False
    known, chosen = options_of(element), value.get(FIELDS[element["type"]].value)
    picked = chosen if isinstance(chosen, list) else [chosen]
    return not known or all(option is None or option in known for option in picked)
