"""What a person does in the page that words can't name: an element by its ids, a form with all its values."""

from collections.abc import Awaitable, Callable, Mapping

from owona_bot.playground.acts import Acts
from owona_bot.playground.answer import Answer
from owona_bot.playground.checks import Report, by_type
from owona_bot.playground.control_rooms import channel_of, user_of
from owona_bot.playground.filling import slots
from owona_bot.playground.modal_state import FIELDS, elements
from owona_bot.playground.pressing import CannotDo, Press
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.screen import options_of
from owona_bot.playground.slack import Slack
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json

Act = Callable[[Json], Awaitable[Json]]


class PageActs:
    """`click` on a message, `press` in the modal, `type` without sending, `submit`."""

    def __init__(self, slack: Slack, acts: Acts) -> None:
        self.slack = slack
        self.acts = acts
        self.table: dict[str, Act] = {"click": self.click, "press": self.press, "submit": self.submit}

    async def click(self, told: Json) -> Json:
        user, channel = user_of(self.slack, told), channel_of(self.slack, told)
        standing = channel.by_ts.get(told["ts"]) or self.slack.replies.find(user.id, told["ts"])
        if standing is None:
            raise CannotDo("the message is gone")
        press = found(standing.blocks, told)
        return (await self.acts.hit(user, channel, told["ts"], press)).told()

    async def press(self, told: Json) -> Json:
        user = user_of(self.slack, told)
        view = self._view(told)
        self._put(view, told.get("values") or {})
        return self._told(view, await self.acts.hit_view(user, found(view.blocks, told)))

    async def submit(self, told: Json) -> Json:
        view = self._view(told)
        self._put(view, told["values"])
        return self._told(view, await self.acts.submit(user_of(self.slack, told), {}))

    def _view(self, told: Json) -> View:
        """The one the page shows; another window may have closed it."""
        view = self.acts.top(user_of(self.slack, told))
        if view.id != told["view"]:
            raise CannotDo("the form was closed in another window")
        return view

    @staticmethod
    def _told(view: View, answer: Answer) -> Json:
        """With the errors by block as well: two fields may have one label."""
        at = {slot.block["block_id"]: answer.errors[slot.label] for slot in slots(view) if slot.label in answer.errors}
        return answer.told() | {"at": at}

    def _put(self, view: View, values: Mapping[str, Mapping[str, object]]) -> None:
        """`values` by block and action: what stands in the fields of the page."""
        for slot in slots(view):
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
