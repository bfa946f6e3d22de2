"""Working hours: weekly hours on a wall's clock, holidays, half days, closures; what of a span is open, and until when.

Time is open while the wall in the calendar's zone shows a time within that day's hours. So an hour that comes twice
in the autumn night counts twice, one that is jumped over in spring not at all: seconds count as they pass.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from owona_bot.domain.calendar_wall import DAY, Hours, Stretch, Why, offsets, on_earth, wall

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECOND = 1_000_000
"""Ticks, in which all is counted: no fraction is ever rounded."""

BLOCK = 28 * DAY * SECOND
"""What is worked out at a time, and kept."""

FARTHEST = timedelta(days=3653)
"""Ten years: what isn't reached until then is said to have no moment at all."""

Week: TypeAlias = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]


@dataclass(frozen=True, slots=True)
class Block:
    """The open windows of 28 days, in ticks; `sums` is how much is open until the end of each."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sums: tuple[int, ...]

    @property
    def total(self) -> int:
        """Of the whole block."""
        return self.sums[-1] if self.sums else 0

    def until(self, tick: int) -> int:
        """How much is open from the block's begin until then."""
        index = bisect_right(self.starts, tick) - 1
        return 0 if index < 0 else self.sums[index] - max(0, self.ends[index] - tick)

    def when(self, amount: int) -> int:
        """The first tick until which so much was open; above zero, and no more than the total."""
        index = bisect_left(self.sums, amount)
        return self.ends[index] - (self.sums[index] - amount)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` begins on Monday; hours are minutes of the wall, [480, 720), within a day and in order.

    `holidays` are all days that are known to be one, whatever `state` (`BY`) they come from. On a day (month, day) of
    `half_days` it closes at that minute. `closures` are first and last days.
    """

    name: str
    zone: str
    week: Week
    state: str | None = None
    holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    half_days: Mapping[tuple[int, int], int] = field(default_factory=dict, hash=False)
    closures: tuple[tuple[date, date], ...] = ()
    blocks: dict[int, Block] = field(default_factory=dict, init=False, repr=False, compare=False)

    def block(self, number: int) -> Block:
        """The windows of the 28 days that begin so many blocks after 1970."""
        found = self.blocks.get(number)
        if found is None:
            found = self.blocks[number] = block_of(self, number)
        return found

    def day(self, day: date) -> tuple[tuple[int, int, Why, str], ...]:
        """What the wall's minutes of a day are, from 0 to 1440 without a hole."""
        hours = self.week[day.weekday()]
        if hours and any(first <= day <= last for first, last in self.closures):
            return ((0, 1440, Why.CLOSURE, ""),)
        if hours and day in self.holidays:
            return ((0, 1440, Why.HOLIDAY, self.holidays[day]),)
        return wall(hours, self.half_days.get((day.month, day.day), 1440))


ALWAYS = Calendar("always", "UTC", (((0, 1440),),) * 7)
"""Around the clock."""


def ticks(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // TICK


def moment_of(tick: int) -> datetime:
    """In UTC."""
    return EPOCH + tick * TICK


def counted(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much of the span is open."""
    return open_ticks(calendar, ticks(start), ticks(end)) * TICK


def open_ticks(calendar: Calendar, start: int, end: int) -> int:
    """Nothing where the end is before the start."""
    if end <= start:
        return 0
    first, last = start // BLOCK, end // BLOCK
    whole = sum(calendar.block(number).total for number in range(first, last))
    return whole - calendar.block(first).until(start) + calendar.block(last).until(end)


def reached(calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """The first moment at which so much was open since `start`; `start` for nothing, None beyond ten years."""
    left = amount // TICK
    if left <= 0:
        return start
    first, end = ticks(start) // BLOCK, ticks(start) + FARTHEST // TICK
    left += calendar.block(first).until(ticks(start))
    for number in range(first, end // BLOCK + 1):
        block = calendar.block(number)
        if left <= block.total:
            found = block.when(left)
            return moment_of(found) if found <= end else None
        left -= block.total
    return None


def next_open(calendar: Calendar, now: datetime) -> datetime | None:
    """`now` while it is open, else when it opens; None if not within ten years."""
    tick, end = ticks(now), ticks(now) + FARTHEST // TICK
    for number in range(tick // BLOCK, end // BLOCK + 1):
        block = calendar.block(number)
        index = bisect_right(block.ends, tick)
        if index < len(block.ends):
            return moment_of(max(tick, block.starts[index]))
    return None


def stretches(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Stretch]:
    """The span in parts that each have one reason, without a hole; what is alike and adjoins is one."""
    first, last = ticks(start), ticks(end)
    parts = sorted(parts_of(calendar, first // SECOND, last // SECOND + 1), key=lambda part: part.start)
    begun: Stretch | None = None
    for part in parts:
        low, high = max(part.start * SECOND, first), min(part.end * SECOND, last)
        if low >= high:
            continue
        if begun is not None and (begun.why, begun.note) == (part.why, part.note):
            begun = Stretch(begun.start, high, begun.why, begun.note)
            continue
        if begun is not None:
            yield begun
        begun = Stretch(low, high, part.why, part.note)
    if begun is not None:
        yield begun


def parts_of(calendar: Calendar, start: int, end: int) -> Iterator[Stretch]:
    """In seconds, of all days of the wall that the span may touch, each clipped to one offset of the zone."""
    spans = offsets(calendar.zone, start - 2 * DAY, end + 2 * DAY)
    day = date(1970, 1, 1) + timedelta(days=start // DAY - 1)
    for _ in range((end - start) // DAY + 4):
        yield from on_earth(day, calendar.day(day), spans)
        day += timedelta(days=1)


def block_of(calendar: Calendar, number: int) -> Block:
    """That of so many 28 days after 1970, worked out day by day."""
    start, end = number * BLOCK, (number + 1) * BLOCK
    found = [part for part in stretches(calendar, moment_of(start), moment_of(end)) if part.why is Why.HOURS]
    sums, total = [], 0
    for part in found:
        total += part.end - part.start
        sums.append(total)
    return Block(tuple(part.start for part in found), tuple(part.end for part in found), tuple(sums))
