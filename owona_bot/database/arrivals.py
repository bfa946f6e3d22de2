"""What a mail that came in is written into: messages, tickets, and the ticket that its token names."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.database.tickets import TAKE_IN
from owona_bot.domain.silence import TO_CUSTOMERS

BY_NUMBER = """
    select s.ticket_id, s.salt, s.requester_address, t.user_id
    from owona_bot.ticket_state s join public.support_tickets t on t.id = s.ticket_id
    where s.number = $1"""

SENT = """
    select l.id, l.ticket_id, l.recipient, l.verdict, l.letter, t.user_id as owner
    from owona_bot.mail_log l left join public.support_tickets t on t.id = l.ticket_id
    where l.direction = 'out' and l.mail_id = $1 limit 1"""

ACCOUNT = "select id from auth.users where email = lower($1) limit 1"

ADD_MESSAGE = """
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, message, metadata)
    values ($1, 'customer', $2, $3, $4) returning id"""

ADD_NAMED_MESSAGE = """
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, message, metadata, author_name)
    values ($1, 'customer', $2, $3, $4, $5) returning id"""

REOPEN = """
    update public.support_tickets t set status = 'investigating'
    where t.id = $1 and t.status <> 'investigating' and not exists (
        select from owona_bot.ticket_state s join public.support_tickets x on x.id = s.merged_into
        where s.ticket_id = t.id)"""
"""One that goes on in another stays closed: the plan sees to the other."""

ADD_TICKET = """
    insert into public.support_tickets (user_id, title, description, category, source_metadata)
    values ($1, $2, $3, 'other', $4) returning id"""

TAKE_IN_ONE = TAKE_IN.format(ticket="$1")

ASKED_BY = """
    update owona_bot.ticket_state set requester_name = $2, requester_address = $3 where ticket_id = $1"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose ticket a reply token names; `salt` is what the token was sealed with."""

    ticket: UUID
    owner: UUID
    salt: bytes
    requester: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter of ours that somebody speaks of."""

    mail: int
    ticket: UUID | None
    recipient: str
    verdict: str | None
    owner: UUID | None
    to_customer: bool


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A customer's message; `name` is what the thread shows of its author."""

    ticket: UUID
    owner: UUID
    text: str
    name: str | None
    metadata: Mapping[str, object]


async def addressee(raw: Raw, number: int) -> Addressee | None:
    """None for a number that no ticket has."""
    row = await raw.fetchrow(BY_NUMBER, number)
    return Addressee(row["ticket_id"], row["user_id"], row["salt"], row["requester_address"]) if row else None


async def sent(raw: Raw, mail_id: str | None) -> Sent | None:
    """The letter with that Message-ID, if it is ours."""
    row = await raw.fetchrow(SENT, mail_id) if mail_id else None
    if row is None:
        return None
    to_customer = row["letter"] in TO_CUSTOMERS
    return Sent(row["id"], row["ticket_id"], row["recipient"], row["verdict"], row["owner"], to_customer)


async def account(raw: Raw, address: str) -> UUID | None:
    """`auth.users.id` of the account with that address."""
    found: UUID | None = await raw.fetchval(ACCOUNT, address)
    return found


async def add_message(raw: Raw, new: NewMessage, *, author_name: bool) -> UUID:
    """`author_name`: whether the live table has that column."""
    values = (new.ticket, new.owner, new.text, dict(new.metadata))
    named = (ADD_NAMED_MESSAGE, *values, new.name) if author_name else (ADD_MESSAGE, *values)
    message: UUID = await raw.fetchval(*named)
    return message


async def reopen(raw: Raw, ticket: UUID) -> None:
    """As the site's own reply route does it, without its step of priority."""
    await raw.execute(REOPEN, ticket)


async def add_ticket(raw: Raw, owner: UUID, title: str, text: str, source: Mapping[str, object]) -> UUID:
    """Its row in `ticket_state` stands as well, also where the trigger failed."""
    ticket: UUID = await raw.fetchval(ADD_TICKET, owner, title, text, dict(source))
    await raw.execute(TAKE_IN_ONE, ticket)
    return ticket


async def asked_by(raw: Raw, ticket: UUID, name: str | None, address: str) -> None:
    """Who wrote, where the ticket belongs to the system user."""
    await raw.execute(ASKED_BY, ticket, name, address)
