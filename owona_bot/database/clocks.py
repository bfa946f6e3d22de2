"""The index of clocks: which tickets wait to be folded, what the fold said, and the sweep over what is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from owona_bot.database import clocks_sql
from owona_bot.database.engine import Raw
from owona_bot.database.reconcile import EVER
from owona_bot.domain.sla import Clock, State
from owona_bot.domain.sla_spec import hash_of, text_of
from owona_bot.domain.sla_terms import Kept

PATIENCE = 600.0
"""Seconds: at first start a million tickets are found."""

OPEN = (State.RUNNING, State.PAUSED)


@dataclass(frozen=True, slots=True)
class Part:
    """At most so many stages `since` a moment, of a share of all tickets: that of one hand among several."""

    since: datetime
    most: int
    hand: int = 0
    hands: int = 1


@dataclass(frozen=True, slots=True)
class Swept:
    """How many stages have passed, and the moment of the last of them."""

    passed: int
    last: datetime | None


hash_once = lru_cache(maxsize=1024)(hash_of)


async def waiting(raw: Raw, now: datetime) -> bool:
    """Whether a ticket's clocks are to be folded anew."""
    return bool(await raw.fetchval(clocks_sql.WAITING, now))


async def take(raw: Raw, most: int, now: datetime) -> list[UUID]:
    """The next tickets to fold, fresh ones first; none while somebody else folds. In a transaction."""
    if not await raw.fetchval(clocks_sql.FOLD_LOCK):
        return []
    return list({row["ticket_id"] for row in await raw.fetch(clocks_sql.TAKE, most, now)})


async def put_off(raw: Raw, ticket: UUID, until: datetime) -> int | None:
    """It waits till then, unless something happens before; answers its number, if it has one."""
    number: int | None = await raw.fetchval(clocks_sql.PUT_OFF, ticket, until)
    return number


async def lock(raw: Raw) -> None:
    """Nobody folds until this transaction ends."""
    await raw.execute(clocks_sql.FOLD_LOCK_WAIT)


async def keep_terms(raw: Raw, begun: Mapping[UUID, Sequence[Kept]]) -> None:
    """What was picked, with the policies that it names."""
    rows = [(ticket, kept) for ticket, terms in begun.items() for kept in terms]
    if not rows:
        return
    policies = {hash_once(kept.term.policy): kept.term.policy for _, kept in rows if kept.term.policy}
    await raw.execute(
        clocks_sql.POLICIES,
        list(policies),
        [policy.name for policy in policies.values()],
        [text_of(policy) for policy in policies.values()],
    )
    await raw.execute(
        clocks_sql.TERMS,
        [ticket for ticket, _ in rows],
        [kept.term.since for _, kept in rows],
        [hash_once(kept.term.policy) if kept.term.policy else None for _, kept in rows],
        [kept.event for _, kept in rows],
        [kept.stood_since for _, kept in rows],
        [kept.category for _, kept in rows],
    )


async def forget_terms(raw: Raw, tickets: Sequence[UUID]) -> None:
    """Others are kept in their place in the same transaction."""
    await raw.execute(clocks_sql.FORGET_TERMS, tickets)


async def open_after(raw: Raw, number: int, most: int) -> dict[UUID, int]:
    """The next tickets that are not done, by number."""
    return {row["ticket_id"]: row["number"] for row in await raw.fetch(clocks_sql.OPEN_AFTER, number, most)}


async def keep(raw: Raw, tickets: Sequence[UUID], rows: Sequence[Mapping[str, object]]) -> None:
    """`rows` (see row_of) are all that those tickets have; a clock that is none of them is gone."""
    await raw.execute(clocks_sql.KEEP, rows, tickets)


def row_of(ticket: UUID, clock: Clock, told: int, *, silent: bool) -> dict[str, object]:
    """As `sla_clocks` has it; one that has stopped tells nothing more."""
    shares = clock.policy.shares[: len(clock.stages)]
    to_come = [at for share, at in zip(shares, clock.stages, strict=True) if share > told]
    return {
        "ticket_id": str(ticket),
        "metric": clock.metric,
        "round": clock.round,
        "policy": hash_once(clock.policy),
        "state": clock.state,
        "started_at": text(clock.started_at),
        "due_at": text(clock.due_at),
        "stages": [text(at) for at in clock.stages],
        "shares": shares,
        "told": told,
        "next_at": text(to_come[0]) if to_come and clock.state in OPEN else None,
        "stopped_at": text(clock.stopped_at),
        "late": clock.late,
        "silent": silent,
    }


def text(moment: datetime | None) -> str | None:
    """ISO 8601 with its offset, which PostgreSQL reads back to the microsecond."""
    return moment.isoformat() if moment else None


async def compare(raw: Raw, lately: timedelta = EVER) -> int:
    """Let those wait that were never folded, or are gone, and answer how many; what is gone at a look at all alone."""
    unknown = int(await raw.fetchval(clocks_sql.UNKNOWN, lately, timeout=PATIENCE))
    return unknown + int(await raw.fetchval(clocks_sql.LEFT_OVER, timeout=PATIENCE)) if lately == EVER else unknown


async def due(raw: Raw, now: datetime) -> bool:
    """Whether there is a stage to tell, though perhaps not yet."""
    return bool(await raw.fetchval(clocks_sql.DUE, now))


async def warn(raw: Raw, now: datetime, part: Part) -> Swept:
    """The next stages before a breach, and what is from before go-live, silently; in a transaction."""
    await raw.execute(clocks_sql.BEGIN)
    return Swept(*await raw.fetchrow(clocks_sql.WARN, now, part.since, part.most, part.hand, part.hands))


async def breach(raw: Raw, now: datetime, part: Part, chains: Mapping[str, object]) -> Swept:
    """The next breaches, with all that comes of them; `chains` are snapshots by name."""
    await raw.execute(clocks_sql.BEGIN)
    told = (now, part.since, part.most, iso(now), chains, part.hand, part.hands)
    return Swept(*await raw.fetchrow(clocks_sql.BREACH, *told))


def iso(moment: datetime) -> str:
    """As the site writes it: `2026-11-25T20:15:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
