"""`>=high`, `low..normal`: values on a side of one, or between two."""

from dataclasses import dataclass
from enum import StrEnum


class Compare(StrEnum):
    """On which side, and whether the value itself belongs to it."""

    SINCE = ">="
    UNTIL = "<="
    AFTER = ">"
    BEFORE = "<"


SIGNS = {
    **{compare.value: compare for compare in Compare},
    "≥": Compare.SINCE,
    "≤": Compare.UNTIL,
    "=>": Compare.SINCE,
    "=<": Compare.UNTIL,
}
BY_LENGTH = sorted(SIGNS, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Ends:
    """A range taken apart; what is open, or no range at all, has its only value at both ends."""

    first: str
    last: str
    compare: Compare | None = None
    ranged: bool = False


def ends(text: str) -> Ends:
    """`a..b`, `a..` (as `>=a`), `..b`, `>a`, or `a` alone."""
    sign = next((sign for sign in BY_LENGTH if text.startswith(sign)), None)
    if sign is not None:
        rest = text.removeprefix(sign).strip()
        return Ends(rest, rest, SIGNS[sign])
    first, dots, last = (part.strip() for part in text.partition(".."))
    if first and last:
        return Ends(first, last, ranged=True)
    if not dots:
        return Ends(first, first)
    return Ends(first, first, Compare.SINCE) if first else Ends(last, last, Compare.UNTIL)


def between(order: list[str], first: str, last: str, compare: Compare | None) -> frozenset[str]:
    """The part of `order` that is meant; whichever end comes first."""
    low, high = sorted((order.index(first), order.index(last)))
    match compare:
        case Compare.SINCE:
            return frozenset(order[low:])
        case Compare.AFTER:
            return frozenset(order[low + 1 :])
        case Compare.UNTIL:
            return frozenset(order[: high + 1])
        case Compare.BEFORE:
            return frozenset(order[:high])
    return frozenset(order[low : high + 1])


def runs(order: list[str], values: frozenset[str]) -> list[list[str]]:
    """`values` as the fewest unbroken stretches of `order`."""
    found: list[list[str]] = [[]]
    for value in order:
        if value in values:
            found[-1].append(value)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def write_run(order: list[str], words: list[str], run: list[str]) -> str:
    """`>=high` up to the end of `order`, `low..high`, or the one alone; `words` say `order`."""
    first, last = words[order.index(run[0])], words[order.index(run[-1])]
    if len(run) == 1:
        return first
    if run[-1] == order[-1]:
        return f"{Compare.SINCE}{first}"
    return f"{Compare.UNTIL}{last}" if run[0] == order[0] else f"{first}..{last}"
