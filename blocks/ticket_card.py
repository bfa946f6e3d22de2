"""The living card of a ticket: what it is, where it stands, what can be done now."""

from datetime import datetime

from blocks import ids
from blocks.parts import Block, Post, actions, button, context, excerpt, header, labels, plain, post, section, since
from blocks.text import cut, one_line
from blocks.words import CATEGORY, MARKS, PRIORITY, STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.text import is_blank
from owona_bot.domain.ticket import DONE, Priority, Requester, Ticket

TITLE = 150
NAME = 60
ADDRESS = 90
"""Characters that each may take of a line."""


def ticket_card(ticket: Ticket, now: datetime, t: Translate) -> Post:
    """Posted once, then redrawn as the ticket changes; its age keeps itself."""
    age = since(ticket.created_at.timestamp(), t("card.age", age=t.age(ticket.created_at, now)))
    return post(
        labels([cut(headline(ticket, t), TITLE), *facts(ticket, t)]),
        header(headline(ticket, t)),
        *excerpt(ticket.description, rows=3, limit=300),
        context(plain(labels(facts(ticket, t))), age),
        *actions(*buttons(ticket, t)),
    )


def deleted_card(number: int, t: Translate) -> Post:
    """What is left where a card stood: nothing of the customer's."""
    sentence = t("card.deleted", number=number)
    return post(sentence, section(sentence))


def headline(ticket: Ticket, t: Translate) -> str:
    """`#1001 Title`."""
    title = t("card.untitled") if is_blank(ticket.title) else ticket.title
    return f"#{ticket.number} {title}"


def facts(ticket: Ticket, t: Translate) -> list[str]:
    """All that is known at a glance, what an agent looks for first in front."""
    holder = t("card.agent", agent=one_line(ticket.agent.name, NAME)) if ticket.agent else t("card.nobody")
    return [*state(ticket, t), t(CATEGORY[ticket.category]), holder, requester(ticket.requester, t)]


def state(ticket: Ticket, t: Translate) -> list[str]:
    """Where it stands, and how urgent it is."""
    return [t(STATUS[ticket.status]), priority(ticket.priority, t)]


def priority(value: Priority, t: Translate) -> str:
    """Its word; the two that press carry a mark."""
    return MARKS.get(value, "") + t(PRIORITY[value])


def requester(who: Requester, t: Translate) -> str:
    """`Erika Muster (erika@example.org)`, or what is known of it."""
    name = "" if is_blank(who.name or "") else one_line(who.name or "", NAME)
    address = "" if is_blank(who.address or "") else one_line(who.address or "", ADDRESS)
    if name and address:
        return f"{name} ({address})"
    return name or address or t("card.requester_unknown")


def buttons(ticket: Ticket, t: Translate) -> list[Block]:
    """What the rules allow now; who may press is decided when it is pressed."""
    if ticket.status in DONE:
        return []
    number = str(ticket.number)
    take = button(t("button.claim"), ids.CLAIM, number, "primary")
    reply = button(t("button.reply"), ids.REPLY, number)
    give_back = button(t("button.release"), ids.RELEASE, number)
    resolve = button(t("button.resolve"), ids.RESOLVE, number)
    return [reply, resolve, give_back] if ticket.agent else [take, reply, resolve]
