"""What customers want to hear of, which addresses bounce, and the links by which they say so."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.preference import Wants

TOKEN_LIFE = timedelta(days=400)
"""A letter that is opened a year later still lets its reader go."""

WANTED = """
    select wants from owona_bot.preferences
    where address = $1 and (ticket_id = $2 or ticket_id is null)
    order by ticket_id nulls last limit 1"""

KEEP = """
    insert into owona_bot.preferences (address, ticket_id, wants) values ($1, $2, $3)
    on conflict (address, ticket_id) do update set wants = excluded.wants, updated_at = now()"""

SUPPRESSED = "select reason from owona_bot.suppressions where address = $1"

SUPPRESS = "insert into owona_bot.suppressions (address, reason) values ($1, $2) on conflict (address) do nothing"

ADD_TOKEN = """
    insert into owona_bot.tokens (hash, purpose, address, ticket_id, expires_at)
    values ($1, $2, $3, $4, now() + $5)"""

ASK = """
    insert into owona_bot.tokens (hash, purpose, address, ticket_id, expires_at)
    select $1, 'asked', $2, $3, now() + $5
    where not exists (
        select from owona_bot.tokens where address = $2 and purpose = 'asked' and created_at > now() - $4::interval)
    returning 1"""
"""No door opens for it: it keeps whose link was asked for, and when another may be."""

ASKED = """
    select t.address, t.ticket_id, t.used_for, s.number
    from owona_bot.tokens t left join owona_bot.ticket_state s using (ticket_id)
    where t.hash = $1 and t.purpose = 'asked'"""

TOKEN = """
    select t.address, t.ticket_id, t.used_for, s.number
    from owona_bot.tokens t left join owona_bot.ticket_state s using (ticket_id)
    where t.hash = $1 and t.purpose = $2 and t.expires_at > now()"""

USE_TOKEN = """
    update owona_bot.tokens set used_at = now(), used_for = $3
    where hash = $1 and purpose = $2 and expires_at > now() and used_at is null returning address, ticket_id"""

ASKED_EACH = timedelta(hours=1)
"""An address gets no more fresh links than one in it."""

ASKED_LIFE = timedelta(days=7)
"""However long no mail server is there."""


@dataclass(frozen=True, slots=True)
class Link:
    """Whose link it is; `used_for` is what it was used for already, or None; `number` is the ticket's."""

    address: str
    ticket: UUID | None
    used_for: str | None
    number: int | None = None


async def wanted(raw: Raw, address: str, ticket: UUID | None) -> Wants:
    """The ticket's own choice before the address's; `all` until somebody chose."""
    found: Wants | None = await raw.fetchval(WANTED, address.lower(), ticket)
    return found or "all"


async def keep(raw: Raw, address: str, ticket: UUID | None, wants: Wants) -> None:
    """For one ticket, or without one for all."""
    await raw.execute(KEEP, address.lower(), ticket, wants)


async def why_suppressed(raw: Raw, address: str) -> str | None:
    """The reason why nothing is sent there any more, or None."""
    reason: str | None = await raw.fetchval(SUPPRESSED, address.lower())
    return reason


async def suppress(raw: Raw, address: str, reason: str) -> None:
    """Nothing is sent there until somebody takes it out."""
    await raw.execute(SUPPRESS, address.lower(), reason)


async def add_token(raw: Raw, hash_: bytes, purpose: str, address: str, ticket: UUID | None) -> None:
    """A link's random token is known to its letter alone; here lies its hash."""
    await raw.execute(ADD_TOKEN, hash_, purpose, address.lower(), ticket, TOKEN_LIFE)


async def ask(raw: Raw, asked: bytes, whose: Link) -> bool:
    """False for an address that asked within ASKED_EACH; `letters.one_at_a_time` is held."""
    return await raw.fetchrow(ASK, asked, whose.address, whose.ticket, ASKED_EACH, ASKED_LIFE) is not None


async def asked(raw: Raw, hash_: bytes) -> Link | None:
    """Whose fresh link was asked for; None once it was cleared away."""
    return link_of(await raw.fetchrow(ASKED, hash_))


async def link(raw: Raw, hash_: bytes, purpose: str) -> Link | None:
    """None for a token that is unknown, for something else, or too old."""
    return link_of(await raw.fetchrow(TOKEN, hash_, purpose))


def link_of(row: Any) -> Link | None:  # a row of four columns has no useful type
    """A row of TOKEN, or None."""
    return Link(row["address"], row["ticket_id"], row["used_for"], row["number"]) if row else None


async def use(raw: Raw, hash_: bytes, purpose: str, what: str) -> bool:
    """Once; False when it was used already, is unknown or too old."""
    return await raw.fetchrow(USE_TOKEN, hash_, purpose, what) is not None
