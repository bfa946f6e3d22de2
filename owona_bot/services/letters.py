"""Letters: to whom an answer about a ticket goes, and why it may not."""

from dataclasses import dataclass
from uuid import UUID

from owona_bot.database import addressees, letters
from owona_bot.database.engine import Database
from owona_bot.domain.letter import Addressee
from owona_bot.domain.silence import NO_LETTER, Silence, why_not


@dataclass(frozen=True, slots=True)
class Prospect:
    """`to` is None when the ticket is gone; `why_no_letter` is a key of the catalogue, None when a letter goes."""

    to: Addressee | None
    why_no_letter: str | None


async def outlook(db: Database, ticket: UUID, system_user: str | None) -> Prospect:
    """What would become of an answer that is written now."""
    async with db.read_raw() as raw:
        sheet = await letters.sheet(raw, ticket, system_user)
        if sheet is None:
            return Prospect(None, NO_LETTER[Silence.TICKET_GONE])
        to = await addressees.of_ticket(raw, ticket, sheet)
        why = why_not("answer", await letters.case_of(raw, ticket, sheet, system_user))
    return Prospect(to, NO_LETTER[why] if why else None)
