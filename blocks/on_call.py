"""Who is on call, as everybody of the team sees it, and what is told at a hand-over."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from blocks import ids
from blocks.parts import (
    Block,
    Post,
    actions,
    beside,
    bullets,
    button,
    context,
    dated,
    gap,
    labels,
    menu,
    plain,
    post,
    rich,
    said,
    section,
)
from blocks.text import one_line
from blocks.ticket_card import NAME
from blocks.words import LACK, LENGTH, WEEKDAY
from owona_bot.domain.clock import Translate
from owona_bot.domain.on_call import Gap, Length, Rota, Shift
from owona_bot.domain.on_call_board import ESCALATIONS, LOOKED, Board, Watch
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.swap import Swap

GAPS = 8
"""That one message names."""

LATE = timedelta(minutes=5)
"""After which a hand-over is told with the moment that it was at."""

DATE = "{date_short_pretty} {time}"

BETWEEN = "\0"
"""Stands in no text of the catalogue."""

TURNS = 400
"""Characters of the names in their order."""


def shown(board: Board, who: Agent, now: datetime, t: Translate) -> Post:
    """All of it; the buttons are for whoever may."""
    first = current(board, now, t)
    return post(
        first,
        section(first),
        *rule(board, now, t),
        *following(board, now, t),
        *lacks(board.gaps, board.names, now, t),
        *mine(board, now, t),
        *(beside(section(open_swap(one, board, who, now, t)), answer(one, who, t)) for one in board.swaps),
        *actions(*buttons(board, who, t)),
    )


def current(board: Board, now: datetime, t: Translate) -> str:
    """`Anna is on call until Monday`."""
    if board.rota is None and board.now.agent is None:
        return t("oncall.none")
    if board.now.agent is None:
        return t("oncall.nobody") if board.lasts else t("oncall.nobody_until", until=t.moment(board.now.ends, now))
    name = named(board.now.agent, board.names)
    if board.lasts:
        return t("oncall.now", agent=name)
    return t("oncall.now_until", agent=name, until=t.moment(board.now.ends, now))


def rule(board: Board, now: datetime, t: Translate) -> list[Block]:
    """By which rota, and which one comes."""
    told = [words_of(board.rota, board.names, t)] if board.rota else []
    if board.coming:
        begins = t.moment(board.coming.begins, now)
        told.append(t("oncall.coming", begins=begins, rota=words_of(board.coming, board.names, t)))
    return [context(*(plain(one) for one in told))] if told else []


def words_of(rota: Rota, names: Mapping[AgentId, str], t: Translate) -> str:
    """`Weekly, hand-over Monday 09:00 (Europe/Berlin): Anna, Ben`."""
    clock = rota.at.strftime("%H:%M")
    at = f"{t(WEEKDAY[rota.weekday])} {clock}" if rota.length is Length.WEEK else clock
    people = one_line(", ".join(named(one, names) for one in rota.turns), TURNS)
    return t("oncall.rota", length=t(LENGTH[rota.length]), at=at, zone=rota.zone.key, turns=people)


def following(board: Board, now: datetime, t: Translate) -> list[Block]:
    """The next hand-overs."""
    if not board.after:
        return []
    return [section(t("oncall.next")), bullets(*(hand_over(one, board.names, now, t) for one in board.after))]


def hand_over(shift: Shift, names: Mapping[AgentId, str], now: datetime, t: Translate) -> list[Block]:
    """`Monday, 9:00: Ben`."""
    name = named(shift.agent, names) if shift.agent is not None else t("oncall.no_one")
    by_hand = [gap(" "), said(t("oncall.by_hand"), "italic")] if shift.by_hand else []
    return [gap(f"{t.moment(shift.starts, now)}: "), said(name, "bold"), *by_hand]


def lacks(gaps: Sequence[Gap], names: Mapping[AgentId, str], now: datetime, t: Translate) -> list[Block]:
    """When nobody would answer, or that there is no such time."""
    if not gaps:
        return [context(plain(t("oncall.no_gaps", days=LOOKED.days)))]
    more = [context(plain(t("oncall.more_gaps", count=len(gaps) - GAPS)))] if len(gaps) > GAPS else []
    told = [[gap(lack(one, names, now, t))] for one in gaps[:GAPS]]
    return [section(t("oncall.gaps", days=LOOKED.days)), bullets(*told), *more]


def lack(one: Gap, names: Mapping[AgentId, str], now: datetime, t: Translate) -> str:
    """From when until when, and why."""
    name = named(one.agent, names) if one.agent is not None else ""
    return f"{span(one.starts, one.ends, now, t)}: {t(LACK[one.lack], agent=name)}"


def span(starts: datetime, ends: datetime, now: datetime, t: Translate) -> str:
    """What has begun lasts `until`."""
    if starts <= now:
        return t("oncall.until", until=t.moment(ends, now))
    return t("oncall.span", since=t.moment(starts, now), until=t.moment(ends, now))


def mine(board: Board, now: datetime, t: Translate) -> list[Block]:
    """One's own next shift, unless it runs: that was said above."""
    if board.mine is None or board.mine is board.now:
        return []
    return [section(t("oncall.mine", span=span(board.mine.starts, board.mine.ends, now, t)))]


def open_swap(swap: Swap, board: Board, who: Agent, now: datetime, t: Translate) -> str:
    """Which shift was asked of whom."""
    told = {"span": span(swap.starts, swap.ends, now, t)}
    if swap.asker == who.id:
        return t("oncall.asked", agent=named(swap.colleague, board.names), **told)
    return t("oncall.asked_you", agent=named(swap.asker, board.names), **told)


def answer(swap: Swap, who: Agent, t: Translate) -> Block:
    """One takes one's own back; another's is accepted here, and declined in its message."""
    if swap.asker == who.id:
        return button(t("oncall.withdraw"), ids.SAY, f"oncall withdraw {swap.id}")
    return button(t("swap.accept"), ids.SAY, f"oncall accept {swap.id}")


def buttons(board: Board, who: Agent, t: Translate) -> list[Block]:
    """Whoever may change it does it from here."""
    swaps = [button(t("oncall.swap"), ids.SAY, "oncall swap")] if board.mine and may(who, Act.SWAP) else []
    if not may(who, Act.ROTA):
        return swaps
    changes = {"oncall edit": t("oncall.edit"), "oncall shift": t("oncall.single")}
    return [*swaps, menu(ids.MENU, t("oncall.change"), changes)]


def named(agent: AgentId | None, names: Mapping[AgentId, str]) -> str:
    """A display name."""
    return one_line(names.get(agent, "?") if agent is not None else "?", NAME)


def began(found: Watch, now: datetime, t: Translate) -> Post:
    """To whoever takes over; late where nobody could say it in time."""
    late = now - found.shift.starts > LATE
    key = ("oncall.began_late" if late else "oncall.began") if found.until else "oncall.began_for_good"
    moments = {"since": found.shift.starts, "until": found.until or found.shift.starts}
    heard = t(key, **{name: t.moment(when, now) for name, when in moments.items()})
    return told(heard, timed(key, moments, now, t), found, t)


def ended(found: Watch, t: Translate) -> Post:
    """To whoever leaves."""
    if found.holder is None:
        sentence = t("oncall.ended_nobody")
    else:
        sentence = t("oncall.ended", agent=one_line(found.holder.name, NAME))
    return told(sentence, section(sentence), found, t)


def timed(key: str, moments: Mapping[str, datetime], now: datetime, t: Translate) -> Block:
    """The text with each moment in its reader's zone, in words that stay true: the message stands there for days."""
    runs = t(key, **{name: f"{BETWEEN}{name}{BETWEEN}" for name in moments}).split(BETWEEN)
    return rich(*(dated_in(moments[run], now, t) if run in moments else gap(run) for run in runs if run))


def dated_in(when: datetime, now: datetime, t: Translate) -> Block:
    """As Slack writes it; clients that can't say it as it was when it was told."""
    return dated(when.timestamp(), DATE, t.moment(when, now))


def told(heard: str, seen: Block, found: Watch, t: Translate) -> Post:
    """With what is still escalated."""
    if not found.escalated:
        return post(heard, seen)
    numbers = labels(f"#{number}" for number in found.escalated[:ESCALATIONS])
    more = len(found.escalated) > ESCALATIONS
    still = t("oncall.escalated_more" if more else "oncall.escalated", tickets=numbers)
    return post(f"{heard} {still}", seen, context(plain(still)))
