"""Guard: what an answer carries that should not leave; whose addresses it names, the database knows."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import held
from owona_bot.domain.guard import Finding, emails_in, findings
from owona_bot.domain.held import Rules
from owona_bot.domain.reply import Reply
from owona_bot.domain.ticket import Ticket


async def findings_in(
    connection: AsyncConnection, reply: Reply, text: str, ticket: Ticket, rules: Rules, also: Collection[UUID]
) -> tuple[Finding, ...]:
    """In the text, the quick replies and the names of the files; what is within the files nobody reads.

    Where the requesters of tickets that go on here (`also`) read it too, the ticket's own is one of the others.
    """
    said = "\n".join([text, *reply.quick_replies, *(file.name for file in reply.files)])
    others = await held.of_others(connection, emails_in(said))
    return findings(said, rules.own, None if also else ticket.requester.address, others)
