"""The provider's mail server and its customers' mailboxes: takes every mail, or fails as it is told."""

import asyncio
import logging
import ssl
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import aiosmtplib
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"

VERBS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT")
"""Where a fault may strike; DOT is the final one, after which the server alone knows whether it has the mail."""

Kind = Literal["drop", "slow"] | str

SLOW = 0.4
"""Seconds more than a patient client likes, unless told."""

logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class MailFault:
    """`kind` is `drop`, `drop after` (DOT: taken, and the answer lost), `slow`, or the answer to give."""

    verb: str
    kind: str
    times: int | None = 1
    seconds: float = SLOW


@dataclass(frozen=True, slots=True)
class Mail:
    """One that was taken; `raw` is what came after DATA, to the byte."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(slots=True)
class Mailbox:
    """What arrived, what was said, and what goes wrong next; `login` is the only one that may send, if there is one."""

    mails: list[Mail] = field(default_factory=list)
    faults: list[MailFault] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    login: tuple[str, str] | None = None
    tls: ssl.SSLContext | None = None
    connections: int = 0
    address: str = ""
    server: asyncio.Server | None = None
    open: "set[Counter]" = field(default_factory=set)

    async def start(self, port: int = 0) -> str:
        """Its address as `host:port`."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Counter(self), HOST, port)
        self.address = f"{HOST}:{self.server.sockets[0].getsockname()[1]}"
        return self.address

    async def stop(self) -> None:
        """Whoever is still connected is cut off."""
        if self.server is not None:
            self.server.close()
        left = list(self.open)
        for counter in left:
            counter.hang_up()
        await asyncio.gather(*(counter.gone.wait() for counter in left))

    def arm(self, fault: MailFault) -> None:
        """Raises ValueError for a verb that there is not."""
        if fault.verb not in VERBS:
            raise ValueError(f"no such verb: {fault.verb}; there are {', '.join(VERBS)}")
        self.faults.append(fault)

    def struck(self, verb: str) -> MailFault | None:
        """The next fault of that verb, one time less."""
        self.said.append(verb)
        for fault in self.faults:
            if fault.verb == verb and fault.times != 0:
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def to(self, address: str | None = None) -> list[Mail]:
        """All, or those to one address, oldest first."""
        return [mail for mail in self.mails if address is None or address.lower() in map(str.lower, mail.recipients)]

    def forget(self) -> None:
        """Mails, words and faults."""
        self.mails.clear()
        self.faults.clear()
        self.said.clear()


class Counter(SMTP):
    """Where mail is handed in: a server of aiosmtpd that may fail at each word."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        self.gone = asyncio.Event()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a password goes in the clear, on this machine
            super().__init__(
                Taker(box),
                data_size_limit=50 * 1024 * 1024,
                hostname="mail.playground",
                tls_context=box.tls,
                auth_require_tls=False,
                authenticator=self._is_right if box.login else None,
                auth_required=box.login is not None,
            )

    def _is_right(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object) -> AuthResult:
        told = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=told == self.box.login, handled=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's word that somebody is there."""
        self.box.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """And that they are gone."""
        self.box.open.discard(self)
        super().connection_lost(error)
        self.gone.set()

    async def _handle_client(self) -> None:
        self.box.connections += 1
        if not await self._fails("CONNECT"):
            with suppress(ConnectionResetError):
                await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        """RFC 5321 section 4.1.1.1."""
        if not await self._fails("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """RFC 5321 section 4.1.1.2."""
        if not await self._fails("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """RFC 5321 section 4.1.1.3."""
        if not await self._fails("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """RFC 5321 section 4.1.1.4."""
        if not await self._fails("DATA"):
            await super().smtp_DATA(arg)

    async def _fails(self, verb: str) -> bool:
        """True when the word got a fault for an answer."""
        fault = self.box.struck(verb)
        if fault is None:
            return False
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return False
        if fault.kind == "drop":
            self.hang_up()
            return True
        await self.push(fault.kind)
        if verb == "CONNECT" or fault.kind.startswith("421"):
            self.hang_up()
        return True

    def hang_up(self) -> None:
        """Without a word."""
        if self.transport is not None:
            self.transport.close()


class Taker:
    """aiosmtpd's handler: the mail is taken at the final dot."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Counter, _session: Session, envelope: Envelope
    ) -> str:
        """After `drop` nothing was taken; after `drop after` it was, and nobody is told."""
        fault = self.box.struck("DOT")
        if fault is not None and fault.kind not in ("slow", "drop after"):
            if fault.kind == "drop":
                server.hang_up()
            return fault.kind
        raw = envelope.original_content or b""
        self.box.mails.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        if fault is not None and fault.kind == "drop after":
            server.hang_up()
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return "250 2.0.0 Taken"


async def write_mail(listen: str, sender: str, recipients: Sequence[str], raw: bytes) -> str:
    """A customer's mail to whoever receives at `listen` (`host:port`); the server's last word.

    Raises aiosmtplib's exceptions when it isn't taken. Lines may end in LF.
    """
    host, _, port = listen.rpartition(":")
    async with aiosmtplib.SMTP(hostname=host, port=int(port), start_tls=False) as smtp:
        _, word = await smtp.sendmail(sender, list(recipients), raw)
    return word
