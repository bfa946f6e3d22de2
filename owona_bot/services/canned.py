"""Canned replies: found, kept, and filled for a ticket; decided by `domain.canned`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from owona_bot.database import canned
from owona_bot.database.engine import Database
from owona_bot.domain.canned import (
    CannedReply,
    Variable,
    check,
    fill,
    may_edit,
    placeholders,
    unknown_in,
    values_for,
)
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.reply_errors import NotYourCanned
from owona_bot.domain.text import is_blank
from owona_bot.domain.ticket import Ticket
from owona_bot.richtext import markdown
from owona_bot.richtext.document import Document

MOST = 100
"""Slack shows no more choices at once."""


@dataclass(frozen=True, slots=True)
class Filled:
    """`empty` are placeholders that nothing is known for: they stand in the text, to be replaced by hand.

    With `unknown` ones, which an older version knew, there is no text.
    """

    document: Document
    empty: Sequence[str]
    unknown: Sequence[str]


async def find_canned(db: Database, words: str, agent: Agent) -> list[CannedReply]:
    """One's own first; by name, MOST at most."""
    permit(agent, Act.CANNED)
    async with db.read() as connection:
        return await canned.find(connection, agent.id, words.strip(), MOST)


async def canned_of(db: Database, id_: int, agent: Agent) -> CannedReply:
    """Raises CannedGone."""
    permit(agent, Act.CANNED)
    async with db.read() as connection:
        return await canned.by_id(connection, id_, agent.id)


async def save_canned(db: Database, reply: CannedReply, agent: Agent, knock: str | None) -> None:
    """A new one has the id 0; its owner decides who sees it. Raises a FieldError, CannedGone or NotYourCanned."""
    permit(agent, Act.CANNED if reply.owner is not None else Act.CANNED_SHARED)
    check(reply.name, reply.body)
    async with db.change(by=agent.actor, once=knock) as tx:
        await canned.lock(tx)
        if reply.id:
            _check_edit(await canned.by_id(tx.connection, reply.id, agent.id), agent)
        await canned.save(tx, replace(reply, name=" ".join(reply.name.split())), agent)


async def delete_canned(db: Database, id_: int, agent: Agent, knock: str | None) -> CannedReply:
    """What it was. Raises CannedGone or NotYourCanned."""
    permit(agent, Act.CANNED)
    async with db.change(by=agent.actor, once=knock) as tx:
        await canned.lock(tx)
        found = await canned.by_id(tx.connection, id_, agent.id)
        _check_edit(found, agent)
        await canned.drop(tx, id_)
    return found


def _check_edit(reply: CannedReply, agent: Agent) -> None:
    if not may_edit(reply, agent):
        raise NotYourCanned(name=reply.name)


def filled(reply: CannedReply, ticket: Ticket, agent: Agent, today: str) -> Filled:
    """As it begins an answer of `agent`; `today` as the customer writes a day."""
    if unknown := unknown_in(reply.body):
        return Filled(Document(), (), unknown)
    values = values_for(ticket, agent, today)
    empty = empty_in(reply.body, values)
    text = fill(reply.body, {**values, **empty})
    return Filled(markdown.read(text), tuple(empty.values()), ())


def empty_in(body: str, values: Mapping[Variable, str]) -> dict[Variable, str]:
    """Variables without a value, as they were first written."""
    found: dict[Variable, str] = {}
    for written, variable in placeholders(body):
        if variable is not None and is_blank(values.get(variable, "")):
            found.setdefault(variable, written[0])
    return found
