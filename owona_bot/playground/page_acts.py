"""What a person does in the page that words can't name: an element by its ids, a form with all its values."""

from collections.abc import Awaitable, Callable, Mapping

from owona_bot.playground import home
from owona_bot.playground.acts import Acts
from owona_bot.playground.answer import Answer
from owona_bot.playground.checks import Report, by_type
from owona_bot.playground.control_rooms import channel_of, user_of
from owona_bot.playground.filling import slots
from owona_bot.playground.modal_state import FIELDS, elements, options_of
from owona_bot.playground.places import InView, Place
from owona_bot.playground.pressing import CannotDo, Press
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.slack import Slack
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json

Act = Callable[[Json], Awaitable[Json]]


class PageActs:
    """`click` on a message, `press` in a view, `submit`, `suggest` while somebody types, `open_home`."""

    def __init__(self, slack: Slack, acts: Acts) -> None:
        self.slack = slack
        self.acts = acts
        self.table: dict[str, Act] = {
            "click": self.click,
            "press": self.press,
            "submit": self.submit,
            "suggest": self.suggest,
            "open_home": self.open_home,
        }

    async def click(self, told: Json) -> Json:
        place = self._place(told)
        return (await self.acts.hit(place, found(place.blocks, told))).told()

    async def press(self, told: Json) -> Json:
        """In the modal or on the Home, by the view's id."""
        place = self._place(told)
        if isinstance(place, InView):
            self._put(place.view, told.get("values") or {})
        answer = await self.acts.hit(place, found(place.blocks, told))
        return self._told(place.view, answer) if isinstance(place, InView) else answer.told()

    async def suggest(self, told: Json) -> Json:
        """What the app offers to whoever types into an external select."""
        place = self._place(told)
        press = found(place.blocks, told)
        return (await self.acts.suggesting.suggest(place, press.block, press.element, str(told["typed"]))).told()

    async def open_home(self, told: Json) -> Json:
        home.opened(self.slack, user_of(self.slack, told), told["tab"])
        return {}

    def _place(self, told: Json) -> Place:
        """The view it names, else the message."""
        user = user_of(self.slack, told)
        if told.get("view"):
            return InView(user, self._view(told))
        channel = channel_of(self.slack, told)
        if told["ts"] not in channel.by_ts and self.slack.replies.find(user.id, told["ts"]) is None:
            raise CannotDo("the message is gone")
        return self.acts.in_room(user, channel, told["ts"])

    async def submit(self, told: Json) -> Json:
        view = self._view(told)
        self._put(view, told["values"])
        return self._told(view, await self.acts.submit(user_of(self.slack, told), {}))

    def _view(self, told: Json) -> View:
        """The one the page shows; another window may have closed it."""
        user = user_of(self.slack, told)
        standing = self.slack.views.homes.get(user.id)
        if standing is not None and standing.id == told["view"]:
            return standing
        view = self.acts.top(user)
        if view.id != told["view"]:
            raise CannotDo("the form was closed in another window")
        return view

    @staticmethod
    def _told(view: View, answer: Answer) -> Json:
        """With the errors by block as well: two fields may have one label."""
        at = {
            slot.block["block_id"]: answer.errors[slot.label]
            for slot in slots(view.blocks)
            if slot.label in answer.errors
        }
        return answer.told() | {"at": at}

    def _put(self, view: View, values: Mapping[str, Mapping[str, object]]) -> None:
        """`values` by block and action: what stands in the fields of the page."""
        for slot in slots(view.blocks):
            block, action = slot.key
            if action in values.get(block, {}):
                kind = slot.element["type"]
                value = self._read(view.user, slot.element, values[block][action])
                view.typed[slot.key] = {"type": kind, FIELDS[kind].value: value}

    def _read(self, user: str, element: Json, value: object) -> object:
        """Files come as ids, and the app may read them from now on."""
        if element["type"] == "file_input" and isinstance(value, list):
            return [self._handed(user, str(id_)) for id_ in value]
        if element["type"] == "rich_text_input" and value is not None:
            return well_formed(value)
        check(element, value)
        return value

    def _handed(self, user: str, id_: str) -> Json:
        file = self.slack.files.of(user, id_)
        if file is None:
            raise CannotDo("there is no such file")
        file.granted = True
        return file.shown()


def found(blocks: list[Json], told: Json) -> Press:
    """By block_id and action_id; `value` is what was chosen, under the name that Slack gives it."""
    for block, element in elements(blocks):
        if (block.get("block_id"), element["action_id"]) == (told["block"], told["action"]):
            return Press(block, element, chosen(element, told.get("value") or {}))
    raise CannotDo("what was pressed is gone")


def chosen(element: Json, value: Mapping[str, object]) -> Json:
    """Only what this kind of element can say."""
    field = FIELDS.get(element["type"])
    name = "selected_option" if element["type"] == "overflow" else field.value if field else ""
    if element["type"] == "feedback_buttons":
        return {"text": value.get("text"), "value": value.get("value")}
    if name not in value:
        return {}
    check(element, value[name])
    return {name: value[name]}


def check(element: Json, value: object) -> None:
    """What was chosen from a list stands in it."""
    known = options_of(element)
    picked = value if isinstance(value, list) else [value]
    if known and any(option is not None and option not in known for option in picked):
        raise CannotDo("there is no such option")


def well_formed(value: object) -> object:
    """A rich_text as Slack's editor makes it."""
    report = Report("modal")
    by_type({"rich_text": RICH_TEXT})(value, "", report)
    if report.faults:
        raise CannotDo(f"Slack's editor makes no such text: {report.faults}")
    return value
