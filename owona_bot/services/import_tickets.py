"""Import: tickets of a file are restored or brought up to date, a batch a transaction, and nobody hears of it."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from owona_bot.database import imports
from owona_bot.database.engine import Database, Raw
from owona_bot.database.imports import Found, Seen, Work
from owona_bot.domain.imports import Fate, Told, settle, unseen

ACTOR = "bot:import"

AT_ONCE = 250
"""Tickets of a batch."""

AT_ONCE_SIZE = 8 * 1024 * 1024
"""Characters of a batch; the ticket that goes beyond is the last."""

GONE = "it was deleted here"
NO_OWNER = (
    "{address} has no account here, accounts are only made in a database of the bot's own, and no system user with an "
    "account is set (OWONA_MAIL__SYSTEM_USER)"
)
TAKEN = "#{number} is another ticket here ({other})"
FOREIGN = "its message or note {what} belongs to another ticket here"


@dataclass(frozen=True, slots=True)
class Given:
    """A ticket of the file: its line, its text, and what that says."""

    line: int
    text: str
    ticket: Mapping[str, Any]  # of the shape that domain/ticket_file.py checks

    @property
    def id(self) -> UUID:
        """As the file has it."""
        return UUID(self.ticket["id"])


@dataclass(frozen=True, slots=True)
class Batch:
    """What was decided of some tickets: `told` in the file's order."""

    told: Sequence[Told]
    work: Work


@dataclass(frozen=True, slots=True)
class Owners:
    """`may_make`: accounts are ours to make. `system`: whose tickets are those of people without an account."""

    may_make: bool
    system: UUID | None

    def take(self, found: Found) -> bool:
        """Whether its ticket has an owner here, or gets one."""
        return found.has_owner or self.may_make or self.system is not None


async def import_tickets(
    db: Database, given: Iterable[Given], system_user: str | None, last_number: int, *, dry_run: bool
) -> AsyncGenerator[Told, None]:
    """What becomes of each; `last_number` is the highest of the file. The same file again changes nothing."""
    owners = await owners_in(db, system_user)
    for batch in batches(given):
        async with db.change_raw(by=ACTOR) as raw:
            await imports.wait(raw)
            decided = await decide(raw, batch, owners)
            if not dry_run:
                if decided.work.new:
                    await imports.move_on(raw, last_number)
                await write(raw, decided, author_name=db.author_name)
        for told in decided.told:
            yield told


async def owners_in(db: Database, system_user: str | None) -> Owners:
    """An address that has no account is no system user."""
    async with db.read_raw() as raw:
        return Owners(await imports.is_ours(raw), await imports.account(raw, system_user) if system_user else None)


def batches(given: Iterable[Given]) -> Iterator[list[Given]]:
    """Neither many nor large."""
    batch: list[Given] = []
    for one in given:
        batch.append(one)
        if len(batch) == AT_ONCE or sum(len(other.text) for other in batch) >= AT_ONCE_SIZE:
            yield batch
            batch = []
    if batch:
        yield batch


async def decide(raw: Raw, batch: Sequence[Given], owners: Owners) -> Batch:
    """What to do with each, by what stands here now."""
    found = await imports.look(raw, f"[{','.join(one.text for one in batch)}]")
    told = [told_of(one, found[one.id], owners) for one in batch]
    return Batch(told, work_of([(one, found[one.id]) for one in batch], told, owners))


def told_of(one: Given, found: Found, owners: Owners) -> Told:
    """Before anything is written."""
    key, number = str(found.id), found.number_here if found.is_here else one.ticket["number"]
    why = refused(one, found, owners)
    if why is not None:
        return Told(one.line, key, found.number_here if found.is_here else None, Fate.REFUSED, why=why)
    if not found.is_here:
        return Told(one.line, key, number, Fate.MADE)
    settled = settle(given_of(one, found), found.seen.fields if found.seen else None, found.present)
    added = len(new_messages(found)) + len(new_notes(found))
    fate = Fate.CHANGED if settled.changed or added else Fate.UNCHANGED
    renumbered = () if one.ticket["number"] == number else ("number",)
    return Told(one.line, key, number, fate, settled.changed, (*renumbered, *settled.kept), added)


def given_of(one: Given, found: Found) -> dict[str, str]:
    """Only what the file speaks of."""
    return {name: value for name, value in found.given.items() if name in one.ticket}


def refused(one: Given, found: Found, owners: Owners) -> str | None:
    """Why it can't be imported, or None."""
    if found.is_gone:
        return GONE
    if found.foreign is not None:
        return FOREIGN.format(what=found.foreign)
    if found.is_here:
        return None
    if found.taken is not None:
        return TAKEN.format(number=one.ticket["number"], other=found.taken)
    if not owners.take(found):
        return NO_OWNER.format(address=one.ticket.get("user_address") or one.ticket["user_id"])
    return None


def new_messages(found: Found) -> tuple[str, ...]:
    """All of a new ticket's."""
    if not found.is_here:
        return tuple(found.messages)
    return unseen(found.messages, found.seen.messages if found.seen else None, found.messages_here)


def new_notes(found: Found) -> tuple[str, ...]:
    """The same of its notes."""
    if not found.is_here:
        return tuple(found.notes)
    return unseen(found.notes, found.seen.notes if found.seen else None, found.notes_here)


def work_of(pairs: Sequence[tuple[Given, Found]], told: Sequence[Told], owners: Owners) -> Work:
    """What is to be written of those that are not refused."""
    wanted = [(one, fate) for (_, one), fate in zip(pairs, told, strict=True) if fate.fate is not Fate.REFUSED]
    speaks = {one.id: given_of(given, one) for given, one in pairs}
    busy = [one for one, fate in wanted if fate.fate is not Fate.UNCHANGED]
    return Work(
        new=[one.id for one, fate in wanted if fate.fate is Fate.MADE],
        changes={one.id: fate.fields for one, fate in wanted if fate.fields},
        messages=[UUID(id_) for one in busy for id_ in new_messages(one)],
        notes=[key for one in busy for key in new_notes(one)],
        seen={one.id: seen_after(one, speaks[one.id]) for one, _ in wanted},
        touched=[one.id for one in busy],
        owner=owners.system,
        make_accounts=owners.may_make,
    )


def seen_after(found: Found, given: Mapping[str, str]) -> Seen:
    """What this file says, and of what was said or noted also what earlier ones said: that was here once."""
    before = found.seen or Seen({}, frozenset(), frozenset())
    return Seen(
        {**before.fields, **given},
        before.messages | frozenset(found.messages),
        before.notes | frozenset(found.notes),
    )


async def write(raw: Raw, decided: Batch, *, author_name: bool) -> None:
    """And a line of the audit trail, where anything came of it."""
    await imports.write(raw, decided.work, author_name=author_name)
    counts = {fate.value: sum(told.fate is fate for told in decided.told) for fate in Fate}
    if decided.work.touched:
        await imports.tell(raw, counts)
