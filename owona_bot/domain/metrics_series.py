"""Sums behind the figures: spans and changes become a series, durations a spread. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from owona_bot.domain.metrics import NOTHING, Pair, Spread

Span = tuple[int, int, int]
"""The first and the last step that something was there in, and how often."""


def summed(spans: Iterable[Span], steps: int) -> list[int]:
    """How much was there in each step."""
    turns = [0] * (steps + 1)
    for first, last, count in spans:
        turns[first] += count
        turns[min(last, steps - 1) + 1] -= count
    return list(accumulate(turns))[:steps]


def walked_back(now: int, changes: Mapping[int, int], steps: int) -> list[int]:
    """What there was at the end of each step, from what there is `now`.

    `changes` are sums of what came and went, by step, `steps` being all that is later.
    """
    found, there = [], now - changes.get(steps, 0)
    for step in reversed(range(steps)):
        found.append(there)
        there -= changes.get(step, 0)
    return found[::-1]


def total(pairs: Sequence[Pair]) -> Pair:
    """Of both definitions."""
    return Pair(sum(one.portal or 0 for one in pairs), sum(one.honest or 0 for one in pairs))


def spread(count: int, parts: Sequence[float | None], mean: float | None, places: int) -> Spread:
    """Rounded; `parts` are the median and the 90th percentile."""
    if not count or mean is None:
        return NOTHING
    median, p90 = (None if part is None else round(part, places) for part in parts)
    return Spread(count, median, p90, round(mean, places))
