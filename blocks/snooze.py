"""Tickets out of sight: the form, and what is said when one goes or comes back."""

from dataclasses import dataclass
from datetime import datetime

from blocks import ids
from blocks.new_ticket import State
from blocks.parts import (
    Block,
    Post,
    View,
    context,
    field,
    gap,
    mention,
    modal,
    plain,
    post,
    rich,
    section,
    switch,
    wall_clock,
)
from blocks.text import one_line
from blocks.ticket_card import NAME, headline, sleeping
from owona_bot.domain.clock import Translate
from owona_bot.domain.snooze import Why
from owona_bot.domain.ticket import Snooze, Ticket

TITLE = 80
"""Characters of a title inside a sentence."""


@dataclass(frozen=True, slots=True)
class Typed:
    """As it stands in the form, unchecked; `seconds` of the epoch."""

    seconds: int | None
    for_answer: bool
    awake: bool


def form(ticket: Ticket, t: Translate) -> View:
    """What is so already stands there; one that sleeps can be woken."""
    snooze = ticket.snooze
    until = snooze.until.timestamp() if snooze and snooze.until else None
    for_answer = snooze is not None and snooze.for_answer
    answer = switch(ids.VALUE, ids.FOR_ANSWER, t("snooze.for_answer"), on=for_answer)
    fields = [
        field(ids.UNTIL, t("snooze.until"), wall_clock(ids.VALUE, until), optional=True),
        field(ids.FOR_ANSWER, t("snooze.besides"), answer, t("snooze.for_answer_hint"), optional=True),
    ]
    wake = switch(ids.VALUE, ids.AWAKE, t("snooze.wake"), on=False)
    awake = [field(ids.AWAKE, t("snooze.asleep"), wake, optional=True)] if snooze else []
    about = context(plain(one_line(headline(ticket, t), 100)))
    blocks = [about, *fields, *awake]
    return modal(ids.SNOOZE_FORM, t("snooze.title"), t("snooze.submit"), t("form.close"), blocks, str(ticket.number))


def read(state: State) -> Typed:
    """What was chosen."""
    seconds = state.get(ids.UNTIL, {}).get(ids.VALUE, {}).get("selected_date_time")
    return Typed(seconds if isinstance(seconds, int) else None, ticked(state, ids.FOR_ANSWER), ticked(state, ids.AWAKE))


def ticked(state: State, name: str) -> bool:
    """Whether its one box is."""
    return bool(state.get(name, {}).get(ids.VALUE, {}).get("selected_options"))


def answered(ticket: Ticket, now: datetime, t: Translate) -> Post:
    """To whoever said it."""
    title = one_line(headline(ticket, t), TITLE)
    if ticket.snooze is None:
        return post(t("snooze.woken", ticket=title), section(t("snooze.woken", ticket=title)))
    return post(f"{title}: {words(ticket.snooze, now, t)}", section(title), context(*sleeping(ticket.snooze, now, t)))


def snoozed(snooze: Snooze, who: str | None, number: int, now: datetime, t: Translate) -> Post:
    """A line beneath the card; `who` is a display name."""
    name = one_line(who, NAME) if who else t("change.somebody")
    return post(f"#{number}: {name}: {words(snooze, now, t)}", context(*sleeping(snooze, now, t, f"{name}: ")))


def words(snooze: Snooze, now: datetime, t: Translate) -> str:
    """For the ear, and where Slack writes no dates."""
    if snooze.until is None:
        return t("card.snoozed_answer")
    asleep = t("card.snoozed_until_answer") if snooze.for_answer else t("card.snoozed_until")
    return f"{asleep} {t.moment(snooze.until, now)}"


def woken(why: Why, who: str | None, holder: str | None, number: int, t: Translate) -> Post:
    """`holder` is the Slack user who is called, None when nobody has it or they did it themselves."""
    name = one_line(who, NAME) if who else t("change.somebody")
    sentence = t(WOKEN[why], who=name)
    called: list[Block] = [rich(mention(holder), gap(f" {sentence}"))] if holder else [context(plain(sentence))]
    return post(f"#{number}: {sentence}", *called)


WOKEN: dict[Why, str] = {
    Why.TIME: "snooze.time",
    Why.ANSWER: "snooze.answer",
    Why.AGENT: "snooze.agent",
    Why.DONE: "snooze.done",
}
