"""What a letter is written from, what decides whether it goes, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from owona_bot.database import idle, preferences, requesters
from owona_bot.database.engine import Raw
from owona_bot.database.index_sql import known
from owona_bot.domain.letter import Quotation
from owona_bot.domain.silence import Case

SHEET = f"""
    select s.number, s.salt, s.requester_name, t.title, t.status, t.source_metadata as source, p.language,
           {requesters.address("$2::text")} as address,
           lower(u.email::text) as account,
           (select n.metadata from public.support_ticket_messages n
            where n.ticket_id = t.id and n.author_type = 'customer'
            order by n.created_at desc, n.id desc limit 1) as newest
    from public.support_tickets t
    join owona_bot.ticket_state s on s.ticket_id = t.id
    left join auth.users u on u.id = t.user_id
    left join public.profiles p on p.id = t.user_id
    where t.id = $1"""

SAID = f"""
    select m.id, m.message as text, to_jsonb(m) ->> 'author_name' as name,
           {known("m.created_at")} as created_at, c.rich_text, q.message as quoted, q.created_at as quoted_at
    from public.support_ticket_messages m
    left join owona_bot.message_content c on c.message_id = m.id
    left join lateral (
        select b.message, {known("b.created_at")} as created_at from public.support_ticket_messages b
        where b.ticket_id = m.ticket_id and b.author_type = 'customer' and not b.internal_only
          and (b.created_at, b.id) < (m.created_at, m.id)
        order by b.created_at desc, b.id desc limit 1) q on true
    where m.id = $1 and m.author_type = 'support' and not m.internal_only"""

NAMES = "select slack_user, name from owona_bot.agents"

OWN_TICKET = "select exists (select from owona_bot.agents where email = $1 and active)"

TOLD_TODAY = """
    select exists (select from owona_bot.mail_log
                   where direction = 'out' and recipient = $1 and letter = 'received'
                     and created_at > now() - interval '1 day')"""

TOLD_LATE = """
    select exists (select from owona_bot.mail_log
                   where direction = 'out' and ticket_id = $1 and letter = 'sla_warning'
                     and created_at > now() - interval '1 day')"""

ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('letter:' || $1::text, 0))"

END = """
    update owona_bot.mail_log set verdict = $2, finished_at = now()
    where id = $1 and verdict is null returning id"""

AGE = "select now() - created_at from owona_bot.mail_log where id = $1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ticket as its letters see it; `account` is its owner's address, `source` and `newest` are metadata."""

    number: int
    title: str
    status: str
    salt: bytes
    requester: str | None
    address: str | None
    account: str | None
    source: Mapping[str, object]
    newest: Mapping[str, object]
    language: str | None

    @property
    def mail_kind(self) -> str | None:
        """Of the mail that opened it, or None for a ticket that came another way."""
        mail = self.source.get("mail")
        return str(mail.get("kind")) if isinstance(mail, Mapping) else None


@dataclass(frozen=True, slots=True)
class Said:
    """A public answer; `last` is the customer's message before it."""

    message: UUID
    text: str
    rich_text: Mapping[str, object] | None
    name: str | None
    when: datetime
    last: Quotation | None


async def sheet(raw: Raw, ticket: UUID, system_user: str | None) -> Sheet | None:
    """None when it was deleted; `system_user` is the address of who owns what nobody's account does."""
    row = await raw.fetchrow(SHEET, ticket, system_user)
    if row is None:
        return None
    return Sheet(
        number=row["number"],
        title=row["title"],
        status=row["status"],
        salt=row["salt"],
        requester=row["requester_name"],
        address=row["address"] or None,
        account=row["account"],
        source=mapping(row["source"]),
        newest=mapping(row["newest"]),
        language=row["language"],
    )


def mapping(value: object) -> Mapping[str, object]:
    """The site's own metadata is always an object; scripts have left others."""
    return value if isinstance(value, Mapping) else {}


async def said(raw: Raw, message: UUID) -> Said | None:
    """None when it was deleted, or is no answer to the customer any more."""
    row = await raw.fetchrow(SAID, message)
    if row is None:
        return None
    return Said(
        message=row["id"],
        text=row["text"],
        rich_text=row["rich_text"],
        name=row["name"],
        when=row["created_at"],
        last=quotation(row["quoted"], row["quoted_at"]),
    )


def quotation(text: str | None, when: datetime | None) -> Quotation | None:
    """None of a message that is not there, or says nothing."""
    return Quotation(text, when) if text and when else None


async def names(raw: Raw) -> dict[str, str]:
    """Slack user to name, for mentions in an answer."""
    return {row["slack_user"]: row["name"] for row in await raw.fetch(NAMES)}


async def case_of(raw: Raw, ticket: UUID, sheet: Sheet, system_user: str | None) -> Case:
    """What decides, as it is now; whether it was told today is certain only while `one_at_a_time` is held."""
    bare = (sheet.address or "").lower()
    return Case(
        address=bare or None,
        is_system_user=bare == (system_user or "").lower(),
        bounces=await preferences.why_suppressed(raw, bare) is not None,
        wants=await preferences.wanted(raw, bare, ticket),
        mail_kind=sheet.mail_kind,
        own_ticket=await raw.fetchval(OWN_TICKET, bare),
        told_today=await raw.fetchval(TOLD_TODAY, bare),
        is_resolved=sheet.status == "resolved",
        is_waiting=sheet.status == "waiting_customer" and not await idle.has_answered(raw, ticket),
        told_late=await raw.fetchval(TOLD_LATE, ticket),
    )


async def one_at_a_time(raw: Raw, address: str) -> None:
    """Letters to an address are decided one after the other, until the transaction ends."""
    await raw.execute(ONE_AT_A_TIME, address.lower())


async def end(raw: Raw, mail: int, verdict: str) -> bool:
    """Once: False when it had ended already."""
    return await raw.fetchval(END, mail, verdict) is not None


async def age(raw: Raw, mail: int) -> timedelta:
    """Since it was written."""
    waited: timedelta = await raw.fetchval(AGE, mail)
    return waited
