"""Whom letters about a ticket go to."""

from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.letter import Addressee, Quotation, language_of, locale_of

OF_TICKET = """
    select s.ticket_id, s.number, t.title, t.description, t.created_at, t.source_metadata, s.requester_name,
           coalesce(nullif(s.requester_address, ''), u.email::text) as address, u.email::text as owner, p.language,
           m.message, m.metadata, m.created_at as written_at
    from owona_bot.ticket_state s
    join public.support_tickets t on t.id = s.ticket_id
    left join auth.users u on u.id = t.user_id
    left join public.profiles p on p.id = t.user_id
    left join lateral (
        select message, metadata, created_at from public.support_ticket_messages
        where ticket_id = t.id and author_type = 'customer' and not internal_only
        order by created_at desc, id desc limit 1) m on true
    where s.ticket_id = $1"""


async def of_ticket(raw: Raw, ticket: UUID) -> Addressee | None:
    """None when the ticket is gone. A ticket without a message has its description for one."""
    row = await raw.fetchrow(OF_TICKET, ticket)
    if row is None:
        return None
    address, account = row["address"], (row["address"] or "").lower() == (row["owner"] or "").lower()
    told = (row["source_metadata"] or {}, row["metadata"] or {}, row["language"] if account else None)
    last = Quotation(row["message"] or row["description"], row["written_at"] or row["created_at"])
    return Addressee(
        ticket=row["ticket_id"],
        number=row["number"],
        title=row["title"],
        name=row["requester_name"],
        address=address.lower() if address else None,
        locale=locale_of(*told),
        language=language_of(*told),
        account=account and bool(address),
        last=last,
    )
