"""The postman: hands letters to the provider's server over connections that it keeps.

A refusal for good raises Rejected; whatever may go later raises Later: for its lane when the server or the way to it
is at fault, for the letter alone when its recipient is.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
)

from owona_bot.domain.delivery import Later, MailServerRefused
from owona_bot.mail.addresses import checked

TIMEOUT = 10.0
"""Seconds for each of the server's answers."""

PATIENCE = 20.0
"""Seconds for the answer to a whole letter: many servers judge it before they say that they took it."""

SLOWEST = 256 * 1024
"""Bytes a second that we still wait for; a letter with large files needs a longer lease too."""

CONNECTIONS = 4

ASKED_AFTER = 5.0
"""Seconds of rest after which a connection is asked whether it lives."""

CLOSED_AFTER = 60.0
"""Seconds of rest after which it isn't tried any more: servers hang up after one to five minutes."""

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")

NOBODY = re.compile(r"5\.1\.(1|2|3|6|10)")
"""RFC 3463 and RFC 7505: there is no such mailbox, domain or address."""

NOBODY_IN_WORDS = re.compile(r"user unknown|unknown user|no such (user|mailbox|recipient)|does ?n.t exist", re.I)

TOO_LARGE = frozenset({552})

AUTHENTICATION = frozenset({530, 534, 535, 538})


class Rejected(Exception):
    """The server will never take this letter; `nobody`: there is no such recipient."""

    def __init__(self, verb: str, code: int, text: str, *, nobody: bool = False) -> None:
        super().__init__(told(code, text))
        self.verb = verb
        self.nobody = nobody


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed in; `secure` is TLS from the first byte."""

    host: str
    port: int
    secure: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def near(self) -> bool:
        """On this machine: nobody listens on the way."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


def server_of(url: str) -> Server:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://host:465`. Raises ValueError, without the URL."""
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    try:
        host, port = parts.hostname, parts.port or (465 if secure else 587)
    except ValueError:  # it would repeat what stands in the port's place, perhaps a password
        host, port = None, 0
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query:
        raise ValueError("must be smtp://user:password@host:587 or smtps://user:password@host:465")
    return Server(
        host=host,
        port=port,
        secure=secure,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


@dataclass(slots=True)
class Idle:
    """A connection at rest since then, by the loop's clock."""

    smtp: SMTP
    since: float


class Postman:
    """`name` is what we say in EHLO; `tls` is for tests, whose certificates nobody signed."""

    def __init__(self, server: Server, name: str, tls: ssl.SSLContext | None = None) -> None:
        self.server = server
        self.name = name
        self.tls = tls
        self.idle: list[Idle] = []
        self.room = asyncio.Semaphore(CONNECTIONS)

    async def send(self, sender: str, recipient: str, letter: bytes) -> None:
        """Returns when the server has taken it. Raises Later, MailServerRefused, Rejected or AddressRefused."""
        ends = checked(sender), checked(recipient)
        async with self.room:
            smtp = await self._begun(ends[0], letter)
            with meant("RCPT", smtp):
                await smtp.rcpt(ends[1])
            with meant("DATA", smtp):
                await smtp.data(letter, timeout=PATIENCE + len(letter) / SLOWEST)
            self.idle.append(Idle(smtp, asyncio.get_running_loop().time()))

    async def close(self) -> None:
        """Says goodbye on every connection at rest."""
        while self.idle:
            await goodbye(self.idle.pop().smtp)

    async def _kept(self) -> SMTP | None:
        """A connection at rest that still lives, or None."""
        now = asyncio.get_running_loop().time()
        while self.idle:
            idle = self.idle.pop()
            rested = now - idle.since
            if rested < CLOSED_AFTER and idle.smtp.is_connected and (rested < ASKED_AFTER or await lives(idle.smtp)):
                return idle.smtp
            idle.smtp.close()
        return None

    async def _begun(self, sender: str, letter: bytes) -> SMTP:
        """After MAIL. A kept connection may have died at rest: then nothing was said yet, and a new one is tried."""
        kept = await self._kept()
        if kept is not None:
            try:
                return await mail_from(kept, sender, letter)
            except MailServerRefused:
                raise
            except Later:
                pass
        return await mail_from(await self._connected(), sender, letter)

    async def _connected(self) -> SMTP:
        """Greeted, encrypted unless it is near, and logged in."""
        server = self.server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.secure,
            start_tls=False,
            tls_context=self._context() if server.secure else None,
            timeout=TIMEOUT,
            local_hostname=self.name,
        )
        with meant("CONNECT", smtp):
            await smtp.connect()
            await smtp.ehlo()
            if not server.secure:
                await self._encrypted(smtp)
            if server.user is not None:
                await smtp.login(server.user, server.password or "")
        return smtp

    async def _encrypted(self, smtp: SMTP) -> None:
        """Where it is offered; to a server elsewhere nothing goes in the clear."""
        if smtp.supports_extension("starttls"):
            await smtp.starttls(tls_context=self._context())
            await smtp.ehlo()
        elif not self.server.near:
            smtp.close()
            raise MailServerRefused("it offers no STARTTLS")

    def _context(self) -> ssl.SSLContext:
        """Certificates are checked, but for a server on this machine, to which we would speak in the clear too."""
        if self.tls is not None:
            return self.tls
        context = ssl.create_default_context()
        if self.server.near:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context


@asynccontextmanager
async def postman_for(server: Server, name: str) -> AsyncIterator[Postman]:
    """Closed at the end."""
    postman = Postman(server, name)
    try:
        yield postman
    finally:
        await postman.close()


async def mail_from(smtp: SMTP, sender: str, letter: bytes) -> SMTP:
    """The first word about a letter."""
    with meant("MAIL", smtp):
        await smtp.mail(sender, options=size_of(smtp, letter))
    return smtp


def size_of(smtp: SMTP, letter: bytes) -> list[str]:
    """RFC 1870: a server that finds it too large says so before it is sent."""
    return [f"SIZE={len(letter)}"] if smtp.supports_extension("size") else []


async def lives(smtp: SMTP) -> bool:
    """Whether the server still answers."""
    try:
        await smtp.rset(timeout=2)
    except (SMTPException, OSError):
        return False
    return True


async def goodbye(smtp: SMTP) -> None:
    """QUIT, if the server still listens."""
    try:
        await smtp.quit(timeout=1)
    except (SMTPException, OSError):
        pass
    finally:
        smtp.close()


@contextmanager
def meant(verb: str, smtp: SMTP) -> Iterator[None]:
    """What went wrong with a command, in the words of a delivery. The connection is closed unless it went well."""
    try:
        yield
    except BaseException as fault:
        smtp.close()
        match fault:
            case SMTPResponseException():
                raise meaning(verb, fault.code, fault.message) from fault
            case SMTPNotSupported():
                raise MailServerRefused("it offers no login that we know") from fault
            case ssl.SSLError():
                raise MailServerRefused(f"its certificate or TLS: {fault.reason or type(fault).__name__}") from fault
            case SMTPException() | OSError() | TimeoutError():
                raise broken(verb, fault) from fault
        raise


def meaning(verb: str, code: int, text: str) -> Exception:
    """Of an answer that was not the hoped-for one. RFC 5321 section 4.2.1."""
    if code in AUTHENTICATION or (code >= 500 and verb == "CONNECT"):
        return MailServerRefused(short(code, text))
    if code == 421 or code < 400 or verb == "CONNECT":  # an answer that makes no sense is the server's trouble too
        return Later(f"the mail server says {short(code, text)}")
    if code < 500:
        return Later(f"the mail server says {short(code, text)} to {verb}", lane=verb == "MAIL")
    if verb == "MAIL" and code not in TOO_LARGE:  # the desk's own address is refused
        return MailServerRefused(short(code, text))
    return Rejected(verb, code, text, nobody=verb == "RCPT" and is_nobody(text))


def broken(verb: str, fault: BaseException) -> Later:
    """The connection is gone, or the server is silent; after the final dot nobody knows whether it has the letter."""
    if verb == "CONNECT" and isinstance(fault.__cause__, ssl.SSLError):
        return MailServerRefused(f"its certificate or TLS: {fault.__cause__.reason or 'unusable'}")
    sent = verb == "DATA"
    return Later(f"the mail server broke off at {verb}: {type(fault).__name__}", lane=not sent, uncertain=sent)


def is_nobody(text: str) -> bool:
    """By the enhanced code where there is one: a 550 alone may be a matter of taste."""
    code = ENHANCED.match(text)
    if code is None or code[1] == "5.0.0":
        return NOBODY_IN_WORDS.search(text) is not None
    return NOBODY.fullmatch(code[1]) is not None


def short(code: int, text: str) -> str:
    """`535 5.7.8`: the codes alone, for events hold no text."""
    enhanced = ENHANCED.match(text)
    return f"{code} {enhanced[1]}" if enhanced else str(code)


def told(code: int, text: str) -> str:
    """The server's answer on one printable line, for people."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{code} {line}"[:300].strip()
