"""Flat items as the tree that HTML and Markdown nest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from owona_bot.richtext.document import Block, Item


@dataclass(frozen=True, slots=True)
class Entry:
    """An item and the lists beneath it."""

    item: Item
    below: "tuple[Series, ...]"


@dataclass(frozen=True, slots=True)
class Series:
    """One list; `start` is the first number, or None for bullets. The numbers have no gaps."""

    start: int | None
    entries: tuple[Entry, ...]


def groups(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block | list[Item]]]]:
    """Neighbours quoted alike, and in them items side by side as one list."""
    for quoted, alike in groupby(blocks, lambda block: block.quoted):
        yield quoted, list(joined(alike))


def joined(blocks: Iterator[Block]) -> Iterator[Block | list[Item]]:
    """Items side by side as one list; all else as it is."""
    for listed, run in groupby(blocks, lambda block: isinstance(block, Item)):
        if listed:
            yield [block for block in run if isinstance(block, Item)]
        else:
            yield from run


def levels(items: Sequence[Item]) -> list[int]:
    """Depths without holes: nobody is deeper than one below the item above."""
    above: list[int] = []
    found: list[int] = []
    for item in items:
        while above and above[-1] >= item.depth:
            above.pop()
        found.append(len(above))
        above.append(item.depth)
    return found


def tree(items: Sequence[Item]) -> tuple[Series, ...]:
    """Items side by side, nested."""
    return series(list(zip(levels(items), items, strict=True)), 0)


def series(items: list[tuple[int, Item]], level: int) -> tuple[Series, ...]:
    """A new list begins where the kind changes or a number does not follow."""
    heads = [place for place, (depth, _) in enumerate(items) if depth == level]
    found: list[list[Entry]] = []
    for start, end in zip(heads, [*heads[1:], len(items)], strict=False):
        entry = Entry(items[start][1], series(items[start + 1 : end], level + 1))
        if found and follows(found[-1][-1].item, entry.item):
            found[-1].append(entry)
        else:
            found.append([entry])
    return tuple(Series(entries[0].item.number, tuple(entries)) for entries in found)


def follows(before: Item, after: Item) -> bool:
    """Both bullets, or one number after the other."""
    if before.number is None or after.number is None:
        return before.number is after.number
    return after.number == before.number + 1
