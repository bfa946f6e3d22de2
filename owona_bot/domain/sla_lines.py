"""An explanation's lines: what of a clock's time counted and why the rest did not, whole or shortened to be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.sla import Clock
from owona_bot.domain.sla_explain import Segment, explained

MOST = 12
"""Lines of one clock that a message shows."""

FEWEST = 4
"""So many hours and nights in a row are told as one."""

ORDINARY = frozenset({Why.HOURS, Why.CLOSED})
"""What every week has."""


@dataclass(frozen=True, slots=True)
class Line:
    """`counted` and `idle` are seconds. `why` is None where it tells of several at once, `parts` of how many.

    `policy` is its name, of the one that held then; None where none had a target.
    """

    start: datetime
    end: datetime
    counted: int
    idle: int
    why: Why | None
    policy: str | None
    note: str = ""
    parts: int = 1


def lines_of(clock: Clock) -> list[Line]:
    """All, without a hole, parted where another policy began to hold."""
    return [
        line_of(segment, policy.name if policy else None)
        for policy, pieces in groupby(clock.pieces, key=lambda piece: piece.policy)
        for segment in explained(pieces)
    ]


def line_of(segment: Segment, policy: str | None) -> Line:
    """Of one segment."""
    counted, idle = (segment.seconds, 0) if segment.counted else (0, segment.seconds)
    return Line(segment.start, segment.end, counted, idle, segment.why, policy, segment.note)


def on_wall(moment: datetime, zone: str) -> str:
    """`2026-11-25 09:12:03`, the same in every language."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def counted_in(lines: Iterable[Line]) -> int:
    """Seconds; the same however they are folded."""
    return sum(line.counted for line in lines)


def shortened(lines: Sequence[Line], most: int = MOST) -> list[Line]:
    """Of too many, working days and nights in a row are one, and what is still too much, but for both its ends."""
    found = list(lines if len(lines) <= most else in_a_row(lines))
    if len(found) <= most:
        return found
    first, last = 2, most - 3
    middle = found[first:-last]
    return [*found[:first], *folded(middle), *found[-last:]]


def in_a_row(lines: Sequence[Line]) -> Iterator[Line]:
    """Those of one policy."""
    for (ordinary, _), run in groupby(lines, key=lambda line: (line.why in ORDINARY, line.policy)):
        some = list(run)
        yield from folded(some) if ordinary and len(some) >= FEWEST else some


def folded(lines: Sequence[Line]) -> list[Line]:
    """As one; `policy` is the last's."""
    if not lines:
        return []
    counted, idle = counted_in(lines), sum(line.idle for line in lines)
    parts = sum(line.parts for line in lines)
    return [Line(lines[0].start, lines[-1].end, counted, idle, None, lines[-1].policy, parts=parts)]
