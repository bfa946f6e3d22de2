"""The postman at a real server's counter: what each of its words means for a letter and for those behind it."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from owona_bot.domain.delivery import Later, MailServerRefused
from owona_bot.mail import postman as module
from owona_bot.mail.addresses import AddressRefused
from owona_bot.mail.postman import Postman, Rejected, Server, postman_for, server_of
from owona_bot.playground.mailbox import Mailbox, MailFault

LETTER = b"Subject: Hallo\r\nMessage-ID: <1@owona.de>\r\n\r\n.Ein Punkt\r\nFrom here\r\n"
DESK, LENA = "support@owona.de", "lena@example.com"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    yield box
    await box.stop()


@pytest.fixture
async def postman(box: Mailbox) -> AsyncIterator[Postman]:
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        yield postman


async def failure(postman: Postman) -> Exception:
    with pytest.raises((Later, Rejected)) as caught:
        await postman.send(DESK, LENA, LETTER)
    return caught.value


async def test_a_letter_arrives_to_the_byte(box: Mailbox, postman: Postman) -> None:
    await postman.send(DESK, LENA, LETTER)
    (mail,) = box.mails
    assert (mail.sender, mail.recipients, mail.raw) == (DESK, (LENA,), LETTER)


async def test_many_letters_go_over_one_connection(box: Mailbox, postman: Postman) -> None:
    for _ in range(20):
        await postman.send(DESK, LENA, LETTER)
    assert (len(box.mails), box.connections) == (20, 1)


async def test_letters_at_once_go_over_a_few_connections(box: Mailbox, postman: Postman) -> None:
    await asyncio.gather(*(postman.send(DESK, LENA, LETTER) for _ in range(50)))
    assert len(box.mails) == 50
    assert box.connections <= module.CONNECTIONS


async def test_a_connection_that_died_at_rest_is_replaced_without_a_word(box: Mailbox, postman: Postman) -> None:
    await postman.send(DESK, LENA, LETTER)
    box.arm(MailFault("MAIL", "drop"))
    await postman.send(DESK, LENA, LETTER)
    assert (len(box.mails), box.connections) == (2, 2)


async def test_a_server_that_wants_fewer_letters_a_connection_gets_another(box: Mailbox, postman: Postman) -> None:
    await postman.send(DESK, LENA, LETTER)
    box.arm(MailFault("MAIL", "421 4.7.0 Too many messages on this connection"))
    await postman.send(DESK, LENA, LETTER)
    assert (len(box.mails), box.connections) == (2, 2)


async def test_after_a_rest_it_asks_whether_the_server_lives(
    box: Mailbox, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    await postman.send(DESK, LENA, LETTER)
    monkeypatch.setattr(module, "ASKED_AFTER", -1.0)
    await postman.send(DESK, LENA, LETTER)
    assert box.connections == 1
    monkeypatch.setattr(module, "CLOSED_AFTER", -1.0)
    await postman.send(DESK, LENA, LETTER)
    assert (len(box.mails), box.connections) == (3, 2)


@pytest.mark.parametrize(
    ("verb", "word", "lane"),
    [
        ("CONNECT", "421 4.3.2 Going down", True),
        ("CONNECT", "450 Busy", True),
        ("EHLO", "421 4.3.2 Going down", True),
        ("MAIL", "451 4.3.0 Disk full", True),
        ("RCPT", "450 4.2.0 Greylisted", False),
        ("RCPT", "452 4.2.2 Mailbox full", False),
        ("RCPT", "421 4.3.2 Going down", True),
        ("DATA", "451 4.3.0 Not now", False),
        ("DOT", "451 4.7.1 Being examined", False),
        ("DOT", "421 4.3.2 Going down", True),
    ],
)
async def test_what_may_go_later_stops_all_or_one(
    box: Mailbox, postman: Postman, verb: str, word: str, lane: bool
) -> None:
    box.arm(MailFault(verb, word))
    later = await failure(postman)
    assert isinstance(later, Later)
    assert not isinstance(later, MailServerRefused)
    assert (later.lane, later.uncertain) == (lane, False)
    await postman.send(DESK, LENA, LETTER)
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("verb", "word", "nobody"),
    [
        ("RCPT", "550 5.1.1 No such user", True),
        ("RCPT", "550 5.1.10 Null MX", True),
        ("RCPT", "550 User unknown", True),
        ("RCPT", "550 5.7.1 We don't like you", False),
        ("RCPT", "550 Rejected by policy", False),
        ("RCPT", "552 5.2.2 Mailbox full", False),
        ("MAIL", "552 5.3.4 Too large", False),
        ("DATA", "554 5.6.0 No", False),
        ("DOT", "554 5.7.1 Spam: user unknown", False),
    ],
)
async def test_what_is_refused_for_good_is_rejected(
    box: Mailbox, postman: Postman, verb: str, word: str, nobody: bool
) -> None:
    box.arm(MailFault(verb, word))
    refusal = await failure(postman)
    assert isinstance(refusal, Rejected)
    assert (str(refusal), refusal.nobody) == (word, nobody)
    await postman.send(DESK, LENA, LETTER)
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("verb", "word", "said"),
    [
        ("CONNECT", "554 5.7.1 Your address is blocked", "554 5.7.1"),
        ("EHLO", "550 Go away", "550"),
        ("MAIL", "550 5.7.1 Sender not allowed", "550 5.7.1"),
        ("MAIL", "530 5.7.0 Authentication required", "530 5.7.0"),
        ("RCPT", "530 5.7.0 Authentication required", "530 5.7.0"),
    ],
)
async def test_a_server_that_refuses_us_stops_all_and_is_told_by_its_codes_alone(
    box: Mailbox, postman: Postman, verb: str, word: str, said: str
) -> None:
    box.arm(MailFault(verb, word))
    refusal = await failure(postman)
    assert isinstance(refusal, MailServerRefused)
    assert (refusal.lane, refusal.payload) == (True, {"error": said})


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT"])
async def test_a_connection_that_drops_before_the_letter_was_told_stops_all(
    box: Mailbox, postman: Postman, verb: str
) -> None:
    box.arm(MailFault(verb, "drop"))
    later = await failure(postman)
    assert isinstance(later, Later)
    assert (later.lane, later.uncertain) == (True, False)


@pytest.mark.parametrize(("kind", "arrived"), [("drop", 0), ("drop after", 1)])
async def test_after_the_final_dot_nobody_knows(box: Mailbox, postman: Postman, kind: str, arrived: int) -> None:
    box.arm(MailFault("DOT", kind))
    later = await failure(postman)
    assert isinstance(later, Later)
    assert (later.uncertain, len(box.mails)) == (True, arrived)


async def test_a_silent_server_is_given_up_on(box: Mailbox, postman: Postman, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.1)
    box.arm(MailFault("RCPT", "slow", seconds=0.5))
    later = await failure(postman)
    assert isinstance(later, Later)
    assert later.lane


async def test_whoever_gives_up_waiting_leaves_no_half_letter_behind(box: Mailbox, postman: Postman) -> None:
    box.arm(MailFault("RCPT", "slow", seconds=0.2))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await postman.send(DESK, LENA, LETTER)
    await postman.send(DESK, "ben@example.com", LETTER)
    assert [mail.recipients for mail in box.mails] == [("ben@example.com",)]


async def test_nobody_at_home() -> None:
    async with postman_for(server_of("smtp://127.0.0.1:1"), "owona.de") as postman:
        later = await failure(postman)
    assert isinstance(later, Later)
    assert later.lane


@pytest.mark.parametrize("address", ["lena@example.com\r\nRCPT TO:<eve@example.com>", "lena", "", "le\0na@example.com"])
async def test_no_library_sees_an_address_that_is_none(box: Mailbox, postman: Postman, address: str) -> None:
    with pytest.raises(AddressRefused):
        await postman.send(DESK, address, LETTER)
    assert box.said == []


async def test_it_logs_in(box: Mailbox) -> None:
    box.login = ("support@owona.de", "s3cr/t p@ss")
    listen = await box.start()
    async with postman_for(server_of(f"smtp://support%40owona.de:s3cr%2Ft%20p%40ss@{listen}"), "owona.de") as postman:
        await postman.send(DESK, LENA, LETTER)
    assert len(box.mails) == 1


@pytest.mark.parametrize("given", ["", "support%40owona.de:wrong@"])
async def test_a_wrong_password_is_the_operators_to_mend(box: Mailbox, given: str) -> None:
    box.login = ("support@owona.de", "right")
    async with postman_for(server_of(f"smtp://{given}{await box.start()}"), "owona.de") as postman:
        refusal = await failure(postman)
    assert isinstance(refusal, MailServerRefused)
    assert "wrong" not in str(refusal)


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """For localhost, signed by itself."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    line = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*line.split(), *names], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


async def test_starttls_is_taken_where_it_is_offered(box: Mailbox, certificate: ssl.SSLContext) -> None:
    box.tls = certificate
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        await postman.send(DESK, LENA, LETTER)
        assert postman.idle[0].smtp.get_transport_info("sslcontext") is not None
    assert len(box.mails) == 1
    assert box.said.count("EHLO") == 2


async def test_to_a_server_elsewhere_nothing_goes_in_the_clear(
    box: Mailbox, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "near", property(lambda _: False))
    refusal = await failure(postman)
    assert isinstance(refusal, MailServerRefused)
    assert "STARTTLS" in str(refusal)
    assert box.said == ["CONNECT", "EHLO"]


async def test_a_certificate_that_nobody_signed_is_refused_elsewhere(
    box: Mailbox, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.tls = certificate
    monkeypatch.setattr(Server, "near", property(lambda _: False))
    async with postman_for(server_of(f"smtp://u:p@{await box.start()}"), "owona.de") as postman:
        refusal = await failure(postman)
    assert isinstance(refusal, MailServerRefused)
    assert box.mails == []


async def test_smtps_speaks_tls_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    from owona_bot.playground.mailbox import Counter  # noqa: PLC0415 - wrapped in TLS by this test alone

    server = await loop.create_server(lambda: Counter(box), "127.0.0.1", 0, ssl=certificate)
    port = server.sockets[0].getsockname()[1]
    async with postman_for(server_of(f"smtps://127.0.0.1:{port}"), "owona.de") as postman:
        await postman.send(DESK, LENA, LETTER)
    server.close()
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 587, False)),
        ("smtps://mail.example.org", Server("mail.example.org", 465, True)),
        ("smtp://a%40b.de:p%2Fw@[::1]:2525/", Server("::1", 2525, False, "a@b.de", "p/w")),
    ],
)
def test_a_url_says_where(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    "url", ["", "mail.example.org", "http://x", "smtp://:25", "smtp://h/path", "smtp://u:geheim", "smtp://u:ge/heim@h"]
)
def test_what_is_no_mail_server_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"^must be smtp://user:password@host:587 or smtps://.*465$") as caught:
        server_of(url)
    assert "geheim" not in f"{caught.value.__cause__}"


def test_a_password_is_never_shown() -> None:
    assert "p/w" not in repr(server_of("smtp://a:p%2Fw@h"))


def test_what_a_server_says_is_one_printable_line() -> None:
    assert str(Rejected("RCPT", 550, "No\n\x1b[31muser\r\n" + "x" * 1000)).startswith("550 No [31muser xxx")
    assert len(str(Rejected("RCPT", 550, "x" * 1000))) == 300
