"""Alerts about deadlines: one for each stage, what became of it, and many at once."""

from datetime import datetime

from blocks import ids
from blocks.elsewhere import filled
from blocks.parts import (
    Block,
    Post,
    actions,
    bullets,
    button,
    context,
    dated,
    gap,
    labels,
    link,
    mention,
    plain,
    post,
    rich,
    said,
    section,
)
from blocks.text import one_line
from blocks.ticket_card import NAME, priority, title_of
from blocks.words import FELL_DUE, METRIC, OVER, TONE
from owona_bot.domain.alert import Alert, Deadline, Digest, Over, Settled, Tone
from owona_bot.domain.clock import Translate
from owona_bot.domain.ticket import Ticket

TITLE = 90
"""Characters of a title beside other words."""


def alert(told: Alert, now: datetime, t: Translate) -> Post:
    """What was promised, how long there still is, whose it is, and what can be done."""
    mark = TONE[told.deadline.tone]
    return post(
        labels(
            [
                f"{mark}#{told.ticket.number} {title(told.ticket, t)}",
                spoken(told.deadline, now, t),
                whose(told.ticket, t),
            ]
        ),
        rich(*filled(mark), *named(told.ticket, told.link, t)),
        rich(*when(told.deadline, now, t), gap("\n"), *holder(told, t)),
        *muted(told, t),
        *actions(*buttons(told, t)),
    )


def settled(told: Settled, t: Translate) -> Post:
    """In place of the alert: nothing is left to press, and of a ticket that is gone nothing of its customer."""
    words = labels([t(METRIC[told.metric]), fate(told, t)])
    if told.ticket is None:
        return post(f"#{told.number} · {words}", context(plain(f"#{told.number} · {words}")))
    number = f"#{told.number} {title(told.ticket, t)}"
    return post(f"{number} · {words}", rich(*named(told.ticket, told.link, t, bold=False)), context(plain(words)))


def digest(told: Digest, now: datetime, t: Translate) -> Post:
    """Those that press most; the list has all of them."""
    sentence = t("alert.digest", late=told.late, risk=told.risk)
    rest = told.late + told.risk - len(told.first)
    more = [context(plain(t("alert.digest_rest", count=rest)))] if rest > 0 else []
    shown = button(t("button.show_deadlines"), ids.SAY, "list sla:breached,risk", "primary")
    return post(
        sentence,
        section(sentence),
        bullets(*(line(one, now, t) for one in told.first)),
        *more,
        *actions(shown),
    )


def missed(metric: str, due: datetime, number: int, now: datetime, t: Translate) -> Post:
    """A line beneath the card."""
    sentence = t("thread.breached", metric=t(METRIC[metric]))
    ear = f"#{number}: {sentence} ({t.moment(due, now)})"
    fell = dated(due.timestamp(), "{date_short_pretty}, {time}", t.moment(due, now))
    return post(ear, rich(gap(f"{TONE[Tone.LATE]}{sentence} ("), fell, gap(")")))


def line(told: Alert, now: datetime, t: Translate) -> list[Block]:
    """One of many."""
    deadline = told.deadline
    span = dated(deadline.due.timestamp(), "{ago}", spell(deadline, now, t), "bold")
    ends = [gap(f" · {t(METRIC[deadline.metric])} "), span, gap(f" · {whose(told.ticket, t)}")]
    return [*filled(TONE[deadline.tone]), *named(told.ticket, told.link, t, bold=False), *ends]


def named(ticket: Ticket, address: str | None, t: Translate, *, bold: bool = True) -> list[Block]:
    """`#1001 Title`; the number leads to the card."""
    number = link(address, f"#{ticket.number}") if address else said(f"#{ticket.number}", "bold")
    words = title(ticket, t)
    return [number, gap(" "), said(words, "bold") if bold else said(words)]


def title(ticket: Ticket, t: Translate) -> str:
    """Without the number."""
    return title_of(ticket, TITLE, t)


def when(deadline: Deadline, now: datetime, t: Translate) -> list[Block]:
    """Each reader's Slack keeps the span right, and writes the moment in their own zone."""
    due = deadline.due.timestamp()
    span = dated(due, "{ago}", spell(deadline, now, t), "bold")
    moment = dated(due, "{date_short_pretty}, {time}", t.moment(deadline.due, now))
    words = t(FELL_DUE[deadline.tone], metric=t(METRIC[deadline.metric]))
    return [gap(f"{words} "), span, gap(" ("), moment, gap(")")]


def spoken(deadline: Deadline, now: datetime, t: Translate) -> str:
    """The same for the ear."""
    words = t(FELL_DUE[deadline.tone], metric=t(METRIC[deadline.metric]))
    return f"{words} {spell(deadline, now, t)}"


def spell(deadline: Deadline, now: datetime, t: Translate) -> str:
    """`in 15 Min.`, `vor 3 Std.`"""
    if deadline.due > now:
        return t("span.in", span=t.age(now, deadline.due))
    return t("span.ago", span=t.age(deadline.due, now))


def holder(told: Alert, t: Translate) -> list[Block]:
    """How urgent it is and who has it; called by name where it is their time."""
    agent, pressing = told.ticket.agent, priority(told.ticket.priority, t)
    if agent is None or not told.calls:
        return [gap(labels([pressing, whose(told.ticket, t)]))]
    return [gap(f"{pressing} · "), mention(agent.slack_user)]


def whose(ticket: Ticket, t: Translate) -> str:
    """`bei Anna`, or that nobody has it."""
    agent = ticket.agent
    return t("card.agent", agent=one_line(agent.name, NAME)) if agent else t("card.nobody")


def muted(told: Alert, t: Translate) -> list[Block]:
    """Who wants no more warnings of it."""
    if told.muted_by is None:
        return []
    return [context(plain(t("alert.muted", who=one_line(told.muted_by, NAME))))]


def buttons(told: Alert, t: Translate) -> list[Block]:
    """The verbs' own; the last only where another warning would come."""
    number = str(told.ticket.number)
    take = [button(t("button.claim"), ids.CLAIM, number, "primary")] if told.ticket.agent is None else []
    verbs = [button(t("button.reply"), ids.REPLY, number), button(t("button.escalate"), ids.ESCALATE, number)]
    memo = told.memo if told.muted_by is None else None
    mute = [button(t("button.mute_sla"), ids.MUTE_SLA, memo.written)] if memo else []
    return [*take, *verbs, *mute]


def fate(told: Settled, t: Translate) -> str:
    """What ended it, and whether that was in time."""
    words = t(OVER[told.why])
    if told.due is None or told.stopped is None or told.why not in (Over.ANSWERED, Over.DONE):
        return words
    in_time = told.stopped <= told.due
    return labels([words, t("alert.in_time") if in_time else t("alert.too_late", span=t.age(told.due, told.stopped))])
