"""How tickets fell to whom lately: a line each, with a bar."""

from collections.abc import Iterator, Sequence

from blocks.bars import SHORT, bar, fitted
from blocks.parts import Block, Post, context, labels, plain, post, section, verbatim
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.clock import Translate
from owona_bot.domain.fairness import DAYS, Tally

SHOWN = 60
"""Who got most."""

SPOKEN = 20
"""Who is read aloud."""


def told(tallies: Sequence[Tally], t: Translate) -> Post:
    """For the asker alone."""
    if not happened(tallies):
        none = t("fairness.none", days=DAYS)
        return post(none, section(none))
    return post(labels([t("fairness.heading", days=DAYS), *aloud(tallies, t)]), *blocks_of(tallies, t))


def blocks_of(tallies: Sequence[Tally], t: Translate) -> list[Block]:
    """Nothing where nothing happened."""
    if not happened(tallies):
        return []
    more = [t("team.more", count=len(tallies) - SHOWN)] if len(tallies) > SHOWN else []
    return [
        section(t("fairness.heading", days=DAYS)),
        *verbatim("\n".join(table(tallies[:SHOWN], t))),
        context(plain(labels([*more, t("fairness.legend")]))),
    ]


def happened(tallies: Sequence[Tally]) -> bool:
    """Whether anybody got or resolved one."""
    return any(one.came or one.resolved for one in tallies)


def table(tallies: Sequence[Tally], t: Translate) -> Iterator[str]:
    """By the rule, otherwise, resolved; the bar is last, so that nothing stands askew behind it."""
    heads = [t("fairness.ruled"), t("fairness.otherwise"), t("fairness.resolved")]
    widths = [max(len(head), 4) for head in heads]
    yield " ".join([" " * SHORT, *(head.rjust(width) for head, width in zip(heads, widths, strict=True))])
    most = max(one.came for one in tallies)
    for one in tallies:
        counts = [str(count) for count in (one.ruled, one.came - one.ruled, one.resolved)]
        shown = bar(one.ruled, one.came - one.ruled, most=most)
        cells = [count.rjust(width) for count, width in zip(counts, widths, strict=True)]
        yield " ".join([fitted(one.name), *cells, shown]).rstrip()


def aloud(tallies: Sequence[Tally], t: Translate) -> list[str]:
    """The same in words, without bars."""
    return [
        t("fairness.line", agent=one_line(one.name, NAME), came=one.came, ruled=one.ruled, resolved=one.resolved)
        for one in tallies[:SPOKEN]
    ]
