"""The clock told minute by minute, slowly and from the rules' own words: what the fast one must equal.

All moments are minutes since a world's beginning. Nothing of `owona_bot.domain` is used.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

LENGTH = 9 * 1440
"""Minutes that a world is long; a deadline beyond is only known to be beyond."""

DONE = ("resolved", "closed")


@dataclass(frozen=True)
class World:
    """A zone, and the midnight (UTC) at which its minutes begin."""

    zone: str
    begins: date

    def at(self, minute: int) -> datetime:
        """The moment in UTC."""
        return datetime(self.begins.year, self.begins.month, self.begins.day, tzinfo=UTC) + timedelta(minutes=minute)


@lru_cache
def wall(world: World) -> list[tuple[date, int]]:
    """What the clock on the wall shows in each minute."""
    zone = ZoneInfo(world.zone)
    shown = [world.at(minute).astimezone(zone) for minute in range(LENGTH)]
    return [(moment.date(), moment.hour * 60 + moment.minute) for moment in shown]


@dataclass(frozen=True)
class Hours:
    """A calendar as a person would write it down."""

    week: tuple[tuple[tuple[int, int], ...], ...] = (((0, 1440),),) * 7
    holidays: frozenset[date] = frozenset()
    half_days: tuple[tuple[tuple[int, int], int], ...] = ()
    closures: tuple[tuple[date, date], ...] = ()


@lru_cache
def runs(world: World) -> list[tuple[date, int, int]]:
    """Of one day's minutes, first and last, that the wall shows one after the other."""
    found: list[tuple[date, int, int]] = []
    for day, minute in wall(world):
        if found and found[-1][0] == day and found[-1][2] == minute - 1:
            found[-1] = (day, found[-1][1], minute)
        else:
            found.append((day, minute, minute))
    return found


def day_minutes(hours: Hours, day: date) -> bytes:
    """One byte a minute of the wall: whether somebody is there."""
    minutes = bytearray(1440)
    if day in hours.holidays or any(first <= day <= last for first, last in hours.closures):
        return bytes(minutes)
    for start, end in hours.week[day.weekday()]:
        minutes[start:end] = b"\1" * (end - start)
    for (month, number), closes in hours.half_days:
        if (day.month, day.day) == (month, number):
            minutes[closes:] = bytes(1440 - closes)
    return bytes(minutes)


def open_minutes(world: World, hours: Hours) -> bytes:
    """One byte a minute."""
    return b"".join(day_minutes(hours, day)[first : last + 1] for day, first, last in runs(world))


def mask(counting: bytes, pauses: Iterable[tuple[int, int]]) -> bytes:
    """Without the minutes of the pauses."""
    left = bytearray(counting)
    for begin, end in pauses:
        left[begin:end] = bytes(max(0, min(end, len(left)) - begin))
    return bytes(left)


def sums_of(counting: bytes) -> list[int]:
    """How many count before each minute."""
    return [0, *accumulate(counting)]


def due(sums: list[int], start: int, amount: int) -> int | None:
    """The first minute at whose begin so many counted since `start`; None beyond the world."""
    found = bisect_left(sums, sums[start] + amount, start)
    return found if found < len(sums) else None


@dataclass(frozen=True)
class Rule:
    """A policy."""

    name: str
    hours: Hours
    targets: Mapping[str, int]
    pauses: frozenset[str]
    stages: tuple[int, ...]

    def thresholds(self, metric: str) -> list[tuple[int, int]]:
        """Share, and minutes until it: the generator sees to it that they are whole."""
        return [(share, self.targets[metric] * share // 100) for share in (*self.stages, 100)]


@dataclass(frozen=True)
class Happening:
    """`what` is a status, `asleep`, `awake`, `away`, `back`, `asked` or `answered`."""

    at: int
    what: str


@dataclass(frozen=True)
class Shown:
    """A clock as it must be seen; `stages` beyond the world are None."""

    metric: str
    round: int
    policy: str
    state: str
    started: int
    stages: tuple[int | None, ...]
    stopped: int | None
    late: bool
    counted: int


@dataclass
class Ticking:
    """One clock while the minutes pass."""

    metric: str
    round: int
    started: int
    counted: int = 0
    rule: Rule | None = None
    last: Rule | None = None
    marks: dict[int, int] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    stopped: str | None = None
    final: bool = False
    frozen: Shown | None = None
    bare_since: int | None = None


class Telling:
    """The ticket's life; ask `shown` at any minute after having told all until then."""

    def __init__(self, world: World, created: int, terms: Sequence[tuple[int, Rule | None]]) -> None:
        self.world = world
        self.terms = terms
        self.opens = {rule.name: open_minutes(world, rule.hours) for _, rule in terms if rule}
        self.sums = {name: sums_of(opens) for name, opens in self.opens.items()}
        self.status, self.asleep, self.away = "new", False, False
        self.waits, self.now = False, created
        self.first = Ticking("first_response", 1, created)
        self.resolution = Ticking("resolution", 1, created)
        self.rounds: list[Ticking] = []
        for clock in self.all():
            self.check(clock)

    def all(self) -> list[Ticking]:
        """In the order in which they are to be seen."""
        return [self.first, self.resolution, *self.rounds]

    def rule(self, metric: str, minute: int) -> Rule | None:
        """Which holds then."""
        held = None
        for since, rule in self.terms:
            if since <= minute:
                held = rule
        return held if held and metric in held.targets else None

    def holds_still(self, clock: Ticking, rule: Rule) -> bool:
        """Whether the policy stops the clock, as the ticket stands."""
        standing = {
            "resolved": self.away or self.status in DONE,
            "waiting_customer": self.status == "waiting_customer" and not self.away,
            "snoozed": self.asleep,
        }
        return any(standing[pause] for pause in rule.pauses)

    def pass_until(self, minute: int) -> None:
        """Every minute, one after the other; nothing happens in between but new terms."""
        changes = {since for since, _ in self.terms}
        for clock in self.all():
            if clock.final:
                continue
            self.tick(clock, minute, changes)
        self.now = minute

    def tick(self, clock: Ticking, until: int, changes: set[int]) -> None:
        """One clock through the minutes."""
        opens, goes, threshold = self.pace(clock)
        for minute in range(self.now, until):
            if minute in changes:
                self.check(clock, minute)
                opens, goes, threshold = self.pace(clock)
            if clock.counted >= threshold:
                self.check(clock, minute)
                opens, goes, threshold = self.pace(clock)
            if goes and opens[minute]:
                clock.counted += 1

    def pace(self, clock: Ticking) -> tuple[bytes, bool, int]:
        """The hours, whether it goes, and the next threshold."""
        if clock.rule is None:
            return b"", False, 10**9
        left = [need for share, need in clock.rule.thresholds(clock.metric) if share not in clock.marks]
        goes = not self.holds_still(clock, clock.rule)
        return self.opens[clock.rule.name], goes, min(left, default=10**9)

    def check(self, clock: Ticking, minute: int | None = None) -> None:
        """What holds in this minute, and which stages it has reached."""
        now = self.now if minute is None else minute
        rule = self.rule(clock.metric, now)
        if rule != clock.rule:
            for share in clock.unsure:
                del clock.marks[share]
            clock.unsure = set()
        clock.bare_since = None if rule else (now if clock.bare_since is None else clock.bare_since)
        clock.rule, clock.last = rule, rule or clock.last
        before = set(clock.marks)
        if rule:
            self.mark(clock, rule, now)
        clock.unsure = clock.unsure | (clock.marks.keys() - before) if clock.stopped else set()

    def mark(self, clock: Ticking, rule: Rule, now: int) -> None:
        """A stage that was reached; whoever reached a higher one has."""
        for share, need in rule.thresholds(clock.metric):
            higher = [minute for other, minute in clock.marks.items() if other > share]
            if share not in clock.marks and (higher or clock.counted >= need):
                clock.marks[share] = min(higher) if higher else now

    def happen(self, minute: int, happenings: Sequence[Happening]) -> None:
        """All of one minute: how the ticket stands first, then who wrote."""
        self.pass_until(minute)
        for one in happenings:
            self.stand(one.what)
        kind = "void" if self.away else "met" if self.status in DONE else None
        for clock in [self.first, self.resolution, *self.rounds[-1:]]:
            self.turn(clock, kind)
            if kind == "met" and clock is not self.resolution:
                clock.final = True
        if kind is None and self.waits:
            self.open_round()
        for one in happenings:
            if one.what == "answered":
                for clock in [self.first, *self.rounds[-1:]]:
                    self.turn(clock, "met")
                    clock.final = True
                self.waits = False
            if one.what == "asked" and self.first.final:
                if kind is None:
                    self.open_round()
                else:
                    self.waits = True
        for clock in self.all():
            if not clock.final:
                self.check(clock)

    def stand(self, what: str) -> None:
        """A status, sleep, or where it goes on."""
        if what in ("asleep", "awake"):
            self.asleep = what == "asleep"
        elif what in ("away", "back"):
            self.away = what == "away"
        elif what not in ("asked", "answered"):
            self.status = what

    def open_round(self) -> None:
        """Unless somebody waits already."""
        self.waits = False
        if not self.rounds or self.rounds[-1].final:
            self.rounds.append(Ticking("next_response", len(self.rounds) + 1, self.now))

    def turn(self, clock: Ticking, kind: str | None) -> None:
        """It stops, goes on, or what was void is met."""
        if clock.final or clock.stopped == kind or (clock.stopped == "met" and kind):
            return
        clock.stopped = kind
        if kind is None:
            clock.frozen = None
            return
        if clock.started == self.now:
            self.check(clock)
        clock.frozen = self.seen(clock, kind, self.now)

    def seen(self, clock: Ticking, state: str, stopped: int | None) -> Shown | None:
        """With what is to come, if all stays as it is."""
        if clock.last is None:
            return None
        marks: dict[int, int | None] = dict(clock.marks)
        for share, need in clock.last.thresholds(clock.metric):
            if share not in marks and clock.rule:
                if clock.counted >= need:
                    marks[share] = self.now
                elif state != "paused":
                    marks[share] = due(self.sums[clock.rule.name], self.now, need - clock.counted)
        stages = tuple(marks[share] for share in (*clock.last.stages, 100) if share in marks)
        end = marks.get(100)
        late = state == "met" and 100 in marks and end is not None and stopped is not None and stopped > end
        return Shown(
            clock.metric, clock.round, clock.last.name, state, clock.started, stages, stopped, late, clock.counted
        )

    def shown(self) -> list[Shown]:
        """All that are to be seen now."""
        found = []
        for clock in self.all():
            if clock.stopped:
                one = clock.frozen
            elif clock.rule is None:
                one = self.seen(clock, "void", clock.bare_since)
            elif self.holds_still(clock, clock.rule):
                one = self.seen(clock, "paused", None)
            else:
                one = self.seen(clock, "running", None)
            found += [one] if one else []
        return found
