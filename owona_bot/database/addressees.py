"""Whom letters about a ticket go to."""

from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.database.letters import Sheet, quotation
from owona_bot.domain.letter import HOME, Addressee, Quotation, language_of, locale_of

LAST = """
    select message, created_at from public.support_ticket_messages
    where ticket_id = $1 and author_type = 'customer' and not internal_only
    order by created_at desc, id desc limit 1"""


async def of_ticket(raw: Raw, ticket: UUID, sheet: Sheet) -> Addressee:
    """Who would be written to now."""
    row = await raw.fetchrow(LAST, ticket)
    return addressee_of(sheet, quotation(row["message"], row["created_at"]) if row else None)


def addressee_of(sheet: Sheet, last: Quotation | None) -> Addressee:
    """The site's page is for those who have an account there; the browser told the site their zone."""
    told = (sheet.source, sheet.newest, sheet.language)
    zone = sheet.source.get("timezone")
    return Addressee(
        number=sheet.number,
        title=sheet.title,
        name=sheet.requester,
        address=sheet.address.lower() if sheet.address else None,
        locale=locale_of(*told),
        language=language_of(*told),
        account=sheet.account == (sheet.address or "").lower(),
        zone=zone if isinstance(zone, str) and zone else HOME,
        last=last,
    )
