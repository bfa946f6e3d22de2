"""How tickets fell to whom lately: a line each, with a bar."""

from collections.abc import Sequence

from blocks.parts import Block, Post, gap, labels, post, rich, said, section
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.clock import Translate
from owona_bot.domain.fairness import DAYS, Tally

SHOWN = 60
"""Who got most."""

SPOKEN = 20
"""Who is read aloud."""

BAR = 10
"""Parts of a bar; those of loads have half as many."""


def told(tallies: Sequence[Tally], t: Translate) -> Post:
    """For the asker alone."""
    if not happened(tallies):
        none = t("fairness.none", days=DAYS)
        return post(none, section(none))
    aloud = [f"{one_line(one.name, NAME)}: {labels(facts(one, t))}" for one in tallies[:SPOKEN]]
    return post("; ".join([t("fairness.heading", days=DAYS), *aloud]), *blocks_of(tallies, t))


def blocks_of(tallies: Sequence[Tally], t: Translate) -> list[Block]:
    """Nothing where nothing happened."""
    if not happened(tallies):
        return []
    most = max(one.came for one in tallies)
    lines = [line(one, most, t) for one in tallies[:SHOWN]]
    runs = [run for n, one in enumerate(lines) for run in ([gap("\n"), *one] if n else one)]
    more = [section(t("team.more", count=len(tallies) - SHOWN))] if len(tallies) > SHOWN else []
    return [section(t("fairness.heading", days=DAYS)), rich(*runs), *more]


def happened(tallies: Sequence[Tally]) -> bool:
    """Whether anybody got or resolved one."""
    return any(one.came or one.resolved for one in tallies)


def line(one: Tally, most: int, t: Translate) -> list[Block]:
    """`▰▰▰▰▰▱▱▱▱▱ Anna · 12 by the rule · 3 taken · resolved 10`."""
    return [
        gap(f"{bar(one.came, most)} "),
        said(one_line(one.name, NAME), "bold"),
        gap(f" · {labels(facts(one, t))}"),
    ]


def facts(one: Tally, t: Translate) -> list[str]:
    """What there was of it."""
    ruled = [t("fairness.ruled", count=one.ruled)] if one.ruled else []
    shared = [t("fairness.shared", count=one.shared)] if one.shared else []
    taken = [t("fairness.taken", count=one.taken)] if one.taken else []
    given = [t("fairness.given", count=one.given)] if one.given else []
    came = [*ruled, *shared, *taken, *given] or [t("fairness.got_none")]
    return [*came, *([t("fairness.resolved", count=one.resolved)] if one.resolved else [])]


def bar(count: int, most: int) -> str:
    """By the share of whoever got most; what is not nothing is seen."""
    full = -(-count * BAR // most) if most else 0
    return "▰" * full + "▱" * (BAR - full)
