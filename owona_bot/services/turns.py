"""Turns: tickets that wait for somebody are given to whose turn it is; of many replicas one gives at a time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

import structlog
from asyncpg import DataError

from owona_bot.database import assignments, events
from owona_bot.database.assignments import Batch, Look, Place, PutOff
from owona_bot.database.engine import GONE, Database, Raw
from owona_bot.database.workers import workers
from owona_bot.domain.assignment import Stuck, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.event import Kind
from owona_bot.domain.plan_story import Places
from owona_bot.domain.waiting import Opening, Sitting, Turn, Waiting, openings, sit
from owona_bot.domain.why import BY_RULE
from owona_bot.services.stuck import HUSH, PATIENCE, tell_stuck

READ = 100
"""Tickets that one sitting looks at."""

GIVEN = 10
"""Those that it gives away at most: whoever claims one of them meanwhile waits for some hundredths of a second."""

SIFTED = 5_000
"""Rows that are looked through at once where most are of tickets that need nobody, as after a long pause."""

SIFTS = timedelta(minutes=1)
"""Between two times that what needs nobody leaves while another automation gives tickets away."""

BUSY = timedelta(seconds=1)
"""Until a ticket that somebody else holds is looked at again."""

BROKEN = timedelta(minutes=5)
"""Until one that could not be given is tried again."""

log = structlog.get_logger()


class Found(Enum):
    """What a look was good for: all is done, there is more at once, somebody else is at it."""

    NOTHING = "nothing"
    MORE = "more"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Terms:
    """By which tickets are given away; `places` say where cards stand that are not there yet."""

    rules: AssignRules
    places: Places


@dataclass(slots=True)
class Round:
    """All that wait are looked at, in several sittings; `openings` are those that the last of them left.

    `crowded`: most of what the last one read needs nobody.

    Forgotten with the process: whoever comes next finds that the team has room, and begins anew.
    """

    after: Place | None = None
    openings: frozenset[Opening] = frozenset()
    crowded: bool = False
    sifted_at: datetime | None = None
    hushed_at: datetime | None = None

    def sifts(self, look: Look, now: datetime) -> bool:
        """Most of what is due needs nobody; or it grows while nothing is given away."""
        lately = self.sifted_at is not None and now - self.sifted_at < SIFTS
        return self.crowded or (look.other and look.due and not lately)

    def hears(self, look: Look, now: datetime) -> bool:
        """There is something to tell that is not kept back for now."""
        return look.news and (self.hushed_at is None or now - self.hushed_at >= HUSH)


@dataclass(frozen=True, slots=True)
class Left:
    """After a sitting: the team, and whether it came to the end of what it read."""

    team: Sequence[Worker]
    whole: bool


Give = Callable[[Raw, Sequence[Waiting], Sequence[Worker], Terms, datetime], Awaitable[Left]]
"""Gives them away, together or each by itself."""


@dataclass(frozen=True, slots=True)
class Sat:
    """What is looked at in one sitting, by whom it may be had, and whose room was known before."""

    batch: Batch
    team: Sequence[Worker]
    before: frozenset[Opening]


async def give_turns(db: Database, terms: Terms, now: datetime, round_: Round) -> Found:
    """One sitting, if there is need of one. Raises Unavailable."""
    async with db.read_raw() as raw:
        look = await assignments.look(raw, now, PATIENCE)
        if look.due and not look.free:
            return Found.TAKEN
        needed = await _needed(raw, look, terms, now, round_)
    if round_.sifts(look, now):
        await _sift(db, now, round_)
    if not needed:
        return Found.NOTHING
    try:
        return await _sitting(db, terms, now, round_, _given)
    except Exception as fault:  # whatever is wrong with one ticket, all others go on: it is looked for among them
        if isinstance(fault, Unavailable):
            raise
        return await _sitting(db, terms, now, round_, _singly)


async def _sift(db: Database, now: datetime, round_: Round) -> None:
    """In transactions of their own, under no lock: nobody waits for it."""
    after: int | None = 0
    while after is not None:
        async with db.change_raw(by=BY_RULE) as raw:
            await assignments.standing(raw)
            after = await assignments.sift(raw, now, after, SIFTED)
    round_.crowded, round_.sifted_at = False, now


async def _needed(raw: Raw, look: Look, terms: Terms, now: datetime, round_: Round) -> bool:
    """A ticket is due, the team has room that it had not, or there is something to say of it."""
    if look.other or look.held:
        return look.other is not look.held
    if look.due or round_.hears(look, now) or round_.after is not None:
        return True
    return look.waits and not openings(await workers(raw, terms.rules, now)) <= look.openings


async def _sitting(db: Database, terms: Terms, now: datetime, round_: Round, give: Give) -> Found:
    """All or nothing of it; none while somebody else gives tickets away, be it another automation."""
    async with db.change_raw(by=BY_RULE) as raw:
        other = await assignments.lock(raw)
        if other is None:
            return Found.TAKEN
        held, before = await assignments.standing(raw)
        if held is not other and await assignments.hold(raw, now, held=other):
            await events.add(raw, Kind.ASSIGN_HELD if other else Kind.ASSIGN_RESUMED, BY_RULE, {})
        if other:
            return Found.NOTHING
        sat = await _begin(raw, terms, now, round_, before)
        left = await give(raw, sat.batch.waiting, sat.team, terms, now)
        found = await _end(raw, sat, left, round_)
        if found is Found.NOTHING:
            round_.hushed_at = now if await tell_stuck(raw, left.team, now) else None
        return found


async def _begin(raw: Raw, terms: Terms, now: datetime, round_: Round, before: frozenset[Opening]) -> Sat:
    """The next of those that are due, or of all that wait where the team has room that it had not."""
    team = await workers(raw, terms.rules, now)
    if not openings(team) <= (before if round_.after is None else round_.openings):
        round_.after = assignments.FIRST
    batch = await assignments.waiting(raw, terms.places, now, round_.after, READ)
    await assignments.settle(raw, batch.needless, ())
    round_.crowded = batch.count == READ and len(batch.waiting) < READ // 2
    return Sat(batch, team, before)


async def _end(raw: Raw, sat: Sat, left: Left, round_: Round) -> Found:
    """What room is left is kept: who has more of it later begins a round. Without any a round is over."""
    round_.openings = openings(left.team)
    more = sat.batch.count == READ or not left.whole
    if round_.after is not None and more and round_.openings:
        round_.after = sat.batch.last if left.whole else round_.after
        return Found.MORE
    round_.after = None
    if round_.openings != sat.before:
        await assignments.set_openings(raw, round_.openings)
    return Found.MORE if more else Found.NOTHING


async def _singly(raw: Raw, waiting: Sequence[Waiting], team: Sequence[Worker], terms: Terms, now: datetime) -> Left:
    """One that can't be given is put off, alone."""
    left = Left(team, whole=True)
    for one in waiting:
        try:
            async with raw.transaction():
                left = await _given(raw, [one], left.team, terms, now)
        except Exception as fault:
            if _is_gone(fault):
                raise
            await assignments.settle(raw, one.rows[1:], [put_off(one, now + BROKEN, one.why)])
            log.error("assign.put_off", ticket=one.wanted.number, exc_info=fault)
    return left


def _is_gone(fault: Exception) -> bool:
    """Whether there is no PostgreSQL; asyncpg counts a value that none takes among its broken connections."""
    return isinstance(fault, GONE) and not isinstance(fault, DataError)


async def _given(raw: Raw, waiting: Sequence[Waiting], team: Sequence[Worker], terms: Terms, now: datetime) -> Left:
    """Decided, written, kept."""
    decided, busy = await _decided(raw, waiting, team, terms, now)
    given = await assignments.give(raw, decided.gifts)
    await assignments.keep(raw, [turn for turn in decided.turns if turn.stuck and turn.worth_keeping])
    late = [one for one in waiting if one.wanted.ticket in busy]
    gone = [row for one in late for row in one.rows[1:]]
    stays = [put_off(one, now + BUSY, one.why) for one in late]
    for turn in decided.turns:
        if turn.is_old:
            continue
        staying = _staying(turn, given, now)
        gone += turn.waiting.rows if staying is None else turn.waiting.rows[1:]
        stays += [staying] if staying else []
    await assignments.settle(raw, gone, stays)
    return Left(decided.workers, whole=len(decided.turns) + len(busy) == len(waiting))


async def _decided(
    raw: Raw, waiting: Sequence[Waiting], team: Sequence[Worker], terms: Terms, now: datetime
) -> tuple[Sitting, set[UUID]]:
    """Nobody changes those that are given; whom somebody else is at is left out, and all others are decided anew."""
    held: set[UUID] = set()
    busy: set[UUID] = set()
    while True:
        decided = sit([one for one in waiting if one.wanted.ticket not in busy], team, terms.rules, now, GIVEN)
        free = [turn for turn in decided.gifts if turn.waiting.wanted.ticket not in held]
        if not free:
            return decided, busy
        found = await assignments.hold_tickets(raw, free)
        late = {turn.waiting.wanted.ticket for turn in free} - found
        if not late:
            return decided, busy
        held |= found
        busy |= late


def _staying(turn: Turn, given: set[UUID], now: datetime) -> PutOff | None:
    """Its row in the queue; None: it needs none any more, for somebody has it or by its rule nobody ever gets it."""
    waiting = turn.waiting
    if turn.stuck is not None:
        return put_off(waiting, turn.again_at, turn.stuck)
    if turn.agent is None or waiting.wanted.ticket in given:
        return None
    return put_off(waiting, now + BUSY, waiting.why)


def put_off(one: Waiting, until: datetime, why: Stuck | None) -> PutOff:
    """Its oldest row stays."""
    return PutOff(one.rows[0], until, why, one.wanted.priority)
