"""Letters: to whom one about a ticket goes, and why it may not."""

from uuid import UUID

from owona_bot.database import addressees, letters
from owona_bot.database.engine import Database
from owona_bot.domain.letter import Addressee
from owona_bot.domain.silence import NO_LETTER, Silence, why_not


async def addressee_of(db: Database, ticket: UUID) -> Addressee | None:
    """None when the ticket is gone."""
    async with db.read_raw() as raw:
        return await addressees.of_ticket(raw, ticket)


async def why_no_letter(db: Database, ticket_id: UUID) -> str | None:
    """The catalogue's key of the reason why the customer gets no answer by mail, or None."""
    async with db.read_raw() as raw:
        case = await letters.case(raw, ticket_id)
    why = Silence.TICKET_GONE if case is None else why_not("answer", case)
    return NO_LETTER[why] if why else None
