"""Proposals of who gets whose tickets, as full as they get."""

from collections.abc import Iterator

from blocks import shares
from blocks.parts import Post, View
from blocks.shares import FIRST, PAGE
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import AgentId
from owona_bot.domain.shares import Fate, Row, Share, Shown, State, Why

ME, OTHER = AgentId(1), AgentId(2)

CARD = ("C0TICKETS", "1764068400.000100")

FULL = FIRST + 1
"""Tickets of which a message leaves some out."""

FEW = 2
"""Of the worst texts, which take their time."""

LONG = "W" * 200

WORKSPACE = "https://owona.slack.com/"


def a_share(state: State = State.ASKED, why: Why = Why.SICK, *, own: bool = False) -> Share:
    by = None if state in (State.ASKED, State.OVERTAKEN) else ME if own else OTHER
    return Share(2**62, ME, why, OTHER, (ME, OTHER), state, by)


def some_rows(text: str, count: int, fate: Fate | None = None) -> list[Row]:
    """Every fourth one nobody can take, or with `fate` nobody got; the first ones say `text`."""
    reasons = [*Stuck]
    return [
        Row(2**31 - 1 - n, *((text, text) if n < FEW else (LONG, LONG)), fate=fate, card=CARD if n % 2 else None)
        if n % 4
        else Row(2**31 - 1 - n, None, None, reasons[n // 4 % len(reasons)], fate=fate and Fate.NOBODY)
        for n in range(count)
    ]


def posts(text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    for why in Why:
        yield shares.told(Shown(a_share(why=why), text, None, some_rows(text, FULL)), OTHER, WORKSPACE, t)
        yield shares.told(Shown(a_share(why=why), text, None, []), ME, "", t)
    for state in State:
        found = Shown(a_share(state, own=state is State.DONE), text, text, some_rows(text, FULL, Fate.MOVED))
        yield shares.told(found, OTHER, WORKSPACE, t)
    yield shares.told(Shown(a_share(State.OVERTAKEN), text, None, [], newer=True), OTHER, WORKSPACE, t)
    for fate in Fate:
        yield shares.told(Shown(a_share(State.DONE), text, text, some_rows(text, FULL, fate)), ME, WORKSPACE, t)


def forms(text: str, t: Translate) -> Iterator[View]:
    """The same of modals."""
    yield shares.form("U0BEN", t)
    yield shares.preview(Shown(a_share(), text, None, some_rows(text, 3 * PAGE), 2**31), 2, WORKSPACE, t)
    yield shares.preview(Shown(a_share(), text, None, []), 1, "", t)
    for state in State:
        yield shares.preview(Shown(a_share(state), text, text, some_rows(text, 5, Fate.TAKEN)), 99, "", t)
