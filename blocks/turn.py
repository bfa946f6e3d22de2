"""What is told when the rule gives somebody a ticket: in its thread, and to them by direct message."""

from collections.abc import Mapping

from blocks import ids
from blocks.list import TITLE, number
from blocks.parts import Block, Post, actions, button, context, gap, labels, mention, plain, post, rich, said
from blocks.thread import facts, name_of, pair
from blocks.ticket_card import title_of
from owona_bot.domain.clock import Translate
from owona_bot.domain.listing import Line


def told(
    payload: Mapping[str, object], agents: Mapping[int, str], ticket: int, t: Translate, called: str | None = None
) -> Post:
    """One line in the thread; `called` is the Slack user of whose turn it is, who can ask why."""
    agent, rest = name_of(pair(payload["agent"])[1], agents, t), facts(payload, t, but=None)
    sentence = labels([t("turn.is", agent=agent), *rest])
    if called is None:
        return post(f"#{ticket}: {sentence}", context(plain(sentence)))
    call = labels([t("turn.call", number=ticket), *rest])
    return post(f"#{ticket}: {sentence}", rich(mention(called), gap(f" {call}")), *why(ticket, t))


def direct(line: Line, workspace: str, t: Translate) -> Post:
    """`It's your turn: #1001 Title`."""
    title = title_of(line.ticket, TITLE, t)
    yours = t("turn.direct")
    return post(
        f"{yours} #{line.ticket.number} {title}",
        rich(gap(yours + " "), number(line.ticket, line.card, workspace), gap(" "), said(title, "bold")),
        *why(line.ticket.number, t),
    )


def why(ticket: int, t: Translate) -> list[Block]:
    """Asked by a press; only who presses reads the answer."""
    return actions(button(t("button.why_me"), ids.WHY, str(ticket)))
