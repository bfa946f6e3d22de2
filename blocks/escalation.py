"""Calling for help with a ticket: the form, what the called read, and what stands in the thread of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from blocks import ids
from blocks.list import number as numbered
from blocks.new_ticket import State, chosen_in, text_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    bullets,
    button,
    context,
    excerpt,
    field,
    gap,
    group,
    labels,
    mention,
    modal,
    person,
    plain,
    post,
    rich,
    said,
    section,
    select,
    sure,
    switch,
    typed,
)
from blocks.snooze import ticked
from blocks.text import cut, one_line
from blocks.ticket_card import NAME, facts, headline, title_of
from blocks.words import PRIORITY, STOPPED, TIER
from owona_bot.domain.clock import Translate
from owona_bot.domain.escalation import LONGEST_REASON, Escalated, Seen, Tier
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Ticket

TITLE = 100
"""Characters of a title inside a sentence."""

NAMES = 10
"""People that a sentence names."""

Address: TypeAlias = tuple[str, str]
"""A card's channel and ts."""

NO_CHAIN = "-"
"""The choice that begins none."""


@dataclass(frozen=True, slots=True)
class Typed:
    """As it stands in the form, unchecked; `person` is a Slack user, `chain` a name."""

    tier: Tier
    reason: str
    person: str | None
    chain: str | None
    raises: bool


@dataclass(frozen=True, slots=True)
class Call:
    """What one message says besides: who is called by name, which Slack group, and which step of its chain calls."""

    agents: Sequence[Agent] = ()
    group: str | None = None
    step: int | None = None
    run: int = 1
    instead: bool = False


def form(ticket: Ticket, chains: Iterable[str], t: Translate) -> View:
    """A chain can be chosen where the operator's file has one."""
    tiers = {tier.value: t(TIER[tier]) for tier in Tier}
    reason = typed(ids.VALUE, "", LONGEST_REASON, multiline=True)
    known = {NO_CHAIN: t("escalation.no_chain")} | {name: name for name in chains}
    chain = field(ids.CHAIN, t("escalation.chain"), select(ids.VALUE, known, NO_CHAIN), t("escalation.chain_hint"))
    raises = switch(ids.VALUE, ids.RAISES, t("escalation.raise"), on=True)
    blocks = [
        context(plain(one_line(headline(ticket, t), TITLE))),
        field(ids.TIER, t("escalation.tier"), select(ids.VALUE, tiers, Tier.TIER2)),
        field(ids.REASON, t("escalation.reason"), reason, t("escalation.reason_hint")),
        field(ids.AGENT, t("escalation.person"), person(ids.VALUE), t("escalation.person_hint"), optional=True),
        *([chain] if len(known) > 1 else []),
        field(ids.RAISES, t("escalation.raises"), raises, optional=True),
    ]
    submit = t("escalation.submit")
    return modal(ids.ESCALATE_FORM, t("escalation.title"), submit, t("form.close"), blocks, str(ticket.number))


def read(state: State) -> Typed:
    """What was chosen."""
    chain = chosen_in(state, ids.CHAIN) if ids.CHAIN in state else NO_CHAIN
    user = state.get(ids.AGENT, {}).get(ids.VALUE, {}).get("selected_user")
    return Typed(
        tier=Tier(chosen_in(state, ids.TIER)),
        reason=text_in(state, ids.REASON),
        person=str(user) if user else None,
        chain=None if chain == NO_CHAIN else chain,
        raises=ticked(state, ids.RAISES),
    )


def escalated(done: Escalated, t: Translate) -> Post:
    """To whoever asked."""
    key = "escalation.repeated" if done.repeated else "escalation.done"
    raised = t("escalation.raised_to", priority=t(PRIORITY[done.ticket.priority]))
    sentences = [
        t(key, number=done.ticket.number, tier=t(TIER[done.tier])),
        *([raised] if done.raised else []),
        *([t("escalation.called", names=names(done.called.agents))] if done.called.agents else []),
        *([t("escalation.on_call_instead")] if done.called.instead else []),
        *([t("escalation.runs_already")] if done.runs and not done.repeated else []),
    ]
    told = " ".join(sentences)
    return post(told, section(told))


def stopped(ticket: Ticket, t: Translate) -> Post:
    """To whoever ended it."""
    told = t("escalation.stopped", number=ticket.number)
    return post(told, section(told))


def taken(ticket: Ticket, t: Translate) -> Post:
    """To whoever took it."""
    told = t("notice.claimed", number=ticket.number, title=one_line(ticket.title, TITLE))
    return post(told, section(told))


# What the called read


def told(seen: Seen, call: Call, card: Address | None, workspace: str, t: Translate) -> Post:
    """Who asks and why, else what the customer wrote, and what can be done now; once it is over nothing can."""
    ticket = seen.ticket
    if ticket is None:
        return over(seen, t)
    asked = asks(seen, t)
    title = title_of(ticket, TITLE, t)
    return post(
        labels([f"🚨 #{ticket.number} {title}", asked, *([seen.reason] if seen.reason else [])]),
        rich(gap("🚨 "), numbered(ticket, card, workspace), gap(" "), said(title, "bold")),
        rich(*calls(call), gap(asked)),
        *excerpt(seen.reason or ticket.description, rows=8, limit=700),
        context(plain(labels(facts(ticket, t)))),
        *progress(seen, call, t),
        *ending(seen, t),
    )


def over(seen: Seen, t: Translate) -> Post:
    """Where the ticket is gone: nothing of the customer's is left."""
    why = t("escalation.over", why=t(STOPPED[seen.escalation.stopped])) if seen.escalation.stopped else ""
    sentence = labels(filter(None, [f"#{seen.number}", why]))
    return post(sentence, section(sentence))


def asks(seen: Seen, t: Translate) -> str:
    """A person, or the desk by itself."""
    if seen.by is None or seen.escalation.tier is None:
        return t("escalation.by_itself")
    return t("escalation.asks", who=one_line(seen.by, NAME), tier=t(TIER[seen.escalation.tier]))


def calls(call: Call) -> list[Block]:
    """Each by name, or a group."""
    named = [run for agent in call.agents for run in (mention(agent.slack_user), gap(" "))]
    return [*named, *([group(call.group), gap(" ")] if call.group else [])]


def progress(seen: Seen, call: Call, t: Translate) -> list[Block]:
    """Where its chain stands, and that somebody else is called than should be."""
    chain = seen.escalation.chain
    lines = [t("escalation.on_call_instead")] if call.instead else []
    if chain is not None and call.step is not None:
        step = t("escalation.runs", chain=chain.name, step=call.step, steps=len(chain.steps))
        again = [t("escalation.run", run=call.run, runs=chain.repeat)] if chain.repeat > 1 else []
        lines.append(labels([step, *again]))
    elif chain is not None and seen.escalation.runs:
        lines.append(t("escalation.begins", chain=chain.name))
    return [context(plain(line)) for line in lines]


def ending(seen: Seen, t: Translate) -> list[Block]:
    """The buttons, or why there are none any more."""
    if seen.escalation.stopped is not None:
        return [context(plain(t("escalation.over", why=t(STOPPED[seen.escalation.stopped]))))]
    number = str(seen.number)
    take = button(t("button.claim"), ids.ESCALATION_TAKE, f"{number} take", "primary")
    reply = button(t("button.reply"), ids.REPLY, number)
    return actions(take, reply, stop(number, t))


def stop(number: str, t: Translate) -> Block:
    """Nobody is called any more: asked once more."""
    return sure(
        button(t("button.stop_escalation"), ids.ESCALATION_STOP, f"{number} stop"),
        t("escalation.stop_title"),
        t("escalation.stop_text"),
        t("escalation.stop_yes"),
        t("escalation.stop_no"),
    )


def digest(named: Sequence[tuple[Ticket, Address | None]], count: int, workspace: str, t: Translate) -> Post:
    """Many at once: `named` are the first of them, each with where its card stands."""
    sentence = t("escalation.digest", count=count)
    rest = count - len(named)
    more = [context(plain(t("escalation.digest_rest", count=rest)))] if rest > 0 else []
    lines = [one_called(ticket, card, workspace, t) for ticket, card in named]
    return post(sentence, section(f"🚨 {sentence}"), bullets(*lines), *more)


def one_called(ticket: Ticket, card: Address | None, workspace: str, t: Translate) -> list[Block]:
    """One of many."""
    who = t("card.agent", agent=one_line(ticket.agent.name, NAME)) if ticket.agent else t("card.nobody")
    return [numbered(ticket, card, workspace), gap(" "), said(title_of(ticket, TITLE, t)), gap(f" · {who}")]


def names(agents: Sequence[Agent]) -> str:
    """As many as a sentence takes."""
    shown = [one_line(agent.name, NAME) for agent in agents[:NAMES]]
    return cut(", ".join([*shown, *(["…"] if len(agents) > NAMES else [])]), NAMES * NAME)
