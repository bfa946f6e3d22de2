"""The files that an answer brings along: from Slack into the database, from there into the letter."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

from owona_bot.database import attachments
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.delivery import Later, Refused
from owona_bot.domain.letter import Attachment
from owona_bot.domain.reply import FILES_MB

Fetch = Callable[[str], AsyncIterator[bytes]]
"""The bytes of a Slack file, by its id."""


async def fetch_files(db: Database, message: UUID, fetch: Fetch) -> None:
    """What an agent attached in Slack lies there still; no transaction is open while it comes."""
    async with db.raw.acquire() as raw:
        files = await attachments.of_message(raw, message)
    for file in files:
        if file.slack_file and file.sha256 is None:
            pieces = await fetched(fetch, file.slack_file)
            async with db.raw.acquire() as raw, raw.transaction():
                await attachments.fill(raw, file.id, given(pieces))


async def fetched(fetch: Fetch, file: str) -> list[bytes]:
    """The lane is the mail server's: trouble at Slack holds up this letter alone."""
    try:
        return [piece async for piece in fetch(file)]
    except Later as later:
        raise Later(str(later), pause=later.pause, lane=False) from later


async def given(pieces: list[bytes]) -> AsyncIterator[bytes]:
    """As `fill` takes them."""
    for piece in pieces:
        yield piece


async def files_of(raw: Raw, message: UUID) -> list[Attachment]:
    """In the order in which they were attached, empty ones too. Refused when they are more than Slack had told."""
    files = await attachments.of_message(raw, message)
    if sum(file.size for file in files) > FILES_MB * 1024 * 1024:
        raise Refused(f"the files have more than {FILES_MB} MB in all")
    return [Attachment(file.name, file.content_type, await content_of(raw, file.id)) for file in files]


async def content_of(raw: Raw, file: int) -> bytes:
    """Whole, as a letter needs it."""
    return b"".join([piece async for piece in attachments.chunks(raw, file)])
