"""The open tickets of one who is away: whose and to whom, what it would come to, what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from blocks import ids
from blocks.list import address
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    bullets,
    button,
    context,
    field,
    gap,
    labels,
    link,
    modal,
    person,
    plain,
    post,
    said,
    section,
)
from blocks.text import nothing_in, one_line
from blocks.ticket_card import NAME
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import AgentId
from owona_bot.domain.shares import MOST, Fate, Row, Share, Shown, State, Why, Wish

FIRST = 10
"""Tickets that a message names, and those of one reason; reasons too."""

PAGE = 50
"""Tickets of one page of a modal."""

GETTERS = 10
"""People who are named with how many they got."""

TITLE = 80

STUCK: dict[Stuck, str] = {
    Stuck.EMPTY: "share.stuck_empty",
    Stuck.SKILL: "share.stuck_skill",
    Stuck.LANGUAGE: "share.stuck_language",
    Stuck.AWAY: "share.stuck_away",
    Stuck.FULL: "share.stuck_full",
    Stuck.RELEASED: "share.stuck_released",
}

FATE: dict[Fate, str] = {
    Fate.ENDED: "share.fate_ended",
    Fate.TAKEN: "share.fate_taken",
    Fate.FULL: "share.fate_full",
    Fate.AWAY: "share.fate_away",
    Fate.LEFT: "share.fate_left",
    Fate.FAILED: "share.fate_failed",
}
"""Why a ticket stayed; where nobody could take it, `stuck` says that."""

HEADING: dict[Why, str] = {Why.AWAY: "share.away", Why.SICK: "share.sick", Why.ASKED: "share.asked"}

SETTLED: dict[State, str] = {
    State.ACCEPTED: "share.moving",
    State.DONE: "share.done",
    State.DECLINED: "share.declined",
}

SETTLED_OWN: dict[State, str] = {
    **SETTLED,
    State.ACCEPTED: "share.own_moving",
    State.DONE: "share.own_done",
    State.DECLINED: "share.own_declined",
}
"""By whoever holds them."""

NONE_MOVED: dict[bool, str] = {False: "share.done_none", True: "share.own_done_none"}
"""Whether it is by whoever holds them."""


def form(of: str, t: Translate) -> View:
    """`of` is the Slack user whose tickets are meant at first."""
    fields = [
        field(ids.PERSON, t("share.of"), person(ids.VALUE, of)),
        field(ids.AGENT, t("share.to"), person(ids.VALUE), t("share.to_hint"), optional=True),
    ]
    return modal(ids.SHARE_FORM, t("share.title"), t("share.preview"), t("notice.close"), fields)


def read(state: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Wish:
    """As it was chosen."""
    of, to = (state.get(name, {}).get(ids.VALUE, {}).get("selected_user") for name in (ids.PERSON, ids.AGENT))
    return Wish(str(of or ""), str(to) if to else None)


def preview(shown: Shown, page: int, workspace: str, t: Translate) -> View:
    """All of it, a page at a time; it can be accepted while nobody has settled it."""
    pages = max(-(-len(shown.rows) // PAGE), 1)
    here = min(max(page, 1), pages)
    rows = shown.rows[(here - 1) * PAGE : here * PAGE]
    blocks = [section(heading(shown, None, t)), *over(shown, t), *listed(rows, shown, workspace, t), *partly(shown, t)]
    if pages > 1:
        blocks += [context(plain(t("share.page", page=here, pages=pages))), *turning(shown.share, here, pages, t)]
    submit = t("share.hand_over") if shown.share.state is State.ASKED and shown.given else ""
    return modal(ids.SHARE_PREVIEW, t("share.title"), submit, t("notice.close"), blocks, str(shown.share.id))


def turning(share: Share, here: int, pages: int, t: Translate) -> list[Block]:
    """To the pages beside this one."""
    beside = {here - 1: t("share.earlier"), here + 1: t("share.later")}
    return [
        part
        for page, label in beside.items()
        if 0 < page <= pages
        for part in actions(button(label, ids.SHARE_PAGE, f"{share.id} {page}"))
    ]


def told(shown: Shown, reader: AgentId, workspace: str, t: Translate) -> Post:
    """To one who is asked: the plan with its buttons, then who settled it and what was done."""
    sentence = heading(shown, reader, t)
    match shown.share.state:
        case State.ASKED:
            body = [
                *listed(shown.rows[:FIRST], shown, workspace, t),
                *rest(len(shown.rows) - FIRST, t),
                *partly(shown, t),
            ]
            return post(sentence, section(sentence), *body, *actions(*choices(shown, reader, t)))
        case State.DONE:
            return post(sentence, section(sentence), *gotten(shown), *stayed(shown, workspace, t))
    return post(sentence, section(sentence))


def heading(shown: Shown, reader: AgentId | None, t: Translate) -> str:
    """What it is about, or who settled it."""
    share, of = shown.share, one_line(shown.agent, NAME)
    if share.state is not State.ASKED:
        if share.state is State.OVERTAKEN:
            return overtaken(shown, reader, t)
        by, moved = one_line(shown.by or "?", NAME), len(shown.moved)
        count = len(shown.given) if share.state is State.ACCEPTED else len(shown.rows)
        own = share.by == share.agent
        if share.state is State.DONE and not moved:
            return t(NONE_MOVED[own], agent=by, of=of)
        keys = SETTLED_OWN if own else SETTLED
        return t(keys[share.state], agent=by, of=of, count=count, moved=moved)
    key = "share.own" if reader == share.agent and share.why is Why.AWAY else HEADING[share.why]
    return t(key, agent=of, count=len(shown.rows))


def overtaken(shown: Shown, reader: AgentId | None, t: Translate) -> str:
    """Nobody settled it, and why nobody has to."""
    own = reader == shown.share.agent
    if shown.newer:
        return t("share.own_newer" if own else "share.newer", of=one_line(shown.agent, NAME))
    return t("share.own_back" if own else "share.back", of=one_line(shown.agent, NAME))


def choices(shown: Shown, reader: AgentId, t: Translate) -> list[Block]:
    """What can be done with it."""
    number = str(shown.share.id)
    accept = [button(t("share.hand_over"), ids.SHARE_ACCEPT, number, "primary")] if shown.given else []
    decline = t("share.keep") if reader == shown.share.agent else t("share.leave")
    whole = [button(t("share.all"), ids.SHARE_SHOW, number)] if len(shown.rows) > FIRST else []
    return [*accept, button(decline, ids.SHARE_DECLINE, number), *whole]


def listed(rows: Sequence[Row], shown: Shown, workspace: str, t: Translate) -> list[Block]:
    """A line each, where it goes at its end."""
    return [bullets(*([*ticket(row, workspace, t), gap(" → "), *end(row, shown, t)] for row in rows))] if rows else []


def ticket(row: Row, workspace: str, t: Translate) -> list[Block]:
    """`#1001 Title`."""
    title = t("share.gone") if row.title is None else row.title
    return [number(row, workspace), gap(" "), said(t("card.untitled") if nothing_in(title) else one_line(title, TITLE))]


def number(row: Row, workspace: str) -> Block:
    """It leads to its card."""
    label = f"#{row.number}"
    return link(address(row.card, workspace), label) if row.card and workspace else said(label, "bold")


def end(row: Row, shown: Shown, t: Translate) -> list[Block]:
    """Who gets it, or why it stays."""
    if row.to is not None and row.fate in (None, Fate.MOVED):
        return [said(one_line(row.to, NAME), "bold")]
    return [said(why(row, shown, t))]


def why(row: Row, shown: Shown, t: Translate) -> str:
    """It stays where it is."""
    if row.fate is None or row.fate is Fate.NOBODY:
        return t(STUCK[row.stuck or Stuck.EMPTY])
    return t(FATE[row.fate], of=one_line(shown.agent, NAME), to=one_line(row.to or "?", NAME))


def rest(count: int, t: Translate) -> list[Block]:
    """How many more there are."""
    return [context(plain(t("bulk.others", count=count)))] if count > 0 else []


def partly(shown: Shown, t: Translate) -> list[Block]:
    """There may be more than a proposal has."""
    return [context(plain(t("share.most", count=MOST)))] if len(shown.rows) >= MOST else []


def gotten(shown: Shown) -> list[Block]:
    """How many each has got, those with the most first."""
    counts = Counter(one_line(row.to or "?", NAME) for row in shown.moved).most_common(GETTERS)
    return [context(plain(labels(f"{name}: {count}" for name, count in counts)))] if counts else []


def stayed(shown: Shown, workspace: str, t: Translate) -> list[Block]:
    """Those that nobody got, a line for each reason, in the order of the plan."""
    reasons: dict[str, list[Row]] = {}
    for row in shown.rows:
        if row.fate is not Fate.MOVED:
            reasons.setdefault(why(row, shown, t), []).append(row)
    if not reasons:
        return []
    words = context(plain(t("share.stayed", count=sum(map(len, reasons.values())))))
    lines = [alike(reason, rows, workspace, t) for reason, rows in [*reasons.items()][:FIRST]]
    return [words, bullets(*lines), *rest(sum(map(len, [*reasons.values()][FIRST:])), t)]


def alike(reason: str, rows: Sequence[Row], workspace: str, t: Translate) -> list[Block]:
    """`#1001 Title: reason`, or of several `reason: 12 · #1001 · #1002 …`."""
    if len(rows) == 1:
        return [*ticket(rows[0], workspace, t), gap(": "), said(reason)]
    numbers = [run for row in rows[:FIRST] for run in (gap(" · "), number(row, workspace))]
    return [said(reason), gap(f": {len(rows)}"), *numbers, *([gap(" …")] if len(rows) > FIRST else [])]


def over(shown: Shown, t: Translate) -> list[Block]:
    """Whoever was chosen by hand may get more than they are meant to have: that is said before."""
    if shown.over is None or not shown.given:
        return []
    name = one_line(shown.given[0].to or "?", NAME)
    told = t("share.over", agent=name, count=shown.over)
    return [section(f"⚠️ {told}")]
