"""Homes: what each person wants to see, whether it is current, and what else than lists stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from owona_bot.database import deliveries
from owona_bot.database.agents import holds
from owona_bot.database.engine import Raw
from owona_bot.database.team import TEAM, colleague_of
from owona_bot.domain.event import Kind
from owona_bot.domain.home import AT_LEAST_APART, OPEN_FOR, Tab, Wish
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.team import Colleague

TOLD = """
    with told as (
        insert into owona_bot.events (kind, actor, payload)
        values ('home.wanted', owona_bot.actor(), jsonb_build_object('user', $1::text)) returning id)"""

OPEN = f"""
    {TOLD}
    insert into owona_bot.homes as h (slack_user, event_id) select $1, id from told
    on conflict (slack_user) do update set
        event_id = excluded.event_id, opened_at = now(),
        page = case when h.opened_at < now() - $2::interval then 1 else h.page end,
        after = case when h.opened_at < now() - $2::interval then null else h.after end"""
"""Whoever comes back later begins at the first page."""

WANT = f"""
    {TOLD}
    insert into owona_bot.homes as h (slack_user, event_id, tab, filter)
    select $1, id, coalesce($2::text, 'mine'), $3 from told
    on conflict (slack_user) do update set
        event_id = excluded.event_id, opened_at = now(), edition = h.edition + 1,
        field = case when $4::boolean or h.filter = excluded.filter then h.field else h.field + 1 end,
        tab = coalesce($2, h.tab), filter = excluded.filter, page = 1, after = null, next = null"""

TURNS = "$2 = 1 or ($2 = h.page + 1 and h.next is not null)"

TURN = f"""
    {TOLD}
    update owona_bot.homes h set
        event_id = told.id, opened_at = now(),
        edition = case when {TURNS} then h.edition + 1 else h.edition end,
        page = case when {TURNS} then $2 else h.page end,
        after = case when not ({TURNS}) then h.after when $2 > 1 then h.next end,
        next = case when not ({TURNS}) then h.next end
    from told where h.slack_user = $1"""
"""From the page before it, or back to the first one; a press that comes too late turns nothing."""

NEWS_WAITING = """
    select id from owona_bot.deliveries where order_key = $1 and state = 'waiting' and target <> ''"""

READ = """
    select tab, filter, page, after, next, edition, field, event_id as event, shown,
           opened_at > now() - $2::interval as open
    from owona_bot.homes where slack_user = $1"""

VERSION = "select version from owona_bot.indexed"

BUMP = "update owona_bot.indexed set version = version + 1"

READ_AT = "update owona_bot.homes set version = $2 where slack_user = $1"

PUBLISHED = """
    update owona_bot.homes
    set version = $2, shown = $3, published_at = now(), next = case when edition = $4 then $5 else next end
    where slack_user = $1"""

STALE = """
    select h.slack_user, h.event_id, i.version
    from owona_bot.homes h cross join owona_bot.indexed i
    where h.opened_at > now() - $1::interval and h.version < i.version and h.published_at < now() - $2::interval
      and not exists (select from owona_bot.deliveries d
                      where d.order_key = 'home:' || h.slack_user and d.state in ('waiting', 'leased'))
    order by h.published_at"""

ME = f"""
    select a.id, a.slack_user, a.name, a.role, a.language, a.available, a.away_until, 0 as open_tickets, a.notices,
           a.skills, a.languages, a.cap, a.hours::text, s.id as substitute
    from owona_bot.agents a left join owona_bot.agents s on s.id = a.substitute and {holds("s")}
    where a.id = $1"""

ADMINS = "select slack_user from owona_bot.agents where active and role = 'admin' order by lower(name), id limit 5"

CHANGES = """
    select e.ticket_id, e.id, e.actor, e.created_at, m.author_type, c.name
    from (select ticket_id
          from (select ticket_id, facets, updated_at from owona_bot.search
                where part = 0 and updated_at > now() - interval '7 days'
                order by updated_at desc limit 20000) lately
          where facets && array['a:' || $1::text]
          order by updated_at desc limit 500) mine
    cross join lateral (
        select * from owona_bot.events e
        where e.ticket_id = mine.ticket_id and e.planned_at is not null
          and e.kind = any($3::text[]) and e.actor <> $2
          and e.created_at > now() - interval '7 days'
          and not exists (select from owona_bot.events own
                          where own.ticket_id = e.ticket_id and own.planned_at is not null
                            and own.id > e.id and own.actor = $2)
        order by e.id desc limit 1) e
    left join public.support_ticket_messages m on m.id = e.message_id
    left join owona_bot.agents c on e.actor = 'agent:' || c.id
    where $4::bigint is null or e.id < $4
    order by e.id desc limit $5"""
"""Read in the order of the last change [5 ms of a million tickets; the planner would gather all of one agent: 69]."""

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
    await raw.execute(OPEN, slack_user, OPEN_FOR)
    await _wanted(raw, slack_user)


async def want(raw: Raw, slack_user: str, tab: Tab | None, filter_: str, *, typed: bool = False) -> None:
    """From the first page on; `tab` None is the one that it was. `typed`: the filter stands in its field already."""
    await raw.execute(WANT, slack_user, tab, filter_, typed)
    await _wanted(raw, slack_user)


async def turn(raw: Raw, slack_user: str, page: int) -> None:
    """To the next page, or back to the first."""
    await raw.execute(TURN, slack_user, page)
    await _wanted(raw, slack_user)


async def _wanted(raw: Raw, slack_user: str) -> None:
    """A redraw that nobody asked for doesn't stand in the way."""
    key = f"home:{slack_user}"
    await raw.execute(deliveries.LOCK_KEYS, [key])
    if waiting := [row["id"] for row in await raw.fetch(NEWS_WAITING, key)]:
        await raw.execute(deliveries.ABSORB, waiting, "what was wanted since is drawn instead")
        await raw.execute(deliveries.NEXT, key)


async def of(raw: Raw, slack_user: str) -> Standing | None:
    """None for who never opened it."""
    row = await raw.fetchrow(READ, slack_user, OPEN_FOR)
    if row is None:
        return None
    found = dict(row)
    is_open, shown = found.pop("open"), found.pop("shown")
    return Standing(Wish(**found | {"tab": Tab(found["tab"])}), is_open, shown)


async def version(raw: Raw) -> int:
    """Of all that Homes show: ask before reading what this one does."""
    found: int = await raw.fetchval(VERSION)
    return found


async def bump(raw: Raw) -> None:
    """In the transaction that changes what lists show."""
    await raw.execute(BUMP)


async def read_at(raw: Raw, slack_user: str, version: int) -> None:
    """What stands there is what would be drawn."""
    await raw.execute(READ_AT, slack_user, version)


async def published(raw: Raw, slack_user: str, version: int, shown: bytes, edition: int, next_: str | None) -> None:
    """Slack has it; `next_` counts unless something else was wanted meanwhile."""
    await raw.execute(PUBLISHED, slack_user, version, shown, edition, next_)


async def stale(raw: Raw) -> list[Stale]:
    """Open ones that are not current and for which nothing is under way, the oldest first."""
    return [Stale(*row) for row in await raw.fetch(STALE, OPEN_FOR, AT_LEAST_APART)]


async def me(raw: Raw, agent: AgentId) -> Colleague:
    """Without the number of their tickets."""
    return colleague_of(await raw.fetchrow(ME, agent))


async def team(raw: Raw) -> list[Colleague]:
    """All of them."""
    return [colleague_of(row) for row in await raw.fetch(TEAM)]


async def admins(raw: Raw) -> list[str]:
    """Whom a stranger may ask, by Slack's ids."""
    return [row["slack_user"] for row in await raw.fetch(ADMINS)]


async def changes(raw: Raw, agent: Agent, after: int | None, limit: int) -> Sequence[Changed]:
    """On tickets that they hold, of the last seven days and since they did something themselves; the newest first."""
    rows = await raw.fetch(CHANGES, agent.email, agent.actor, list(CHANGED_KINDS), after, limit)
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
