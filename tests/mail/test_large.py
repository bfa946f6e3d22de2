"""The largest mails: taken, filed and shown without lying whole in the bot's memory, or refused in words."""

import base64
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiosmtplib
import pytest

from owona_bot.mail.receiver import SIZE
from owona_bot.playground.freeze import children
from owona_bot.playground.mailbox import write_mail
from owona_bot.playground.stage import DESK, Stage, until
from tests.handlers.desk import Scene, a_quick_stage

pytestmark = pytest.mark.database

MB = 1024 * 1024

MOST = 60 * MB
"""Above what the bot holds at rest."""

KAI = "kai@example.org"

IN_LOG = "select count(*)::integer from owona_bot.mail_log where direction = 'in'"

HOW_IT_ENDED = "select verdict || ' ' || faults::text from owona_bot.mail_log order by id desc limit 1"

HEAD = """\
From: {sender}
To: {desk}
Subject: {name}
Message-ID: <{name}@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

See the file.
--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: {encoding}
Content-Disposition: attachment; filename={name}.bin

"""


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """With a bot that has read a mail already: its readers are there."""
    async with a_quick_stage(database_url, tmp_path / "bot.log", OWONA_LEASE_SECONDS="30") as stage:
        scene = Scene(stage)
        await scene.system_user()
        await send(stage, a_mail("small", b"small"))
        await shown(scene, "small.bin")
        yield scene


def a_mail(name: str, content: bytes, encoding: str = "base64") -> bytes:
    head = HEAD.format(sender=KAI, desk=DESK, name=name, encoding=encoding).replace("\n", "\r\n").encode()
    body = base64.encodebytes(content).replace(b"\n", b"\r\n") if encoding == "base64" else content + b"\r\n"
    return head + body + b"--b--\r\n"


async def send(stage: Stage, mail: bytes) -> str:
    return await write_mail(stage.settings["OWONA_MAIL__LISTEN"].removeprefix("smtp://"), KAI, [DESK], mail)


async def hand_in(smtp: aiosmtplib.SMTP, mail: bytes, options: list[str]) -> None:
    await smtp.mail(KAI, options=options)
    await smtp.rcpt(DESK)
    await smtp.data(mail)


async def shown(scene: Scene, name: str) -> bytes:
    """The file of that name, once it stands in a thread."""

    async def there() -> str | None:
        files = await scene.slack.files()
        return next((str(file["id"]) for file in files if file["name"] == name and file["stage"] == "complete"), None)

    return await scene.slack.content(await until(there, f"{name} is in the thread", 240))


def forget_peak(pid: int) -> int:
    """Bytes that the process holds now; its peak counts from here."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return memory(pid, "VmRSS")


def memory(pid: int, name: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(name))


async def test_a_mail_of_25_megabytes_costs_less_than_60(desk: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    bot, content = desk.stage.bots[0].pid, os.urandom(25 * MB)
    before = forget_peak(bot)
    assert await send(desk.stage, a_mail("large", content)) == "2.0.0 OK"
    received = memory(bot, "VmHWM") - before
    assert await shown(desk, "large.bin") == content
    cost = memory(bot, "VmHWM") - before
    with capsys.disabled():
        print(f"\n{received / MB:.0f} MB to receive, {cost / MB:.0f} MB until in the thread", end=" ")  # noqa: T201 - the figure of docs/decisions/0009
    assert cost < MOST


async def test_a_file_of_more_than_25_megabytes_is_shown_as_well(desk: Scene) -> None:
    content = os.urandom(33 * MB).replace(b"\n", b"x").replace(b"\r", b"y")
    content = b"\r\n".join(content[at : at + 900] for at in range(0, len(content), 900))
    await send(desk.stage, a_mail("larger", content, "8bit"))
    assert await shown(desk, "larger.bin") == content


@pytest.mark.parametrize("told", [True, False])
async def test_more_than_the_limit_is_refused_at_once_and_for_good(desk: Scene, *, told: bool) -> None:
    host, _, port = desk.stage.settings["OWONA_MAIL__LISTEN"].removeprefix("smtp://").rpartition(":")
    mail = a_mail("most", b"x" * (SIZE * 3 // 4))
    async with aiosmtplib.SMTP(hostname=host, port=int(port), start_tls=False) as smtp:
        with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
            await hand_in(smtp, mail, [f"SIZE={len(mail)}"] if told else [])
        assert (refused.value.code, smtp.is_connected) == (552, True)
    assert await desk.fetchval(IN_LOG) == 1  # the small one


async def test_a_mail_that_hangs_its_reader_arrives_raw_and_flagged(desk: Scene) -> None:
    (reader,) = readers(desk.stage.bots[0].pid)
    os.kill(reader, signal.SIGSTOP)
    mail = a_mail("hangs", b"?")
    await send(desk.stage, mail)
    assert await shown(desk, "mail.eml") == f"Return-Path: <{KAI}>\r\n".encode() + mail
    assert await desk.stage.site.pool.fetchval(HOW_IT_ENDED) == 'unreadable ["time"]'
    await send(desk.stage, a_mail("next", b"!"))
    assert await shown(desk, "next.bin") == b"!"
    assert reader not in readers(desk.stage.bots[0].pid)


def readers(bot: int) -> list[int]:
    return [pid for pid in children(bot) if b"owona_bot.mail.reading" in Path(f"/proc/{pid}/cmdline").read_bytes()]
