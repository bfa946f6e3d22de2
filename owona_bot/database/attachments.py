"""Files of messages, their bytes in rows of 256 kB so that a large one never lies in memory whole."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.database.mail import CHUNK

LIMIT = 25 * 1024 * 1024
"""Bytes of one file."""

COLUMNS = """id, ticket_id, message_id, name, content_type, size, sha256, content_id, slack_file,
    now() - slack_file_at as waited"""

ADD = """
    insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, sha256, content_id, slack_file)
    values ($1, $2, $3, $4, $5, $6, $7, $8) returning id"""

ADD_CHUNK = "insert into owona_bot.attachment_chunks (attachment_id, n, bytes) values ($1, $2, $3)"

FILLED = "update owona_bot.attachments set size = $2, sha256 = $3 where id = $1"

CLEAR = "delete from owona_bot.attachment_chunks where attachment_id = $1"

BY_ID = f"select {COLUMNS} from owona_bot.attachments where id = $1"

OF_MESSAGE = f"select {COLUMNS} from owona_bot.attachments where message_id = $1 order by id"

READ_CHUNK = "select bytes from owona_bot.attachment_chunks where attachment_id = $1 and n = $2"

COUNT_CHUNKS = "select count(*) from owona_bot.attachment_chunks where attachment_id = $1"

NOTE_SLACK_FILE = "update owona_bot.attachments set slack_file = $2, slack_file_at = now() where id = $1"


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """`size` and `sha256` as far as they are known; `slack_file` is the id where it came from Slack."""

    ticket: UUID
    message: UUID
    name: str
    content_type: str
    size: int = 0
    sha256: bytes | None = None
    content_id: str | None = None
    slack_file: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message; without `sha256` its bytes have not come yet.

    `waited` is how long ago its Slack id was noted, by the database's clock.
    """

    id: int
    ticket: UUID
    message: UUID
    name: str
    content_type: str
    size: int
    sha256: bytes | None
    content_id: str | None
    slack_file: str | None
    waited: timedelta | None


async def add(raw: Raw, new: NewAttachment) -> int:
    """Its id; the bytes follow with `fill`."""
    id_: int = await raw.fetchval(
        ADD,
        new.ticket,
        new.message,
        new.name,
        new.content_type,
        new.size,
        new.sha256,
        new.content_id,
        new.slack_file,
    )
    return id_


async def fill(raw: Raw, attachment: int, pieces: AsyncIterator[bytes]) -> int:
    """In a transaction: keep its bytes, whatever pieces they come in. Answers their number."""
    await raw.execute(CLEAR, attachment)
    digest, size, n, rest = hashlib.sha256(), 0, 0, bytearray()
    async for piece in pieces:
        digest.update(piece)
        size += len(piece)
        rest += piece
        while len(rest) >= CHUNK:
            await raw.execute(ADD_CHUNK, attachment, n, bytes(rest[:CHUNK]))
            del rest[:CHUNK]
            n += 1
    if rest:
        await raw.execute(ADD_CHUNK, attachment, n, bytes(rest))
    await raw.execute(FILLED, attachment, size, digest.digest())
    return size


async def by_id(raw: Raw, attachment: int) -> Attachment | None:
    """None once it was erased."""
    row = await raw.fetchrow(BY_ID, attachment)
    return attachment_of(row) if row else None


async def of_message(raw: Raw, message: UUID) -> list[Attachment]:
    """In the order in which they were attached."""
    return [attachment_of(row) for row in await raw.fetch(OF_MESSAGE, message)]


def attachment_of(row: Raw) -> Attachment:
    """A row of COLUMNS."""
    return Attachment(
        row["id"],
        row["ticket_id"],
        row["message_id"],
        row["name"],
        row["content_type"],
        row["size"],
        row["sha256"],
        row["content_id"],
        row["slack_file"],
        row["waited"],
    )


async def chunks(raw: Raw, attachment: int) -> AsyncIterator[bytes]:
    """Its bytes, CHUNK at a time; a shorter piece is the last."""
    n = 0
    while (part := await piece(raw, attachment, n)) is not None:
        yield part
        if len(part) < CHUNK:
            return
        n += 1


async def piece(raw: Raw, attachment: int, n: int) -> bytes | None:
    """The CHUNK of that number; None behind the last."""
    part: bytes | None = await raw.fetchval(READ_CHUNK, attachment, n)
    return part


async def kept(raw: Raw, attachment: int) -> int:
    """How many chunks are here; none of a file that was restored without its bytes."""
    count: int = await raw.fetchval(COUNT_CHUNKS, attachment)
    return count


async def note_slack_file(raw: Raw, attachment: int, file: str) -> None:
    """Before the upload is completed: an attempt whose end nobody knows is then looked for by this id."""
    await raw.execute(NOTE_SLACK_FILE, attachment, file)
