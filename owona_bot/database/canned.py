"""Canned replies: one's own, and those that the team shares."""

from typing import Any

from sqlalchemy import BigInteger, BindParameter, TextualSelect, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from owona_bot.database.engine import Change
from owona_bot.domain.canned import NAME, CannedReply
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.reply_errors import CannedGone, CannedNameTaken
from owona_bot.domain.text import visible

SEEN = """
    select id, name, body, owner from owona_bot.canned_replies
    where (owner is null or owner = :agent) and {which}
    order by owner is null, lower(name), id limit :most"""


def _statement(which: str, *named: str) -> TextualSelect:
    """Of those that `agent` sees, their own first."""
    bound: list[BindParameter[Any]] = [
        bindparam("agent", type_=BigInteger),
        *(bindparam(name, type_=Text) for name in named),
    ]
    columns: dict[str, Any] = {"id": BigInteger(), "name": Text(), "body": Text(), "owner": BigInteger()}
    return text(SEEN.format(which=which)).bindparams(*bound).columns(**columns)


FOUND = _statement("strpos(lower(name), lower(:words)) + strpos(lower(body), lower(:words)) > 0", "words")

BY_ID = _statement("id = :id")

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('owona_bot.canned_replies', 0))")

TAKEN = text("""
    select exists (select from owona_bot.canned_replies
                   where owner is not distinct from cast(:owner as bigint) and lower(name) = lower(:name)
                     and id is distinct from cast(:id as bigint))""").bindparams(bindparam("name", type_=Text))

ADD = text("""
    insert into owona_bot.canned_replies (owner, name, body, changed_by) values (:owner, :name, :body, :agent)""")

CHANGE = text("""
    update owona_bot.canned_replies
    set owner = :owner, name = :name, body = :body, changed_by = :agent, changed_at = now() where id = :id""")

DROP = text("delete from owona_bot.canned_replies where id = :id")


async def find(connection: AsyncConnection, agent: AgentId, words: str, most: int) -> list[CannedReply]:
    """With `words` in their name or body; nothing finds all."""
    rows = await connection.execute(FOUND, {"agent": agent, "words": visible(words), "most": most})
    return [reply_of(row) for row in rows]


async def by_id(connection: AsyncConnection, id_: int, agent: AgentId) -> CannedReply:
    """Raises CannedGone, also for somebody else's own."""
    row = (await connection.execute(BY_ID, {"id": id_, "agent": agent, "most": 1})).one_or_none()
    if row is None:
        raise CannedGone
    return reply_of(row)


def reply_of(row: Any) -> CannedReply:  # a row of four columns has no useful type
    """A row of SEEN."""
    return CannedReply(row.id, row.name, row.body, row.owner)


async def lock(tx: Change) -> None:
    """Nobody else changes any until this transaction ends."""
    await tx.connection.execute(ONE_AT_A_TIME)


async def save(tx: Change, reply: CannedReply, by: Agent) -> None:
    """A new one has the id 0. Raises CannedNameTaken; the lock is held."""
    values = {"owner": reply.owner, "name": visible(reply.name), "body": visible(reply.body)}
    told = {"owner": reply.owner, "name": values["name"], "id": reply.id}
    if (await tx.connection.execute(TAKEN, told)).scalar_one():
        raise CannedNameTaken(NAME, name=reply.name)
    if reply.id:
        await tx.connection.execute(CHANGE, {**values, "agent": by.id, "id": reply.id})
    else:
        await tx.connection.execute(ADD, {**values, "agent": by.id})


async def drop(tx: Change, id_: int) -> None:
    """For ever."""
    await tx.connection.execute(DROP, {"id": id_})
