"""The living card of a ticket: what it is, where it stands, what can be done now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from blocks import ids
from blocks.elsewhere import HERE, linked
from blocks.parts import (
    Block,
    Post,
    actions,
    button,
    context,
    day_and_time,
    excerpt,
    header,
    labels,
    menu,
    plain,
    post,
    section,
    since,
)
from blocks.text import cut, nothing_in, one_line
from blocks.words import CATEGORY, MARKS, MENU, METRIC, ON_CARD, PRIORITY, STATUS, TONE
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.clock import Translate
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.ticket import DONE, Priority, Requester, Snooze, Ticket
from owona_bot.domain.verbs import Verb

FAR = timedelta(days=2)
"""Until a calm deadline is nobody's business."""

TITLE = 150
NAME = 60
ADDRESS = 90
TAGS = 120
"""Characters that each may take of a line."""


def ticket_card(
    ticket: Ticket, now: datetime, t: Translate, into: Elsewhere | None = None, due: Deadline | None = None
) -> Post:
    """Posted once, then redrawn as the ticket changes; what keeps itself are its age and how long it is until `due`.

    `into` is where a merged one goes on.
    """
    age = since(ticket.created_at.timestamp(), t("card.age", age=t.age(ticket.created_at, now)))
    return post(
        labels([cut(headline(ticket, t), TITLE), *facts(ticket, t)]),
        header(headline(ticket, t)),
        *excerpt(ticket.description, rows=3, limit=300),
        context(plain(labels(facts(ticket, t))), age),
        *clock(due, now, t),
        *pinned(ticket, now, t, into),
        *actions(*buttons(ticket, t)),
    )


def clock(due: Deadline | None, now: datetime, t: Translate) -> list[Block]:
    """What is due next, with a mark once it presses; nothing while that is far away."""
    if due is None or (due.tone is Tone.CALM and due.due - now > FAR):
        return []
    words = t(ON_CARD[due.tone], metric=t(METRIC[due.metric]))
    timestamp, span = due.due.timestamp(), t.age(min(now, due.due), max(now, due.due))
    spoken = t("span.ago", span=span) if due.due <= now else t("span.in", span=span)
    moment = day_and_time(timestamp, t.moment(due.due, now))
    return [context(plain(TONE[due.tone] + words), moment, since(timestamp, spoken))]


def deleted_card(number: int, t: Translate) -> Post:
    """What is left where a card stood: nothing of the customer's."""
    sentence = t("card.deleted", number=number)
    return post(sentence, section(sentence))


def headline(ticket: Ticket, t: Translate) -> str:
    """`#1001 Title`."""
    return f"#{ticket.number} {named(ticket, t)}"


def named(ticket: Ticket, t: Translate) -> str:
    """The title as it is, or that there is none."""
    return t("card.untitled") if nothing_in(ticket.title) else ticket.title


def title_of(ticket: Ticket, limit: int, t: Translate) -> str:
    """On one line beside the number, which often is a link."""
    return one_line(named(ticket, t), limit)


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


def pinned(ticket: Ticket, now: datetime, t: Translate, into: Elsewhere | None = None) -> list[Block]:
    """What only some tickets have: that it goes on elsewhere, that it sleeps, its tags."""
    merged = [linked(t("card.merged", ticket=HERE), into)] if ticket.merged_into and into else []
    asleep = [context(*sleeping(ticket.snooze, now, t))] if ticket.snooze else []
    tagged = [context(plain(t("card.tags", tags=tags(ticket.tags, t))))] if ticket.tags else []
    return [*merged, *asleep, *tagged]


def sleeping(snooze: Snooze, now: datetime, t: Translate, before: str = "") -> list[Block]:
    """Until when, in each reader's own zone; `before` stands in front."""
    if snooze.until is None:
        return [plain(before + t("card.snoozed_answer"))]
    words = t("card.snoozed_until_answer") if snooze.for_answer else t("card.snoozed_until")
    return [plain(before + words), day_and_time(snooze.until.timestamp(), t.moment(snooze.until, now))]


def tags(names: Sequence[str], t: Translate) -> str:
    """As many as a line takes, and how many more there are."""
    shown = len([end for end in accumulate(len(name) + 2 for name in names) if end <= TAGS]) or 1
    listed = ", ".join(names[:shown])
    return listed if shown == len(names) else t("card.more_tags", tags=listed, count=len(names) - shown)


def requester(who: Requester, t: Translate) -> str:
    """`Erika Muster (erika@example.org)`, or what is known of it."""
    name = "" if nothing_in(who.name or "") else one_line(who.name or "", NAME)
    address = "" if nothing_in(who.address or "") else one_line(who.address or "", ADDRESS)
    if name and address:
        return f"{name} ({address})"
    return name or address or t("card.requester_unknown")


def buttons(ticket: Ticket, t: Translate) -> list[Block]:
    """What the rules allow now; who may press is decided when it is pressed."""
    number = str(ticket.number)
    more = menu(ids.MENU, t("menu.more"), {f"{verb} {number}": t(MENU[verb]) for verb in choices(ticket)})
    if ticket.merged_into or ticket.status in DONE:
        return [more]
    take = button(t("button.claim"), ids.CLAIM, number, "primary")
    reply = button(t("button.reply"), ids.REPLY, number)
    resolve = button(t("button.resolve"), ids.RESOLVE, number)
    escalate = button(t("button.escalate"), ids.ESCALATE, number)
    return [reply, resolve, escalate, more] if ticket.agent else [take, reply, escalate, more]


def choices(ticket: Ticket) -> list[Verb]:
    """The menu, what is done most in front; a held ticket can be released, and has a button to resolve it."""
    if ticket.merged_into:
        return [Verb.UNMERGE, Verb.NOTE]
    if ticket.status in DONE:
        return [Verb.REOPEN, Verb.CATEGORY, Verb.TAG, Verb.NOTE]
    return [verb for verb in OPEN if verb is not (Verb.RESOLVE if ticket.agent else Verb.RELEASE)]


OPEN = (
    Verb.RESOLVE,
    Verb.ASSIGN,
    Verb.RELEASE,
    Verb.STATUS,
    Verb.PRIORITY,
    Verb.CATEGORY,
    Verb.TAG,
    Verb.SNOOZE,
    Verb.NOTE,
    Verb.SLA,
    Verb.WHY,
    Verb.MERGE,
    Verb.SPLIT,
    Verb.CLOSE,
)
"""The menu of a ticket that is not done."""
