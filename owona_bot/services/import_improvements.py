"""Import of improvements: each is a live ticket of the system user, which the team sees like any other."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from owona_bot.database import imports, improvements
from owona_bot.database.engine import Database, Raw
from owona_bot.database.improvements import Known
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.imports import Fate, Told, settle, unseen
from owona_bot.domain.improvements import Improvement

ACTOR = "bot:import"

GONE = "its ticket was deleted here"

NO_SYSTEM_USER = (
    "Improvements are tickets of the system user, and {why}. Nothing was changed. Set OWONA_MAIL__SYSTEM_USER to the "
    "address of an account of the site that nobody reads."
)

Lined = tuple[int, Improvement]
"""With its line in the file."""


@dataclass(frozen=True, slots=True)
class Room:
    """What each is written with: `source` as table imported has it; no `owner` in a dry run that would make one."""

    source: str
    owner: UUID | None
    author_name: bool


async def import_improvements(
    db: Database, source: str, given: Sequence[Lined], system_user: str | None, *, dry_run: bool
) -> AsyncIterator[Told]:
    """What becomes of each, one transaction each; the same file again changes nothing. Raises OperatorError."""
    owner = await owner_in(db, system_user, dry_run=dry_run)
    room = Room(f"improvements:{source}", owner, db.author_name)
    for line, one in given:
        async with db.change_raw(by=ACTOR) as raw:
            await imports.wait(raw)
            known = await improvements.look(raw, room.source, one.key)
            told = told_of(line, one, known)
            if not dry_run:
                told = await write(raw, room, one, known, told)
        yield told


async def owner_in(db: Database, system_user: str | None, *, dry_run: bool) -> UUID | None:
    """The system user's account; in a database of the bot's own one is made. Raises OperatorError."""
    if system_user is None:
        raise OperatorError(NO_SYSTEM_USER.format(why="OWONA_MAIL__SYSTEM_USER is not set"))
    async with db.change_raw(by=ACTOR) as raw:
        may_make = await imports.is_ours(raw)
        if may_make and not dry_run:
            await improvements.make_account(raw, system_user)
        owner = await imports.account(raw, system_user)
    if owner is None and not may_make:
        raise OperatorError(NO_SYSTEM_USER.format(why=f"{system_user} has no account"))
    return owner


def told_of(line: int, one: Improvement, known: Known | None) -> Told:
    """Before anything is written."""
    if known is None:
        return Told(line, one.key, None, Fate.MADE)
    if known.number is None:
        return Told(line, one.key, None, Fate.REFUSED, why=GONE)
    settled = settle(hashed(one.fields), known.seen, hashed(known.present))
    added = len(new_comments(one, known))
    fate = Fate.CHANGED if settled.changed or added else Fate.UNCHANGED
    return Told(line, one.key, known.number, fate, settled.changed, settled.kept, added)


async def write(raw: Raw, room: Room, one: Improvement, known: Known | None, told: Told) -> Told:
    """With the number that it has then."""
    if told.fate is Fate.REFUSED:
        return told
    ticket = known.ticket if known else await improvements.add(raw, room.source, one, room.owner)
    if texts := new_comments(one, known):
        await improvements.comment(raw, ticket, texts, author_name=room.author_name)
    if told.fields:
        await improvements.change(raw, ticket, {name: one.fields[name] for name in told.fields})
    number = await improvements.number_of(raw, ticket)
    now = Known(ticket, number, {}, hashed(one.fields), said(one, known))
    await improvements.keep(raw, room.source, now, one.key)
    return replace(told, number=number)


def new_comments(one: Improvement, known: Known | None) -> list[str]:
    """What was added to the file; one that was deleted here does not come back."""
    texts = {digest(text): text for text in one.comments}
    return [texts[key] for key in unseen(texts, known.comments if known else (), ())]


def said(one: Improvement, known: Known | None) -> frozenset[str]:
    """Now or before."""
    return (known.comments if known else frozenset()) | frozenset(map(digest, one.comments))


def hashed(fields: Mapping[str, str]) -> dict[str, str]:
    """The table of what was imported keeps no text."""
    return {name: digest(text) for name, text in fields.items()}


def digest(text: str) -> str:
    """Short, and enough to tell whether it changed."""
    return sha256(text.encode()).hexdigest()[:24]
