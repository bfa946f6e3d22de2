"""The small forms that ask for the words that a verb lacks, and what comes back of them."""

from collections.abc import Mapping

from blocks import ids
from blocks.new_ticket import State, categories, chosen_in, priorities, text_in
from blocks.parts import Block, View, context, field, modal, person, plain, select, typed
from blocks.text import one_line
from blocks.ticket_card import headline
from blocks.words import STATUS
from owona_bot.domain.assignee import Mention, Wish
from owona_bot.domain.clock import Translate
from owona_bot.domain.tags import Rewrite, read_list
from owona_bot.domain.ticket import Category, Priority, Status, Ticket


def assign_form(ticket: Ticket, t: Translate) -> View:
    """Who has it is chosen already, and remembered."""
    holder = person(ids.VALUE, ticket.agent.slack_user if ticket.agent else None)
    asked = field(ids.AGENT, t("form.agent"), holder, t("form.agent_hint"))
    return form(ids.ASSIGN_FORM, t("form.assign"), asked, ticket, t, str(ticket.agent.id if ticket.agent else 0))


def status_form(ticket: Ticket, t: Translate) -> View:
    """The present one is chosen."""
    statuses = {status.value: t(STATUS[status]) for status in Status}
    asked = field(ids.STATUS, t("form.status_label"), select(ids.VALUE, statuses, ticket.status))
    return form(ids.STATUS_FORM, t("form.status"), asked, ticket, t)


def priority_form(ticket: Ticket, t: Translate) -> View:
    """The present one is chosen."""
    asked = field(ids.PRIORITY, t("form.priority_label"), select(ids.VALUE, priorities(t), ticket.priority))
    return form(ids.PRIORITY_FORM, t("form.priority"), asked, ticket, t)


def category_form(ticket: Ticket, t: Translate) -> View:
    """The present one is chosen."""
    asked = field(ids.CATEGORY, t("form.category_label"), select(ids.VALUE, categories(t), ticket.category))
    return form(ids.CATEGORY_FORM, t("form.category"), asked, ticket, t)


def tag_form(ticket: Ticket, t: Translate) -> View:
    """Those that it has stand there, and are remembered: what others change meanwhile is theirs."""
    words = typed(ids.VALUE, ", ".join(ticket.tags))
    asked = field(ids.TAGS, t("form.tags"), words, t("form.tags_hint"), optional=True)
    return form(ids.TAG_FORM, t("form.tag"), asked, ticket, t, " ".join(ticket.tags))


def form(callback: str, title: str, asked: Block, ticket: Ticket, t: Translate, seen: str = "") -> View:
    """One question about a ticket; `seen` is what its reader knows, and comes back with the number."""
    about = context(plain(one_line(headline(ticket, t), 100)))
    return modal(callback, title, t("form.save"), t("form.close"), [about, asked], f"{ticket.number} {seen}".strip())


def number_in(view: Mapping[str, object]) -> int:
    """The ticket that a form is about."""
    return int(memo_in(view)[0])


def memo_in(view: Mapping[str, object]) -> list[str]:
    """The number, then what was seen."""
    return str(view["private_metadata"]).split()


def wish_in(view: Mapping[str, object], state: State) -> Wish:
    """Whoever is chosen; Slack's own list offers guests and strangers too."""
    user = state.get(ids.AGENT, {}).get(ids.VALUE, {}).get("selected_user")
    return Wish(Mention(str(user)), seen=int(memo_in(view)[1]))


def status_in(state: State) -> Status:
    """Slack sends no form without one."""
    return Status(chosen_in(state, ids.STATUS))


def priority_in(state: State) -> Priority:
    """The same of a priority."""
    return Priority(chosen_in(state, ids.PRIORITY))


def category_in(state: State) -> Category:
    """The same of a category."""
    return Category(chosen_in(state, ids.CATEGORY))


def tags_in(view: Mapping[str, object], state: State) -> Rewrite:
    """Raises BadTag."""
    return Rewrite(read_list(text_in(state, ids.TAGS)), tuple(memo_in(view)[1:]))
