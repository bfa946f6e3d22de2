"""Mail comes in by SMTP or LMTP: 250 only after it is committed, in the bot's own loop.

The desk's mailbox takes everything, with or without a reply token behind a plus sign; other mailboxes
don't exist. Nothing is parsed here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_hex

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from owona_bot.domain.errors import NotConfirmed, Unavailable

SIZE = 36 * 1024 * 1024
"""Bytes of a whole mail: a file of 25 MB grows by a third in base64."""

LINE = 64 * 1024
"""Bytes; RFC 5321 allows 1,000, but a mail that some program made worse is still a customer's."""

CONNECTIONS = 50

IDLE = 60.0
"""Seconds until a silent connection is closed; RFC 5321 section 4.5.3.2.7 asks for five minutes of a relay."""

PATIENCE = 20.0
"""Seconds for the commit; then 451, and the sender tries again."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as it came: the envelope's sender (empty for a null return path), its recipients, its bytes.

    The sender stands on top of the bytes as Return-Path as well, so that it is kept with them.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes | bytearray


Accept = Callable[[Arrived], Awaitable[None]]
"""Commits the mail; raises Unavailable or NotConfirmed when it can't."""


@dataclass(frozen=True)  # without slots: aiosmtpd looks at every member, which Python 3.11.2 does not bear with them
class Reception:
    """What aiosmtpd asks at each command; `desk` is the mailbox's address in lower case."""

    desk: str
    accept: Accept

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """550 for mailboxes that don't exist."""
        if not is_ours(address, self.desk):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """One status, or by LMTP (RFC 2033 section 4.2) one for each recipient."""
        status = await self.taken(envelope)
        return "\r\n".join([status] * len(envelope.rcpt_tos)) if isinstance(server, LMTP) else status

    async def handle_exception(self, error: Exception) -> str:
        """Whatever it is, the mail is not lost: the sender keeps it, and hears nothing of our insides."""
        reference = token_hex(4)
        log.error("mail.fault", reference=reference, exc_info=error)
        return f"451 4.3.0 Not now, please try again ({reference})"

    async def taken(self, envelope: Envelope) -> str:
        """250 is a promise."""
        content: object = envelope.content
        assert isinstance(content, bytearray)
        content[0:0] = f"Return-Path: <{envelope.mail_from or ''}>\r\n".encode()  # RFC 5321 section 4.4
        arrived = Arrived(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.accept(arrived)
        except (Unavailable, NotConfirmed, TimeoutError, OSError) as why:
            log.warning("mail.not_accepted", reason=type(why).__name__)
            return "451 4.3.0 Not now, please try again"
        return "250 2.0.0 OK"


def is_ours(address: str, desk: str) -> bool:
    """The desk's own mailbox, whatever stands behind a plus sign; case does not count."""
    local, _, domain = address.lower().rpartition("@")
    ours, _, our_domain = desk.rpartition("@")
    return domain == our_domain and local.partition("+")[0] == ours and not any(c.isspace() for c in address)


class Lean(SMTP):
    """DATA into one buffer: aiosmtpd's own keeps a list of lines, four times the mail's size."""

    line_length_limit = LINE
    open: set[SMTP]
    """All connections of the server that this one belongs to."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Counted."""
        self.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """No longer counted."""
        self.open.discard(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """RFC 5321 section 4.1.1.4; refuses after the last line, as aiosmtpd does."""
        if await self.check_helo_needed():
            return
        if refusal := data_refusal(self.envelope, arg):
            await self.push(refusal)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content, fault = await read_data(self._reader)
        assert self.envelope is not None
        self.envelope.content = content  # type: ignore[assignment]  # a bytearray spares a copy
        status = fault or await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd left it untyped
        await self.push(status)


class LeanLMTP(Lean, LMTP):
    """The same for a local mail server that hands over."""


class Busy(asyncio.Protocol):
    """One connection too many: told to come again (RFC 5321 section 3.8)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A word, and the end."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
        transport.close()


def data_refusal(envelope: Envelope | None, arg: str) -> str | None:
    """Why DATA may not begin, or None."""
    if arg:
        return "501 5.5.4 Syntax: DATA"
    if envelope is None or not envelope.rcpt_tos:
        return "503 5.5.1 Error: need RCPT command"
    return None


async def read_data(reader: asyncio.StreamReader) -> tuple[bytearray, str | None]:
    """Up to the lone dot, without the dots that were stuffed (section 4.5.2); and why it is refused, or None."""
    content, fault, cut = bytearray(), None, False
    while True:
        try:
            line = await reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as overrun:
            await reader.read(overrun.consumed)
            content, fault, cut = bytearray(), "500 5.6.0 Line too long", True
            continue
        if line == b".\r\n" and not cut:
            return content, fault
        cut = False
        if fault is None:
            content += line[1:] if line.startswith(b".") else line
            if len(content) > SIZE:
                content, fault = bytearray(), "552 5.3.4 Too much mail data"


@asynccontextmanager
async def receiving(listen: str, reception: Reception) -> AsyncIterator[asyncio.Server]:
    """`smtp://host:port` or `lmtp://host:port`. Several replicas of one machine may share the port."""
    scheme, _, address = listen.partition("://")
    host, _, port = address.rpartition(":")
    kind = LeanLMTP if scheme == "lmtp" else Lean
    loop, name = asyncio.get_running_loop(), reception.desk.rpartition("@")[2]
    open_: set[SMTP] = set()

    def protocol() -> asyncio.BaseProtocol:
        if len(open_) >= CONNECTIONS:
            return Busy()
        made = kind(reception, data_size_limit=SIZE, hostname=name, timeout=IDLE, loop=loop)
        made.open = open_
        return made

    server = await loop.create_server(protocol, host, int(port), reuse_port=True)
    log.info("mail.listening", address=f"{scheme}://{host}:{server.sockets[0].getsockname()[1]}")
    try:
        yield server
    finally:
        server.close()
        for connection in list(open_):
            if connection.transport is not None:
                connection.transport.close()
