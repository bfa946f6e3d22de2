"""Mail in: from SMTP to the verdict in the log, beside the stdlib's parser and one committed row a mail."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import aiosmtplib
import asyncpg

from benchmarks.figures import Figure
from benchmarks.house import a_customer, a_database, a_process
from owona_bot.database.embedded import Server
from owona_bot.mail.tokens import keys_of, reply_address
from owona_bot.playground.stage import DESK, SYSTEM_USER, a_stage, free_port, until
from tests.mail import corpus

MAILS, QUICK = 2000, 300
CONNECTIONS = 8
CUSTOMERS = 60
SECRET = "a-secret-of-the-benchmarks"

ORDINARY = (
    "apple_mail_en_text_pdf_text",
    "gmail_web_de_wrapped",
    "gmx_app_de_device_line",
    "ios_de_plain",
    "outlook_desktop_de",
    "outlook_html_only_en",
    "thunderbird_de_flowed_bottom",
    "yahoo_de",
)
"""Of the corpus: as programs write them, HTML, quotes, files and all."""

OLD_HEAD = re.compile(rb"^(?:from|to|message-id):[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)

READ = "select count(*) from owona_bot.mail_log where direction = 'in' and verdict is not null"

VERDICTS = "select verdict, count(*) as n from owona_bot.mail_log where direction = 'in' group by 1"

TICKETS = "select requester_address, number, salt from owona_bot.ticket_state where requester_address is not null"


@dataclass(frozen=True, slots=True)
class Posted:
    """One on its way to the desk."""

    sender: str
    recipient: str
    raw: bytes


async def measure(server: Server, quick: bool) -> list[Figure]:
    """The base before and after, so that a machine that grows slow shows in both."""
    mails = QUICK if quick else MAILS
    bare = await a_database(server, "mail_bare")
    base = await by_hand(bare, mails // 2)
    alone = await by_mailroom(await a_database(server, "mailroom"), mails)
    base = (base + await by_hand(bare, mails // 2)) / mails
    whole = await by_bot(await a_database(server, "mail_whole"), mails // 4)
    print(f"  {1 / alone:,.0f} mails/s in, committed and read; {1 / base:,.0f}/s by the stdlib and one row each")
    print(f"  {1 / whole:,.0f} mails/s in while cards, threads, files and letters of theirs go out")
    return [
        Figure("a mail, in: committed and read", alone * 1000, most=1000 / 160, base=base * 1000),
        Figure("the same beside all that follows from it", whole * 1000, base=base * 1000),
    ]


async def by_mailroom(url: str, mails: int) -> float:
    """Seconds a mail, of a process that delivers nothing to Slack or the mail server."""
    await a_customer(url)
    listen = f"127.0.0.1:{free_port()}"
    told = {
        "OWONA_DATABASE_URL": url,
        "OWONA_AGENTS": "anna@owona.de",
        "OWONA_SECRET": SECRET,
        "OWONA_SLACK__BOT_TOKEN": "xoxb-nobody",
        "OWONA_SLACK__APP_TOKEN": "xapp-nobody",
        "OWONA_SLACK__PACE": "0",
        "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
        "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
        "OWONA_MAIL__ADDRESS": DESK,
        "OWONA_MAIL__SYSTEM_USER": SYSTEM_USER,
        "OWONA_MAIL__LISTEN": f"smtp://{listen}",
        "OWONA_MAIL__PER_HOUR": "0",
    }
    async with a_process("mailroom", **told):
        return await a_flood(url, listen, mails)


async def by_bot(url: str, mails: int) -> float:
    """Seconds a mail, of the whole bot beside a Slack and a mail server that limit no rate."""
    with TemporaryDirectory() as folder:
        log = Path(folder, "bot.log")
        async with a_stage(url, log, "--pace", "0", OWONA_SLACK__PACE="0", OWONA_SECRET=SECRET) as stage:
            await stage.site.sign_up(SYSTEM_USER, "System")
            return await a_flood(url, stage.settings["OWONA_MAIL__LISTEN"].removeprefix("smtp://"), mails)


async def a_flood(url: str, listen: str, mails: int) -> float:
    """Each customer opens a ticket; then half of the mails answer one, half open more. Seconds a mail of those."""
    async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
        names = [f"customer{n}@example.com" for n in range(CUSTOMERS)]
        await all_read(pool, listen, [a_mail(n, name, DESK) for n, name in enumerate(names)])
        addresses = {row["requester_address"]: address_of(row) for row in await pool.fetch(TICKETS)}
        flood = [
            a_mail(n, name, addresses[name]) if n % 2 else a_mail(n, f"stranger{n}@example.org", DESK)
            for n, name in zip(range(CUSTOMERS, CUSTOMERS + mails), cycle(names), strict=False)
        ]
        began = time.perf_counter()
        await all_read(pool, listen, flood)
        took = time.perf_counter() - began
        told = {row["verdict"]: row["n"] for row in await pool.fetch(VERDICTS)}
    if told != {"new": CUSTOMERS + mails - mails // 2, "reply": mails // 2}:
        raise RuntimeError(f"mails went elsewhere: {told}")
    return took / mails


async def all_read(pool: asyncpg.Pool, listen: str, mails: Sequence[Posted]) -> None:
    """Sent over CONNECTIONS at once, each with its next mail after the last one's 250; then all have a verdict."""
    before, left = await pool.fetchval(READ), iter(mails)
    await asyncio.gather(*(sent(listen, left) for _ in range(CONNECTIONS)))

    async def there() -> bool:
        await asyncio.sleep(0.02)
        return bool(await pool.fetchval(READ) == before + len(mails))

    await until(there, f"{len(mails)} mails are read", 300)


async def sent(listen: str, mails: Iterator[Posted]) -> None:
    """Over one connection, until none is left."""
    host, _, port = listen.rpartition(":")
    async with aiosmtplib.SMTP(hostname=host, port=int(port), start_tls=False) as smtp:
        for mail in mails:
            await smtp.sendmail(mail.sender, [mail.recipient], mail.raw)


def a_mail(n: int, sender: str, recipient: str) -> Posted:
    """One of the corpus, from somebody else and under an id of its own."""
    body = OLD_HEAD.sub(b"", corpus.raw(ORDINARY[n % len(ORDINARY)]))
    head = f"From: {sender}\r\nTo: {recipient}\r\nMessage-ID: <{n}@benchmarks.example>\r\n"
    return Posted(sender, recipient, head.encode() + body)


def address_of(row: asyncpg.Record) -> str:
    """Where the customer's answers go."""
    keys = keys_of(SECRET)
    return reply_address(DESK, row["number"], row["requester_address"], row["salt"], keys)


async def by_hand(url: str, mails: int) -> float:
    """Seconds for all: the stdlib's parser and one committed row each, as many at once as there are connections."""
    async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        await pool.execute("create table if not exists bare (id text, subject text, sender text, body text, raw bytea)")
        left = iter([a_mail(n, f"stranger{n}@example.org", DESK) for n in range(mails)])
        began = time.perf_counter()
        await asyncio.gather(*(kept(pool, left) for _ in range(CONNECTIONS)))
        return time.perf_counter() - began


async def kept(pool: asyncpg.Pool, mails: Iterator[Posted]) -> None:
    """Until none is left."""
    for mail in mails:
        read = message_from_bytes(mail.raw, policy=default)
        body = read.get_body(("plain", "html"))
        values = (read["Message-ID"], read["Subject"], read["From"], body.get_content() if body else "", mail.raw)
        await pool.execute("insert into bare values ($1, $2, $3, $4, $5)", *values)
