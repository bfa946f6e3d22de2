"""The desk's mailbox over a real connection: 250 is a promise, everything else says why."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import pytest

from owona_bot.domain.errors import Unavailable
from owona_bot.mail import receiver
from owona_bot.mail.receiver import Arrived, Reception, receiving

T = TypeVar("T")

DESK = "support@owona.de"
PATH = b"Return-Path: <lena@example.com>\r\n"

MAIL = b"From: lena@example.com\r\nSubject: x\r\n\r\n.with a dot\r\nand an end\r\n"


class Desk:
    """Keeps what it is given, or fails as it is told."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.fault: Exception | None = None

    async def accept(self, mail: Arrived) -> None:
        if self.fault:
            raise self.fault
        self.arrived.append(Arrived(mail.sender, mail.recipients, bytes(mail.content)))


@asynccontextmanager
async def a_mailbox(desk: Desk, scheme: str = "smtp") -> AsyncIterator[int]:
    async with receiving(f"{scheme}://127.0.0.1:0", Reception(DESK, desk.accept)) as server:
        yield server.sockets[0].getsockname()[1]


async def talk(port: int, say: Callable[[smtplib.SMTP], T], kind: type[smtplib.SMTP] = smtplib.SMTP) -> T:
    def session() -> T:
        with kind("127.0.0.1", port, timeout=10) as client:
            return say(client)

    return await asyncio.to_thread(session)


def send(client: smtplib.SMTP, *to: str, mail: bytes = MAIL) -> dict[str, tuple[int, bytes]]:
    return client.sendmail("lena@example.com", to, mail)


async def test_what_was_answered_250_has_come_to_the_byte() -> None:
    desk = Desk()
    async with a_mailbox(desk) as port:
        await talk(port, lambda client: send(client, "Support+TOKEN@Owona.DE"))
    assert desk.arrived == [Arrived("lena@example.com", ("Support+TOKEN@Owona.DE",), PATH + MAIL)]


@pytest.mark.parametrize("stranger", ["info@owona.de", "support@owona.de.evil", "supporter@owona.de", "root"])
async def test_mailboxes_that_dont_exist_are_550(stranger: str) -> None:
    async with a_mailbox(Desk()) as port:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await talk(port, lambda client: send(client, stranger))
    assert refused.value.recipients[stranger][0] == 550


async def test_while_the_database_is_down_it_is_451() -> None:
    desk = Desk()
    desk.fault = Unavailable()
    async with a_mailbox(desk) as port:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await talk(port, lambda client: send(client, DESK))
        desk.fault = None
        await talk(port, lambda client: send(client, DESK))
    assert refused.value.smtp_code == 451
    assert len(desk.arrived) == 1


async def test_a_fault_of_ours_is_451_too_and_tells_nothing() -> None:
    desk = Desk()
    desk.fault = RuntimeError("could not extend file base/1/2")
    async with a_mailbox(desk) as port:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await talk(port, lambda client: send(client, DESK))
    assert refused.value.smtp_code == 451
    assert b"base" not in refused.value.smtp_error


async def test_too_much_is_552_and_the_connection_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "SIZE", 10_000)
    desk = Desk()

    def both(client: smtplib.SMTP) -> int:
        client.ehlo()
        client.esmtp_features.pop("size", None)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(client, DESK, mail=MAIL + b"x" * 900 + b"\r\n" + (b"y" * 900 + b"\r\n") * 20)
        send(client, DESK)
        return refused.value.smtp_code

    async with a_mailbox(desk) as port:
        assert await talk(port, both) == 552
    assert len(desk.arrived) == 1


async def test_a_line_of_50_kilobytes_is_taken_and_one_of_200_refused() -> None:
    desk = Desk()
    async with a_mailbox(desk) as port:
        await talk(port, partial(send_one, MAIL + b"z" * 50_000 + b"\r\n"))
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await talk(port, partial(send_one, MAIL + b"z" * 200_000 + b"\r\n"))
    assert (refused.value.smtp_code, len(desk.arrived)) == (500, 1)


def send_one(mail: bytes, client: smtplib.SMTP) -> None:
    send(client, DESK, mail=mail)


async def test_by_lmtp_each_recipient_has_an_answer_of_its_own() -> None:
    desk = Desk()
    async with a_mailbox(desk, "lmtp") as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"LHLO x\r\nMAIL FROM:<a@b.de>\r\nRCPT TO:<support@owona.de>\r\n")
        writer.write(b"RCPT TO:<support+x@owona.de>\r\nDATA\r\n")
        while not (await reader.readline()).startswith(b"354"):
            pass
        writer.write(MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert [(await reader.readline())[:3] for _ in range(2)] == [b"250", b"250"]
        writer.close()
    assert [(mail.recipients, mail.content) for mail in desk.arrived] == [
        ((DESK, "support+x@owona.de"), b"Return-Path: <a@b.de>\r\n" + MAIL)
    ]


async def test_one_connection_too_many_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "CONNECTIONS", 1)
    async with a_mailbox(Desk()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await reader.readline()).startswith(b"220")
        second, other = await asyncio.open_connection("127.0.0.1", port)
        assert (await second.readline()).startswith(b"421")
        other.close()
        writer.close()


async def test_a_sender_that_vanishes_before_the_dot_leaves_nothing() -> None:
    desk = Desk()
    async with a_mailbox(desk) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        for line in (b"EHLO x", b"MAIL FROM:<a@b.de>", b"RCPT TO:<support@owona.de>", b"DATA"):
            writer.write(line + b"\r\n")
        writer.write(MAIL)
        await writer.drain()
        writer.close()
        await talk(port, lambda client: send(client, DESK))
    assert len(desk.arrived) == 1
