"""The desk's figures as full as they get."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from blocks import stats
from blocks.parts import Post
from owona_bot.domain.clock import Translate
from owona_bot.domain.metrics import Figures
from owona_bot.domain.stats import Stats, Wish
from tests.domain.figures import START, some_figures


def some_stats(text: str = "Anna", *, agents: int = 3, busy: bool = True) -> Stats:
    """Of the last seven days, and of those before."""
    now = some_figures(text, agents=agents, busy=busy)
    return Stats(Wish("7d", ""), now, some_figures(text, start=START - timedelta(days=7)))


def filtered(found: Stats, line: str) -> Stats:
    """Of those tickets alone."""
    return replace(found, wish=replace(found.wish, filter=line), now=of(found.now, line))


def of(figures: Figures, line: str) -> Figures:
    return replace(figures, filter=line)


def posts(text: str, t: Translate) -> Iterator[Post]:
    """With `text` as every name."""
    yield stats.shown(filtered(some_stats(text, agents=100), "prio:high " + "word " * 40), t)
    yield stats.shown(some_stats(text, busy=False), t)
