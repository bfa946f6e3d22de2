"""Mail out: a letter by the postman beside the barest client, both over one connection to the same server; and in."""

import time

import aiosmtplib

from benchmarks import mail_in
from benchmarks.figures import Figure
from benchmarks.house import a_process
from owona_bot.database.embedded import Server
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.playground.stage import free_port

LETTERS, QUICK = 400, 60
ROUNDS = 8
SENDER, RECIPIENT = "support@owona.de", "lena@example.com"
LINE = b"Das ist eine Zeile eines Briefs, wie sie viele hat.\r\n"
LETTER = b"Subject: Hallo\r\nMIME-Version: 1.0\r\n\r\n" + LINE * 160


async def measure(server: Server, quick: bool) -> list[Figure]:
    """Both ways."""
    return [*await mail_in.measure(server, quick), *await measure_out(quick)]


async def measure_out(quick: bool) -> list[Figure]:
    """In turns, so that whatever else the machine does falls on both."""
    letters, port = QUICK if quick else LETTERS, free_port()
    ours, bare = 0.0, 0.0
    async with a_process("sink", MAIL_PORT=str(port)):
        for _round in range(ROUNDS):
            ours += await by_postman(port, letters)
            bare += await by_hand(port, letters)
    each, base = ours / (ROUNDS * letters) * 1000, bare / (ROUNDS * letters) * 1000
    print(f"  {1000 / each:,.0f} letters/s by the postman; {1000 / base:,.0f}/s by the barest client")
    return [Figure(f"a letter of {len(LETTER) // 1024} kB, out", each, base=base, ratio=1.25)]


async def by_postman(port: int, letters: int) -> float:
    """Seconds."""
    async with postman_for(server_of(f"smtp://127.0.0.1:{port}"), "owona.de") as postman:
        await postman.send(SENDER, RECIPIENT, LETTER)
        began = time.perf_counter()
        for _ in range(letters):
            await postman.send(SENDER, RECIPIENT, LETTER)
        return time.perf_counter() - began


async def by_hand(port: int, letters: int) -> float:
    """The same with nothing around the library."""
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as smtp:
        await smtp.sendmail(SENDER, [RECIPIENT], LETTER)
        began = time.perf_counter()
        for _ in range(letters):
            await smtp.sendmail(SENDER, [RECIPIENT], LETTER)
        return time.perf_counter() - began
