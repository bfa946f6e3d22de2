"""The log of every mail in and out, with its bytes, which come and go in pieces."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.silence import TO_CUSTOMERS

CHUNK = 256 * 1024
"""Bytes of one row; asyncpg holds a row several times over while it travels."""

ADD = """
    with new as (
        insert into owona_bot.mail_log (direction, delivery_id, ticket_id, message_id, letter, mail_id, sender,
                                        recipient, size, sha256)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id
    ), begun as (
        insert into owona_bot.mail_chunks (mail_id, n, bytes) select id, 0, $11 from new
    )
    select id from new"""
"""With the first piece, which of most mails is the only one."""

ADD_CHUNK = "insert into owona_bot.mail_chunks (mail_id, n, bytes) values ($1, $2, $3)"

READ_CHUNK = "select bytes from owona_bot.mail_chunks where mail_id = $1 and n = $2"

BY_ID = """
    select id, direction, delivery_id, ticket_id, message_id, letter, mail_id, sender, recipient, kind, verdict, body,
           size, created_at, finished_at
    from owona_bot.mail_log where """

FINISH = """
    update owona_bot.mail_log
    set ticket_id = coalesce($2, ticket_id), message_id = coalesce($3, message_id), mail_id = coalesce($4, mail_id),
        kind = coalesce($5, kind), verdict = $6, body = coalesce($7, body), faults = $8, finished_at = now()
    where id = $1"""

WHOLE = "select id from owona_bot.mail_log where message_id = $1 and direction = 'in' and body is not null"

THREAD = """
    select mail_id from owona_bot.mail_log
    where ticket_id = $1 and mail_id is not null
      and case direction when 'in' then message_id is not null
          else finished_at is not null and recipient = lower($2) and letter = any($3::text[]) end
    order by id desc limit 20"""


@dataclass(frozen=True, slots=True)
class NewMail:
    """A row before it has an id; `mail_id` is its Message-ID with brackets, where it is known already."""

    direction: str
    sender: str | None
    recipient: str
    mail_id: str | None = None
    delivery: int | None = None
    ticket: UUID | None = None
    message: UUID | None = None
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A row of the log; `verdict` says what became of it, None while nothing has."""

    id: int
    direction: str
    delivery: int | None
    ticket: UUID | None
    message: UUID | None
    letter: str | None
    mail_id: str | None
    sender: str | None
    recipient: str
    kind: str | None
    verdict: str | None
    body: str | None
    size: int


@dataclass(frozen=True, slots=True)
class End:
    """How a mail ended; what is None stays as the log has it."""

    verdict: str
    ticket: UUID | None = None
    message: UUID | None = None
    mail_id: str | None = None
    kind: str | None = None
    body: str | None = None
    faults: Sequence[str] = ()


async def add(raw: Raw, mail: NewMail, content: bytes | bytearray) -> int:
    """In a transaction; the id in the log."""
    digest = hashlib.sha256(content).digest()
    values = (mail.direction, mail.delivery, mail.ticket, mail.message, mail.letter, mail.mail_id, mail.sender)
    view = memoryview(content)
    id_: int = await raw.fetchval(ADD, *values, mail.recipient, len(content), digest, bytes(view[:CHUNK]))
    for n, start in enumerate(range(CHUNK, len(content), CHUNK), 1):
        await raw.execute(ADD_CHUNK, id_, n, bytes(view[start : start + CHUNK]))
    return id_


async def by_id(raw: Raw, mail: int) -> Mail | None:
    """None once it was erased."""
    row = await raw.fetchrow(BY_ID + "id = $1", mail)
    return mail_of(row) if row else None


async def by_delivery(raw: Raw, delivery: int) -> Mail | None:
    """The letter that a delivery has rendered already."""
    row = await raw.fetchrow(BY_ID + "delivery_id = $1", delivery)
    return mail_of(row) if row else None


def mail_of(row: Raw) -> Mail:
    """A row of BY_ID."""
    return Mail(
        id=row["id"],
        direction=row["direction"],
        delivery=row["delivery_id"],
        ticket=row["ticket_id"],
        message=row["message_id"],
        letter=row["letter"],
        mail_id=row["mail_id"],
        sender=row["sender"],
        recipient=row["recipient"],
        kind=row["kind"],
        verdict=row["verdict"],
        body=row["body"],
        size=row["size"],
    )


async def whole_of(raw: Raw, message: UUID) -> int | None:
    """The mail that says more than the message that was made of it, or None."""
    found: int | None = await raw.fetchval(WHOLE, message)
    return found


async def piece(raw: Raw, mail: int, n: int) -> bytes | None:
    """CHUNK of its bytes, numbered from 0; None behind the last."""
    found: bytes | None = await raw.fetchval(READ_CHUNK, mail, n)
    return found


async def chunks(raw: Raw, mail: int) -> AsyncIterator[bytes]:
    """Its bytes, CHUNK at a time; a shorter piece is the last."""
    n = 0
    while (part := await piece(raw, mail, n)) is not None:
        yield part
        if len(part) < CHUNK:
            return
        n += 1


async def content(raw: Raw, mail: int) -> bytes:
    """Its bytes at once; BytesIO hands out what it has gathered without a copy."""
    whole = BytesIO()
    async for part in chunks(raw, mail):
        whole.write(part)
    return whole.getvalue()


async def finish(raw: Raw, mail: int, end: End) -> None:
    """Write down what became of it."""
    faults = list(end.faults)
    values = (end.ticket, end.message, end.mail_id, end.kind, end.verdict, end.body, faults)
    await raw.execute(FINISH, mail, *values)


async def thread_of(raw: Raw, ticket: UUID, address: str) -> list[str]:
    """Message-IDs of the ticket's mails that `address` got or wrote, oldest first, the newest twenty."""
    rows: Iterable[Raw] = await raw.fetch(THREAD, ticket, address, list(TO_CUSTOMERS))
    return [row["mail_id"] for row in rows][::-1]
