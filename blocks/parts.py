"""Every dict of Block Kit is made here, and nobody else knows Slack's limits.

Text from outside goes into `plain_text` and `rich_text`, where Slack interprets nothing: `*bold*`,
`:emoji:` and `<!channel>` stand there as they were typed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from blocks.text import NOTHING, SIGHT, clean, cut, escaped, head, lines, one_line, pieces
from owona_bot.domain.text import is_blank

Block = dict[str, object]
"""A block, an element or an object of Block Kit."""

View = dict[str, object]
"""A modal, as `views.open` takes it."""

HEADER, TEXT, BUTTON, LABEL, OPTION, CONFIRM, INPUT = 150, 3_000, 75, 2_000, 75, 300, 3_000
MODAL_TITLE = 24

NOTIFICATION = 3_000
"""Screen readers read all of it, phones show its beginning; Slack wants no more than 4,000."""

WHOLE = 12_000
"""Slack documents no limit for a message's blocks together; refusals are told of from 13,200 characters."""

PIECE = 2_500


class Answer(TypedDict):
    """The arguments of an ack that answers a command."""

    text: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Post:
    """A message: `text`, escaped, for notifications and screen readers; `blocks` for the eye."""

    text: str
    blocks: list[Block]

    def ack(self) -> Answer:
        """For `await ack(**post.ack())`: Slack shows it to the asker alone."""
        return {"text": self.text, "blocks": self.blocks}


def post(text: str, *blocks: Block) -> Post:
    """`text` is taken as typed, on one line."""
    return Post(escaped(one_line(text, NOTIFICATION)), list(blocks))


# Text objects


def plain(text: str, limit: int = TEXT) -> Block:
    """Shown as typed, on one line."""
    return {"type": "plain_text", "text": one_line(text, limit), "emoji": False}


def since(timestamp: float, otherwise: str) -> Block:
    """An age that each reader's Slack keeps current; `otherwise` is for clients that can't."""
    fallback = escaped(one_line(otherwise, BUTTON)).replace("|", "/")
    return {"type": "mrkdwn", "text": f"<!date^{int(timestamp)}^{{ago}}|{fallback}>", "verbatim": True}


def day_and_time(timestamp: float, otherwise: str) -> Block:
    """As each reader's Slack writes them; `otherwise` is for clients that can't."""
    fallback = escaped(one_line(otherwise, BUTTON)).replace("|", "/")
    return {"type": "mrkdwn", "text": f"<!date^{int(timestamp)}^{{date_short}} {{time}}|{fallback}>", "verbatim": True}


def moment(timestamp: float, otherwise: str) -> Block:
    """A time of day, to the second, in each reader's zone; `otherwise` is for clients that can't."""
    fallback = escaped(one_line(otherwise, BUTTON)).replace("|", "/")
    return {"type": "mrkdwn", "text": f"<!date^{int(timestamp)}^{{time_secs}}|{fallback}>", "verbatim": True}


# Blocks of a message


def header(text: str) -> Block:
    """The big line of a card."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str) -> Block:
    """A sentence of ours; what it names from outside is shown as typed."""
    body = lines(text)
    shown = NOTHING if is_blank(body) else cut(body, TEXT)
    return {"type": "section", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def context(*elements: Block) -> Block:
    """A small grey line."""
    return {"type": "context", "elements": list(elements)}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(*buttons: Block) -> list[Block]:
    """A row of buttons; none without one."""
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def button(text: str, action: str, value: str, style: Literal["primary", "danger"] | None = None) -> Block:
    """`action` is what its door listens for."""
    shape: Block = {"type": "button", "text": plain(text, BUTTON), "action_id": action, "value": value}
    return shape | ({"style": style} if style else {})


def sure(asked: Block, title: str, text: str, yes: str, no: str) -> Block:
    """The same button, which asks once more before it acts."""
    question = {
        "title": plain(title, 100),
        "text": plain(text, CONFIRM),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
        "style": "danger",
    }
    return asked | {"confirm": question}


def beside(block: Block, element: Block) -> Block:
    """A section with a button or a menu at its end."""
    return block | {"accessory": element}


def lasting(block: Block, name: str) -> Block:
    """Under a name that stays: what is pressed in it while it is drawn anew is still found."""
    return block | {"block_id": name}


def leading(address: str, label: str) -> Block:
    """Words of ours that lead to one of Slack's own addresses, in a small grey line."""
    words = escaped(one_line(label, BUTTON)).replace("|", "/")
    return {"type": "mrkdwn", "text": f"<{address}|{words}>", "verbatim": True}


# Rich text


def said(text: str, *styles: Literal["bold", "italic", "code"]) -> Block:
    """One run of text, as typed, without a line break."""
    run: Block = {"type": "text", "text": one_line(text, TEXT)}
    return run | ({"style": dict.fromkeys(styles, True)} if styles else {})


def gap(text: str) -> Block:
    """What stands between two runs: ours, spaces included."""
    return {"type": "text", "text": text}


def dated(timestamp: float, form: str, otherwise: str, *styles: Literal["bold", "italic", "code"]) -> Block:
    """A moment in each reader's own zone, `form` in Slack's tokens; `otherwise` is for clients that can't."""
    run: Block = {"type": "date", "timestamp": int(timestamp), "format": form, "fallback": one_line(otherwise, BUTTON)}
    return run | ({"style": dict.fromkeys(styles, True)} if styles else {})


def channel_link(id_: str) -> Block:
    """A channel's name, to click; `id_` is one of Slack's."""
    return {"type": "channel", "channel_id": id_}


def mention(slack_user: str) -> Block:
    """Their name, to click; they are notified unless the message is for the asker alone."""
    return {"type": "user", "user_id": slack_user}


def group(slack_group: str) -> Block:
    """A user group's name; all of it are notified."""
    return {"type": "usergroup", "usergroup_id": slack_group}


def link(address: str, label: str) -> Block:
    """Words that lead to one of Slack's own addresses."""
    return {"type": "link", "url": address, "text": one_line(label, TEXT)}


def rich(*runs: Block) -> Block:
    """One paragraph."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}


def bullets(*items: Sequence[Block]) -> Block:
    """A list; each item is its runs."""
    entries = [{"type": "rich_text_section", "elements": list(item)} for item in items]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": entries}]}


Frame = Literal["rich_text_section", "rich_text_quote", "rich_text_preformatted"]


def spoken(body: str, frame: Frame, rest: str) -> list[Block]:
    """Text from outside, as typed, over several blocks; `rest` says what is missing where it is too long."""
    whole = lines(body)
    shown = head(whole, WHOLE)
    blocks = [framed(piece, frame) for piece in pieces(shown, PIECE)]
    complete = len(shown) == len(whole) and len(body) <= SIGHT
    return blocks if complete else [*blocks, context(plain(rest))]


def framed(body: str, frame: Frame) -> Block:
    """`body` is clean and not blank."""
    return {"type": "rich_text", "elements": [{"type": frame, "elements": [gap(body)]}]}


def verbatim(body: str) -> list[Block]:
    """Every character of a text of ours, as it is, in blocks that part at line ends; a longer line parts anywhere."""
    found: list[Block] = []
    while body:
        piece = head(body, PIECE)
        if len(piece) < len(body):
            piece = body[: piece.rfind("\n") + 1] or piece
        body = body[len(piece) :]
        shown = piece.removesuffix("\n")
        found += [] if is_blank(shown) else [framed(shown, "rich_text_preformatted")]
    return found


def excerpt(body: str, rows: int, limit: int) -> list[Block]:
    """The first lines that say something, quoted; nothing of a blank text."""
    first = [row for row in lines(head(body, 4 * limit)).split("\n") if row]
    more = len(first) > rows or len(body) > 4 * limit
    shown = "\n".join(first[:rows])
    whole = cut(shown + (" …" if more else ""), limit)
    return [framed(whole, "rich_text_quote")] if shown else []


def home(blocks: Sequence[Block]) -> View:
    """A person's Home, as `views.publish` takes it."""
    return {"type": "home", "blocks": list(blocks)}


# Modals


def modal(callback: str, title: str, submit: str, close: str, blocks: Sequence[Block], memo: str = "") -> View:
    """`callback` is what its door listens for; `memo` comes back with it. Without `submit` it can only be closed."""
    shape: View = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, MODAL_TITLE),
        "close": plain(close, MODAL_TITLE),
        "blocks": list(blocks),
    }
    sent: View = {"submit": plain(submit, MODAL_TITLE)} if submit else {}
    return shape | sent | ({"private_metadata": memo} if memo else {})


def field(block: str, label: str, element: Block, hint: str = "", *, optional: bool = False) -> Block:
    """A labelled element of a modal; `block` is what an error beside it is named by."""
    shape: Block = {"type": "input", "block_id": block, "label": plain(label, LABEL), "element": element}
    return shape | ({"hint": plain(hint, LABEL)} if hint else {}) | ({"optional": True} if optional else {})


def formatted(action: str, value: Mapping[str, object] | None) -> Block:
    """A field to type in with Slack's own editor; `value` is a rich_text that stands there already."""
    shape: Block = {"type": "rich_text_input", "action_id": action}
    return shape | {"initial_value": value} if value else shape


def files(action: str, most: int) -> Block:
    """A field to drop files on."""
    return {"type": "file_input", "action_id": action, "max_files": most}


def switch(action: str, value: str, label: str, *, on: bool) -> Block:
    """One box to tick; `value` comes back when it is."""
    choices = [option(value, label)]
    shape: Block = {"type": "checkboxes", "action_id": action, "options": choices}
    return shape | {"initial_options": choices} if on else shape


def boxes(action: str, labels: Mapping[str, str]) -> Block:
    """Boxes to untick, ten at most; value to label."""
    choices = [option(value, label) for value, label in labels.items()]
    return {"type": "checkboxes", "action_id": action, "options": choices, "initial_options": choices}


def ticked(asked: Block, values: Collection[str]) -> Block:
    """The same boxes, of which those alone are ticked already."""
    choices = asked["options"]
    on = [one for one in choices if one["value"] in values] if isinstance(choices, list) else []
    rest = {name: value for name, value in asked.items() if name != "initial_options"}
    return rest | ({"initial_options": on} if on else {})


def asking(action: str, placeholder: str, least: int = 0) -> Block:
    """A select whose options are asked of us when `least` characters were typed."""
    return {
        "type": "external_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "min_query_length": least,
    }


def sending(asked: Block) -> Block:
    """The same field, which tells us at once what was chosen."""
    return asked | {"dispatch_action": True}


def entered(asked: Block) -> Block:
    """The same field to type in, which tells us at once what stands there when Enter is pressed."""
    return asked | {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}


def suggesting(asked: Block, example: str) -> Block:
    """The same field, which shows an example while it is empty."""
    return asked | {"placeholder": plain(example, 150)}


def typed(action: str, value: str, limit: int = INPUT, *, multiline: bool = False) -> Block:
    """A field to type in; `value` stands there already."""
    shape: Block = {"type": "plain_text_input", "action_id": action, "multiline": multiline, "max_length": limit}
    filled = head(lines(value) if multiline else " ".join(clean(value).split()), limit)
    return shape if is_blank(filled) else shape | {"initial_value": filled}


def select(action: str, options: Mapping[str, str], value: str) -> Block:
    """One of `options`, value to label; `value` is chosen already if it is among them."""
    choices = {chosen: option(chosen, label) for chosen, label in options.items()}
    shape: Block = {"type": "static_select", "action_id": action, "options": list(choices.values())}
    return shape | ({"initial_option": choices[value]} if value in choices else {})


def menu(action: str, placeholder: str, options: Mapping[str, str]) -> Block:
    """What can be done besides; each of `options`, value to label, acts at once."""
    return select(action, options, "") | {"placeholder": plain(placeholder, BUTTON)}


def person(action: str, user: str | None = None) -> Block:
    """Somebody of the workspace; `user`, a Slack id, is chosen already."""
    shape: Block = {"type": "users_select", "action_id": action}
    return shape | ({"initial_user": user} if user else {})


def people(action: str) -> Block:
    """Any number of people of the workspace."""
    return {"type": "multi_users_select", "action_id": action}


def channel(action: str) -> Block:
    """One of the channels that whoever chooses can see."""
    shape: Block = {"type": "conversations_select", "action_id": action}
    return shape | {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}


def several(action: str, options: Mapping[str, str]) -> Block:
    """Any number of `options`, value to label."""
    choices = [option(value, label) for value, label in options.items()]
    return {"type": "multi_static_select", "action_id": action, "options": choices}


def wall_clock(action: str, timestamp: float | None) -> Block:
    """A day and a time, in the zone of whoever chooses; None: none is chosen yet."""
    shape: Block = {"type": "datetimepicker", "action_id": action}
    return shape if timestamp is None else shape | {"initial_date_time": int(timestamp)}


def day(action: str) -> Block:
    """A day of the calendar; none is chosen yet."""
    return {"type": "datepicker", "action_id": action}


def time_of_day(action: str, value: str) -> Block:
    """A time on a wall, `09:00`, in a zone that the form names."""
    return {"type": "timepicker", "action_id": action, "initial_time": value}


def option(value: str, label: str) -> Block:
    """One line of a select."""
    return {"text": plain(label, OPTION), "value": value}


def labels(parts: Iterable[str]) -> str:
    """Short facts on one line."""
    return " · ".join(parts)
