"""What a message shows in a workspace whose Slack knows no `data_table` and no `data_visualization` yet.

Slack refuses the whole message with `invalid_blocks` then; it is sent again as this.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from blocks.parts import Block, rich, said
from blocks.tables import table, typed_table

NEWEST = frozenset({"data_table", "data_visualization"})


def is_newest(blocks: Iterable[Block]) -> bool:
    """Whether there is anything that an older Slack could refuse."""
    return any(block["type"] in NEWEST for block in blocks)


def older(blocks: Sequence[Block]) -> list[Block]:
    """The same facts: the first table as a `table`, of which a message holds one, all else as rows of text."""
    found: list[Block] = []
    for block in blocks:
        found += _told(block, taken=any(one["type"] == "table" for one in found))
    return found


def _told(block: Block, *, taken: bool) -> list[Block]:
    if block["type"] == "data_visualization":
        return [_title(str(block["title"])), *typed_table(_figures(cast("Mapping[str, object]", block["chart"])))]
    if block["type"] != "data_table":
        return [block]
    rows = [[cell["text"] for cell in row] for row in cast("list[list[dict[str, str]]]", block["rows"])]
    if taken:
        return [_title(str(block["caption"])), *typed_table(rows)]
    return [_title(str(block["caption"])), *table(rows[0], rows[1:], str)]


def _title(text: str) -> Block:
    return rich(said(text, "bold"))


def _figures(chart: Mapping[str, object]) -> list[list[str]]:
    """A chart's points as rows, its series beside each other."""
    if "segments" in chart:
        return [[one["label"], _short(one["value"])] for one in cast("list[dict[str, str]]", chart["segments"])]
    series = cast("list[dict[str, str]]", chart["series"])
    points = [cast("list[dict[str, str]]", one["data"]) for one in series]
    lines = zip(*points, strict=True)
    header = ["", *(one["name"] for one in series)]
    return [header, *([line[0]["label"], *(_short(point["value"]) for point in line)] for line in lines)]


def _short(value: object) -> str:
    """Without the `.0` of a whole number."""
    return f"{value:g}" if isinstance(value, float) else str(value)
