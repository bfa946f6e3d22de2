"""The queue of tickets that wait for somebody, what was decided of them, and what the team is told of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from owona_bot.database import assignments_sql as sql
from owona_bot.database.engine import Raw
from owona_bot.domain.assignment import Stuck, Wanted
from owona_bot.domain.assignment_facts import to_facts
from owona_bot.domain.plan_story import Places, home
from owona_bot.domain.routing import Traits
from owona_bot.domain.schedule import Meant
from owona_bot.domain.ticket import Category, Status, begun
from owona_bot.domain.turns import URGENCY, USUAL
from owona_bot.domain.waiting import Opening, Turn, Waiting

Place: TypeAlias = tuple[int, datetime, int]
"""In the order of those that wait: how urgent, since when, which row of the queue."""

FIRST: Place = (-1, datetime(1970, 1, 1, tzinfo=UTC), 0)
"""Before all of them."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen in passing. `due`: a ticket is to be looked at; `waits`: there is one, due or not.

    `free`: nobody is giving tickets away at this moment.
    `other`: another automation gives tickets away; `held`: so we said. `openings` are those of the last time.
    `news`: somebody is to be told that tickets are stuck, or are no more.
    """

    due: bool
    free: bool
    waits: bool
    other: bool
    held: bool
    openings: frozenset[Opening]
    news: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The next that wait, and rows of the queue that there is no need of, of so many; behind `last` the next begins."""

    waiting: Sequence[Waiting]
    needless: Sequence[int]
    count: int
    last: Place


@dataclass(frozen=True, slots=True)
class PutOff:
    """A row of the queue stays until then; `why` it was nobody's turn, `priority` is how urgent it is."""

    row: int
    until: datetime
    why: Stuck | None
    priority: str


class Unheard(Exception):
    """Of what was given away no event tells: the site's trigger is off, or failed. A load would not count it."""


async def look(raw: Raw, now: datetime, patience: timedelta) -> Look:
    """For less than a millisecond; `patience` is how long one waits before somebody is told."""
    row = await raw.fetchrow(sql.LOOK, now, patience)
    seen = {name: row[name] for name in ("due", "free", "waits", "other", "held", "news")}
    return Look(**seen, openings=openings_of(row["openings"]))


async def lock(raw: Raw) -> bool | None:
    """Whether another automation is alive; None: somebody else is giving tickets away. In a transaction."""
    found: bool | None = await raw.fetchval(sql.LOCK)
    return found


async def standing(raw: Raw) -> tuple[bool, frozenset[Opening]]:
    """Whether we said that we give nothing away; who was there and had room when all that wait were looked at."""
    row = await raw.fetchrow(sql.STANDING)
    return row["held"], openings_of(row["openings"])


def openings_of(told: Iterable[Any]) -> frozenset[Opening]:  # JSON has no narrower type
    """As `set_openings` keeps them."""
    return frozenset((agent, tuple(skills), tuple(languages)) for agent, skills, languages in told)


async def set_openings(raw: Raw, now_open: frozenset[Opening]) -> None:
    """Under the lock."""
    await raw.execute(sql.SET_OPENINGS, sorted(now_open))


async def hold(raw: Raw, now: datetime, *, held: bool) -> bool:
    """False where somebody else has said so already."""
    return await raw.fetchval(sql.HOLD, held, now) is not None


async def waiting(raw: Raw, places: Places, now: datetime, after: Place | None, most: int) -> Batch:
    """Those that are due; with a place, all that wait behind it. The most urgent first."""
    statement = sql.WAITING.format(which=sql.DUE if after is None else sql.ALL)
    rows = await raw.fetch(statement, now, *(after or FIRST), most)
    needless = [row for found in rows if not found["wanted"] for row in found["rows"]]
    wanted = [waiting_of(row, places) for row in rows if row["wanted"]]
    if not rows:
        return Batch(wanted, needless, 0, FIRST)
    last = (rows[0]["last_urgency"], rows[0]["last_since"], rows[0]["last_id"])
    return Batch(wanted, needless, rows[0]["count"], last)


async def sift(raw: Raw, now: datetime, after: int, most: int) -> int | None:
    """Of what is due, so many rows behind one, what is not needed leaves; answers the last row, None: that was all."""
    await raw.execute("set local enable_seqscan = off")
    last: int | None = await raw.fetchval(sql.SIFT, now, after, most)
    return last


def waiting_of(row: asyncpg.Record, places: Places) -> Waiting:
    """A row of WAITING; where no card stands yet, its place is where it will."""
    category, traits = row["category"] or "", Traits(row["category"] or "", row["priority"], row["language"])
    wanted = Wanted(
        ticket=row["ticket_id"],
        number=row["number"],
        priority=row["priority"],
        category=Category.read(category).value,
        language=row["language"],
        channel=row["channel"] or home(traits, places),
        since=row["since"],
        last=row["last"],
        released_by=row["released_by"],
    )
    return Waiting(
        wanted=wanted,
        status=next((status for status in Status if status == row["status"]), Status.INVESTIGATING),
        category=category,
        known_since=row["known_since"],
        rows=row["rows"],
        due=row["due"],
        why=Stuck(row["why"]) if row["why"] else None,
        kept_at=row["kept_at"],
    )


async def hold_tickets(raw: Raw, turns: Sequence[Turn]) -> set[UUID]:
    """Of those whose turn it is: tickets that are as they were read, and that nobody changes until the end."""
    read = [turn.waiting for turn in turns]
    told = ([one.wanted.ticket for one in read], [one.status.value for one in read])
    rows = await raw.fetch(
        sql.HOLD_TICKETS, *told, [one.wanted.priority for one in read], [one.category for one in read]
    )
    return {row["id"] for row in rows}


async def give(raw: Raw, turns: Sequence[Turn]) -> set[UUID]:
    """Tickets that were given, each with its decision; of one that was taken meanwhile nothing is kept.

    Raises Unheard; then the transaction may not be committed.
    """
    rows = [{**decision_of(turn), "agent_id": turn.agent, "status": begun(turn.waiting.status).value} for turn in turns]
    if not rows:
        return set()
    given = {row["ticket_id"] for row in await raw.fetch(sql.GIVE, rows)}
    if await raw.fetchval(sql.UNHEARD, given):
        raise Unheard
    return given


async def keep(raw: Raw, turns: Sequence[Turn]) -> None:
    """Why they wait, instead of what was kept before."""
    if turns:
        await raw.execute(sql.KEEP, [decision_of(turn) for turn in turns])


def decision_of(turn: Turn) -> Mapping[str, object]:
    """As `assignments` has it."""
    facts = turn.facts
    at, rule = turn.at.isoformat(), facts.rule.name
    return {"ticket_id": str(facts.wanted.ticket), "rule": rule, "facts": to_facts(facts), "at": at}


async def settle(raw: Raw, gone: Sequence[int], put_off: Sequence[PutOff]) -> None:
    """Rows that leave the queue, and those that stay."""
    if gone or put_off:
        whys = [one.why.value if one.why else None for one in put_off]
        put = ([one.row for one in put_off], [one.until for one in put_off])
        await raw.execute(sql.SETTLE, gone, *put, whys, [urgency_of(one.priority) for one in put_off])


def urgency_of(priority: str) -> int:
    """As the queue counts it, from 1."""
    return 1 + URGENCY.get(priority, USUAL)


async def stuck(raw: Raw, now: datetime, patience: timedelta, kept_back: Iterable[Stuck]) -> dict[Stuck, int]:
    """What nobody was told of yet, and how many tickets, but for what is `kept_back`. Under the lock."""
    return {Stuck(row["why"]): row["count"] for row in await raw.fetch(sql.STUCK, now, patience, list(kept_back))}


async def still_stuck(raw: Raw, why: Stuck) -> int:
    """How many tickets wait for that; 0 once it is over."""
    count: int = await raw.fetchval(sql.STILL_STUCK, why.value)
    return count


async def left_out(raw: Raw, most: int) -> dict[UUID, Meant]:
    """Open tickets, by number, that nobody has and nobody is looked for."""
    rows = await raw.fetch(sql.LEFT_OUT, most)
    return {row["id"]: Meant(row["number"], row["title"], row["created_at"]) for row in rows}


async def queue_left_out(raw: Raw, most: int) -> int:
    """They wait from now on; answers how many."""
    told: str = await raw.execute(sql.QUEUE_LEFT_OUT, most)
    return int(told.rpartition(" ")[2])


async def prune(raw: Raw, older: timedelta) -> int:
    """Rows that waited so long leave, some thousands at once; answers how many."""
    gone = len(await raw.fetch(sql.PRUNE, older))
    if not gone:
        await raw.execute(sql.PRUNE_STUCK)
    return gone
