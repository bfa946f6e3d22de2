"""Preferences: what a customer's link shows, and what it does, once."""

from dataclasses import dataclass

from owona_bot.database import events, letters, preferences
from owona_bot.database.engine import Database, Raw
from owona_bot.database.preferences import Link
from owona_bot.domain.event import Kind
from owona_bot.domain.preference import Choice, chosen, kept
from owona_bot.domain.reply_errors import LinkUsed, NoSuchLink

PAGE, ONE_CLICK = "preferences", "unsubscribe"
"""What a token is for; neither opens the other's door."""

BY = "customer:link"


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose link it is; `number` is the ticket's, None for one that concerns none; `choice` is the present one.

    `used`: it does nothing any more.
    """

    address: str
    number: int | None
    choice: Choice
    used: bool = False


async def look(db: Database, hashed: bytes, purpose: str) -> Shown:
    """Changes nothing. Raises NoSuchLink."""
    async with db.read_raw() as raw:
        link = await _link(raw, hashed, purpose)
        wants = await preferences.wanted(raw, link.address, link.ticket)
    return Shown(link.address, link.number, chosen(wants), used=link.used_for is not None)


async def ask_again(db: Database, hashed: bytes, purpose: str, asked: bytes, locale: str) -> None:
    """A used link's address gets a letter with a fresh one, once an hour; nobody is told whether. Raises NoSuchLink.

    `asked` is a random hash, by which the letter finds its address.
    """
    async with db.change_raw(by=BY) as raw:
        link = await _link(raw, hashed, purpose)
        await letters.one_at_a_time(raw, link.address)
        if link.used_for is not None and await preferences.ask(raw, asked, link):
            await events.add(raw, Kind.LINK_ASKED, BY, {"asked": asked.hex(), "locale": locale})


async def choose(db: Database, hashed: bytes, choice: Choice, successor: bytes) -> Shown:
    """The link is spent; `successor` is the hash of the next one, for whoever changes their mind.

    Raises NoSuchLink or LinkUsed.
    """
    return await _act(db, hashed, PAGE, choice, successor)


async def unsubscribe(db: Database, hashed: bytes, successor: bytes) -> Shown:
    """One click mutes the letter's ticket; `successor` as `choose` has it. Raises NoSuchLink or LinkUsed."""
    return await _act(db, hashed, ONE_CLICK, Choice.MUTE, successor)


async def _act(db: Database, hashed: bytes, purpose: str, choice: Choice, successor: bytes) -> Shown:
    async with db.change_raw(by=BY) as raw:
        link = await _spent(raw, hashed, purpose, choice)
        await preferences.add_token(raw, successor, PAGE, link.address, link.ticket)
    return Shown(link.address, link.number, choice)


async def _spent(raw: Raw, hashed: bytes, purpose: str, choice: Choice) -> Link:
    """Of many who use it at once one does."""
    link = await _link(raw, hashed, purpose)
    if not await preferences.use(raw, hashed, purpose, choice.value):
        raise LinkUsed
    for ticket, wants in kept(choice, link.ticket).items():
        await preferences.keep(raw, link.address, ticket, wants)
    return link


async def _link(raw: Raw, hashed: bytes, purpose: str) -> Link:
    link = await preferences.link(raw, hashed, purpose)
    if link is None:
        raise NoSuchLink
    return link
