"""Two matters in one ticket: the form that parts them, and the lines that tell of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from blocks import ids
from blocks.elsewhere import HERE
from blocks.merge import TITLE, line, name
from blocks.new_ticket import State, text_in
from blocks.parts import OPTION, Post, View, context, field, modal, plain, several, typed
from blocks.text import one_line
from blocks.thread import author
from blocks.ticket_card import headline
from owona_bot.domain.clock import Translate
from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.message import Message
from owona_bot.domain.ticket import Ticket

AUTHOR = 20
"""Characters of a name in a choice."""


def form(ticket: Ticket, messages: Sequence[Message], now: datetime, t: Translate) -> View:
    """Newest first; which ones, and what the new ticket is called."""
    choices = {str(message.id): label(message, now, t) for message in messages}
    blocks = [
        context(plain(one_line(headline(ticket, t), 100))),
        field(ids.MESSAGES, t("split.messages"), several(ids.VALUE, choices), t("split.messages_hint")),
        field(ids.TITLE, t("split.new_title"), typed(ids.VALUE, "", TITLE_LIMIT), t("split.new_title_hint")),
    ]
    return modal(ids.SPLIT_FORM, t("split.title"), t("split.submit"), t("form.close"), blocks, str(ticket.number))


def label(message: Message, now: datetime, t: Translate) -> str:
    """When, who, and the first words; as typed, on one line."""
    who = one_line(author(message, t), AUTHOR)
    return one_line(f"{t.moment(message.created_at, now)} · {who}: {one_line(message.text, OPTION)}", OPTION)


def number_in(view: Mapping[str, object]) -> int:
    """The ticket that the form is about."""
    return int(str(view["private_metadata"]))


def chosen_in(state: State) -> list[str]:
    """The messages' ids."""
    chosen = state.get(ids.MESSAGES, {}).get(ids.VALUE, {}).get("selected_options")
    return [str(one["value"]) for one in chosen] if isinstance(chosen, list) else []


def title_in(state: State) -> str:
    """As it was typed."""
    return text_in(state, ids.TITLE)


def left_out(ticket: Ticket, copied: int, gone: int, t: Translate) -> str:
    """What stands there, and that not all could go."""
    return t("split.left_out", ticket=one_line(headline(ticket, t), TITLE), count=copied, gone=gone)


def split(who: str | None, number: int, new: Elsewhere, messages: int, t: Translate) -> Post:
    """In the thread where they stood before, and stand still."""
    return line(number, t("split.split", who=name(who, t), count=messages, ticket=HERE), new)


def split_off(who: str | None, number: int, origin: Elsewhere, t: Translate) -> Post:
    """In the new ticket's."""
    return line(number, t("split.split_off", who=name(who, t), ticket=HERE), origin)
