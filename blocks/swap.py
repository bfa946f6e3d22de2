"""Giving a shift to a colleague: the form, the message that asks, the answer."""

from datetime import UTC, datetime

from blocks import ids
from blocks.new_ticket import State, chosen_in
from blocks.on_call import dated_in, span
from blocks.parts import (
    OPTION,
    Block,
    Post,
    View,
    actions,
    button,
    context,
    field,
    gap,
    modal,
    plain,
    post,
    rich,
    section,
    select,
)
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import AgentId
from owona_bot.domain.swap import Choice, Swap
from owona_bot.domain.swap import State as SwapState

SHIFTS, COLLEAGUES = 25, 100
"""Of one select."""

ENDED: dict[SwapState, str] = {
    SwapState.ACCEPTED: "swap.accepted",
    SwapState.DECLINED: "swap.declined",
    SwapState.WITHDRAWN: "swap.withdrawn",
    SwapState.OVERTAKEN: "swap.overtaken",
}
"""What stands in place of the buttons."""


def form(choice: Choice, now: datetime, t: Translate) -> View:
    """Which of one's own, and whom to ask."""
    mine = {
        f"{one.starts.timestamp():.0f}/{one.ends.timestamp():.0f}": one_line(span(one.starts, one.ends, now, t), OPTION)
        for one in choice.shifts[:SHIFTS]
    }
    others = {str(one.id): one_line(one.name, NAME) for one in choice.colleagues[:COLLEAGUES]}
    fields = [
        field(ids.SHIFT, t("swap.shift"), select(ids.VALUE, mine, next(iter(mine)))),
        field(ids.PERSON, t("swap.colleague"), select(ids.VALUE, others, ""), t("swap.hint")),
    ]
    return modal(ids.SWAP_FORM, t("swap.title"), t("swap.ask"), t("notice.close"), fields)


def read(state: State, asker: AgentId) -> Swap:
    """A wish, before it has an id."""
    starts, _, ends = chosen_in(state, ids.SHIFT).partition("/")
    colleague = AgentId(int(chosen_in(state, ids.PERSON)))
    return Swap(0, asker, colleague, datetime.fromtimestamp(int(starts), UTC), datetime.fromtimestamp(int(ends), UTC))


def asked(swap: Swap, asker: str, now: datetime, t: Translate) -> Post:
    """To the colleague, with buttons until it is settled."""
    question = t("swap.question", agent=one_line(asker, NAME))
    shift, spoken = with_shift(question, swap, now, t), f"{question} {span(swap.starts, swap.ends, now, t)}"
    if swap.state is not SwapState.ASKED:
        return post(f"{spoken}. {t(ENDED[swap.state])}", shift, context(plain(t(ENDED[swap.state]))))
    accept = button(t("swap.accept"), ids.SWAP_ACCEPT, str(swap.id), "primary")
    decline = button(t("swap.decline"), ids.SWAP_DECLINE, str(swap.id))
    return post(spoken, shift, *actions(accept, decline))


def answered(swap: Swap, colleague: str, now: datetime, t: Translate) -> Post:
    """To the asker."""
    key = "swap.takes" if swap.state is SwapState.ACCEPTED else "swap.takes_not"
    sentence = t(key, agent=one_line(colleague, NAME))
    return post(f"{sentence} {span(swap.starts, swap.ends, now, t)}", with_shift(sentence, swap, now, t))


def with_shift(sentence: str, swap: Swap, now: datetime, t: Translate) -> Block:
    """With the shift in each reader's zone, in words that stay true: the message stands there for days."""
    starts, ends = dated_in(swap.starts, now, t), dated_in(swap.ends, now, t)
    return rich(gap(f"{sentence} "), starts, gap(" – "), ends)


def settled(swap: Swap, t: Translate) -> Post:
    """To whoever settled it by a word."""
    sentence = t(ENDED[swap.state])
    return post(sentence, section(sentence))
