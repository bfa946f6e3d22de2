"""Tickets of a file, a batch at a time: what stands here, and what is written of them. All in one transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from owona_bot.database import imports_after_sql as after
from owona_bot.database import imports_sql as sql
from owona_bot.database.engine import Raw
from owona_bot.domain.errors import OperatorError

PATIENCE = 600.0
"""Seconds for a statement, and for another import's batch."""

SOURCE = "tickets"
"""In table imported; tickets of our own export are known by their id."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the file said of a ticket when it was imported last: hashes of fields, ids of messages, keys of notes."""

    fields: Mapping[str, str]
    messages: frozenset[str]
    notes: frozenset[str]

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> "Seen | None":  # what `as_json` made
        """None of one that was never imported."""
        return cls(kept["fields"], frozenset(kept["messages"]), frozenset(kept["notes"])) if kept else None

    def as_json(self) -> str:
        """The same for the same."""
        told = {"fields": dict(self.fields), "messages": sorted(self.messages), "notes": sorted(self.notes)}
        return json.dumps(told, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket of the file, and what stands here of it. Ids are text.

    `taken`: another ticket has its number. `foreign`: a message or note of it belongs to another ticket.
    """

    id: UUID
    number_here: int | None
    is_here: bool
    is_gone: bool
    taken: UUID | None
    foreign: str | None
    has_owner: bool
    given: Mapping[str, str]
    present: Mapping[str, str]
    seen: Seen | None
    messages: Sequence[str]
    notes: Sequence[str]
    messages_here: frozenset[str]
    notes_here: frozenset[str]


@dataclass(frozen=True, slots=True)
class Work:
    """What to write of the batch that was looked at in this transaction.

    `owner` takes the tickets of people without an account, unless they are made one.
    """

    new: Sequence[UUID]
    changes: Mapping[UUID, Sequence[str]]
    messages: Sequence[UUID]
    notes: Sequence[str]
    seen: Mapping[UUID, Seen]
    touched: Sequence[UUID]
    owner: UUID | None
    make_accounts: bool


async def wait(raw: Raw) -> None:
    """Until no other import is at it; before `look`."""
    await raw.execute(sql.WAIT, timeout=PATIENCE)


async def is_ours(raw: Raw) -> bool:
    """Whether accounts may be made: `auth` is no Supabase's."""
    ours: bool = await raw.fetchval(sql.IS_OURS)
    return ours


async def account(raw: Raw, address: str) -> UUID | None:
    """Of whom it is; in lower case."""
    found: UUID | None = await raw.fetchval("select id from auth.users where email = $1 limit 1", address)
    return found


async def move_on(raw: Raw, number: int) -> None:
    """New tickets get numbers behind it."""
    await raw.execute(sql.MOVE_ON, number, timeout=PATIENCE)


async def look(raw: Raw, given: str) -> dict[UUID, Found]:
    """`given` is a JSON list of tickets, which are locked; once a transaction."""
    await raw.execute(sql.GIVEN, timeout=PATIENCE)
    await raw.execute(sql.GIVE, given, timeout=PATIENCE)
    await raw.execute(sql.LOCK, timeout=PATIENCE)
    return {row["id"]: found_of(row) for row in await raw.fetch(sql.LOOK, SOURCE, timeout=PATIENCE)}


def found_of(row: Raw) -> Found:
    """A row of LOOK."""
    foreign = row["foreign_message"] or row["foreign_note"]
    return Found(
        id=row["id"],
        number_here=row["number_here"],
        is_here=row["is_here"],
        is_gone=row["is_gone"],
        taken=row["taken"],
        foreign=str(foreign) if foreign else None,
        has_owner=row["has_owner"],
        given=row["given"],
        present=row["present"],
        seen=Seen.read(row["seen"]),
        messages=[str(id_) for id_ in row["messages"]],
        notes=row["notes"],
        messages_here=frozenset(map(str, row["messages_here"])),
        notes_here=frozenset(row["notes_here"]),
    )


async def write(raw: Raw, work: Work, *, author_name: bool) -> None:
    """All of it, and nobody is told."""
    if work.new:
        await _add_tickets(raw, work)
    if work.changes:
        changes = json.dumps({str(ticket): list(fields) for ticket, fields in work.changes.items()})
        await raw.execute(sql.CHANGE_TICKETS, changes, timeout=PATIENCE)
        await raw.execute(sql.CHANGE_STATES, changes, timeout=PATIENCE)
    if work.messages or work.notes:
        await _add_said(raw, work, author_name=author_name)
    if work.touched:
        await _merge(raw, work.touched)
        await raw.execute(after.SEEN, work.touched, timeout=PATIENCE)
        await raw.execute(after.OLD_NEWS, work.touched, timeout=PATIENCE)
        await raw.execute(after.REDRAW, work.touched, timeout=PATIENCE)
    keys = [str(ticket) for ticket in work.seen]
    kept = [seen.as_json() for seen in work.seen.values()]
    await raw.execute(after.KEEP_SEEN, SOURCE, keys, list(work.seen), kept, timeout=PATIENCE)


async def _add_tickets(raw: Raw, work: Work) -> None:
    if work.make_accounts:
        await raw.execute(sql.MAKE_USERS, work.new, timeout=PATIENCE)
    await raw.execute(sql.ADD_STATES, work.new, timeout=PATIENCE)
    await raw.execute(sql.ADD_TICKETS, work.new, work.owner, timeout=PATIENCE)


async def _add_said(raw: Raw, work: Work, *, author_name: bool) -> None:
    await raw.execute(sql.ADD_AGENTS, timeout=PATIENCE)
    add = sql.ADD_MESSAGES.replace("{name}", "author_name, " if author_name else "")
    await raw.execute(add, work.messages, timeout=PATIENCE)
    await raw.execute(sql.ADD_CONTENT, work.messages, timeout=PATIENCE)
    await raw.execute(sql.ADD_FILES, work.messages, timeout=PATIENCE)
    if work.notes:
        await raw.execute(sql.ADD_NOTES, work.notes, timeout=PATIENCE)


async def _merge(raw: Raw, touched: Sequence[UUID]) -> None:
    if (number := await raw.fetchval(after.CIRCLE, touched)) is not None:
        raise OperatorError(
            f"#{number} would go on in itself, by way of others here. What was imported before it stays."
        )
    await raw.execute(after.PART, touched, timeout=PATIENCE)
    await raw.execute(after.JOIN, touched, timeout=PATIENCE)


async def tell(raw: Raw, counts: Mapping[str, int]) -> None:
    """For the audit trail; in a change."""
    await raw.execute(after.IMPORTED, json.dumps(counts), timeout=PATIENCE)
