"""Homes: what each person wants to see, whether it is current, and what else than lists stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from owona_bot.database import deliveries
from owona_bot.database import homes_sql as sql
from owona_bot.database.engine import Raw
from owona_bot.database.team import TEAM, colleague_of
from owona_bot.domain.delivery import Delivery
from owona_bot.domain.event import Kind
from owona_bot.domain.home import AT_LEAST_APART, OPEN_FOR, Tab, Wish
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.team import Colleague

CHANGED_KINDS = (
    *(Kind.TICKET_CHANGED, Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED, Kind.TICKET_TAGGED, Kind.TICKET_SNOOZED),
    *(Kind.TICKET_WOKEN, Kind.TICKET_JOINED, Kind.TICKET_PARTED, Kind.TICKET_SPLIT),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's Home: `open` while it is kept current, `shown` the hash of what stands there, if anything does."""

    wish: Wish
    open: bool
    shown: bytes | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What was drawn for somebody: of which version, and how to know it again; `next` is behind its list."""

    slack_user: str
    version: int
    digest: bytes
    edition: int = 0
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """A Home that something new is to be seen in; `event` told of its last wish."""

    slack_user: str
    event: int
    version: int


@dataclass(frozen=True, slots=True)
class Changed:
    """The last event of others on a ticket; `agent` is a colleague's name, `customer`: the requester did it.

    `wrote` is words of a person; what a system's own row tells of is a change.
    """

    ticket: UUID
    event: int
    wrote: bool
    agent: str | None
    customer: bool
    at: datetime


async def open_(raw: Raw, slack_user: str) -> None:
    """Somebody looks at it."""
    await raw.execute(sql.OPEN, slack_user, OPEN_FOR)
    await _wanted(raw, slack_user)


async def want(raw: Raw, slack_user: str, tab: Tab | None, filter_: str, *, typed: bool = False) -> None:
    """From the first page on; `tab` None is the one that it was. `typed`: the filter stands in its field already."""
    await raw.execute(sql.WANT, slack_user, tab, filter_, typed)
    await _wanted(raw, slack_user)


async def turn(raw: Raw, slack_user: str, page: int) -> None:
    """To the next page, or back to the first."""
    await raw.execute(sql.TURN, slack_user, page)
    await _wanted(raw, slack_user)


async def _wanted(raw: Raw, slack_user: str) -> None:
    """A redraw that nobody asked for doesn't stand in the way."""
    key = f"home:{slack_user}"
    await raw.execute(deliveries.LOCK_KEYS, [key])
    if waiting := [row["id"] for row in await raw.fetch(sql.NEWS_WAITING, key)]:
        await raw.execute(deliveries.ABSORB, waiting, "what was wanted since is drawn instead")
        await raw.execute(deliveries.NEXT, key)


async def of(raw: Raw, slack_user: str) -> Standing | None:
    """None for who never opened it."""
    row = await raw.fetchrow(sql.READ, slack_user, OPEN_FOR)
    if row is None:
        return None
    found = dict(row)
    is_open, shown = found.pop("open"), found.pop("shown")
    return Standing(Wish(**found | {"tab": Tab(found["tab"])}), is_open, shown)


async def version(raw: Raw) -> int:
    """Of all that Homes show: ask before reading what this one does."""
    found: int = await raw.fetchval(sql.VERSION)
    return found


async def bump(raw: Raw) -> None:
    """In the transaction that changes what lists show."""
    await raw.execute(sql.BUMP)


async def read_at(raw: Raw, slack_user: str, version: int) -> None:
    """What stands there is what would be drawn."""
    await raw.execute(sql.READ_AT, slack_user, version)


async def is_held(raw: Raw, delivery: Delivery) -> bool:
    """False: it took so long that another worker draws it."""
    return bool(await raw.fetchval(sql.IS_HELD, delivery.id, delivery.attempt))


async def published(raw: Raw, delivery: Delivery, shown: Shown) -> None:
    """Slack has it; where the next page begins counts unless something else was wanted meanwhile."""
    told = (shown.slack_user, shown.version, shown.digest, shown.edition, shown.next)
    await raw.execute(sql.PUBLISHED, delivery.id, delivery.attempt, *told)


async def stale(raw: Raw) -> list[Stale]:
    """Open ones that are not current and for which nothing is under way, the oldest first."""
    return [Stale(*row) for row in await raw.fetch(sql.STALE, OPEN_FOR, AT_LEAST_APART)]


async def me(raw: Raw, agent: AgentId) -> Colleague:
    """Without the number of their tickets."""
    return colleague_of(await raw.fetchrow(sql.ME, agent))


async def team(raw: Raw) -> list[Colleague]:
    """All of them."""
    return [colleague_of(row) for row in await raw.fetch(TEAM)]


async def admins(raw: Raw) -> list[str]:
    """Whom a stranger may ask, by Slack's ids."""
    return [row["slack_user"] for row in await raw.fetch(sql.ADMINS)]


async def changes(raw: Raw, agent: Agent, after: int | None, limit: int) -> Sequence[Changed]:
    """On tickets that they hold, of the last seven days and since they did something themselves; the newest first."""
    rows = await raw.fetch(sql.CHANGES, agent.email, agent.actor, list(CHANGED_KINDS), after, limit)
    return [
        Changed(
            ticket=row["ticket_id"],
            event=row["id"],
            wrote=row["author_type"] in ("customer", "support"),
            agent=row["name"],
            customer=row["author_type"] == "customer" or row["actor"].startswith("customer:"),
            at=row["created_at"],
        )
        for row in rows
    ]
