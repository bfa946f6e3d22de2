"""Note: what stays inside, whether said in a ticket's thread or by command."""

from uuid import UUID

from owona_bot.database import agents, notes, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.note import Heard
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket
from owona_bot.richtext import plain
from owona_bot.richtext.slack import read


async def write_note(db: Database, number: int, said: str, agent: Agent, knock: str | None) -> Ticket:
    """Keep it for the team; a delivery shows it in the ticket's thread. Raises NoSuchTicket."""
    permit(agent, Act.NOTE)
    async with db.change(by=agent.actor, once=knock) as tx:
        ticket = await tickets.by_number(tx.connection, number)
        await notes.add(tx, ticket.id, agent, said, None)
        tx.answer = {"number": number}
    return ticket


async def keep_heard(db: Database, heard: Heard, knock: str | None) -> UUID | None:
    """The ticket in whose thread it was; None for what was said elsewhere, which is not kept."""
    async with db.read() as connection:
        ticket = await notes.ticket_of(connection, heard.channel, heard.thread, heard.ts)
        if ticket is None:
            return None
        names = await agents.slack_names(connection)
        agent = await agents.by_slack_user(connection, heard.user or "")
    spoken = plain.write(read(heard.rich_text), names) if heard.rich_text else heard.text
    said = "\n".join(filter(None, [spoken, *(f"📎 {name}" for name in heard.files)]))
    async with db.change(by=agent.actor if agent else f"slack:{heard.user}", once=knock) as tx:
        await notes.keep(tx, heard, said, ticket, agent.id if agent else None)
    return ticket
