"""A mail may kill its reader; the bot reads on."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from owona_bot.domain.errors import OperatorError
from owona_bot.domain.mail import InboundMail, Unreadable
from owona_bot.mail import reading
from owona_bot.mail.facts import Garbled, describe, mail_of
from owona_bot.mail.inbound import read_mail
from owona_bot.mail.reading import Reader, read_apart, reading_room
from tests.mail import corpus

MB = 1024 * 1024
SMALL = b"From: a@example.com\nSubject: small\n\nHi"

CHILDREN = {
    "dies": "import os; os._exit(3)",
    "hangs": "import time; time.sleep(60)",
    "babbles": "say(4, b'nope')",
    "lies": "say(2, b'{}')",
    "floods": "say(2**60, b'')",
    "boasts": 'say(38, b\'{"attachments":[{"size":99999999999}]}\')',
}
PROGRAM = """
import struct, sys
def say(length, text):
    sys.stdout.buffer.write(struct.pack('>Q', length) + text)
    sys.stdout.flush()
sys.stdin.buffer.read(12)
{deed}
sys.stdin.buffer.read()
"""


async def ill_reader(deed: str, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Its first child does what it should not as soon as a mail arrives; the next one is sound."""
    start = reading._start

    async def once(memory: int) -> asyncio.subprocess.Process:
        monkeypatch.setattr(reading, "_start", start)
        return await child_of(PROGRAM.format(deed=CHILDREN[deed]))

    reader = Reader(3 if deed == "hangs" else 60, reading.MEMORY)
    reader._child = await once(0)
    return reader


async def child_of(program: str) -> asyncio.subprocess.Process:
    """As `reading` starts its own, but another program; it has nothing to say on stderr."""
    pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe, stderr=null)


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("dies", "crash"),
        ("hangs", "time"),
        ("babbles", "crash"),
        ("lies", "crash"),
        ("floods", "crash"),
        ("boasts", "crash"),
    ],
)
async def test_after_a_child_that_misbehaves_the_next_mail_is_read(
    deed: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await ill_reader(deed, monkeypatch)
    try:
        first = await reader.read(SMALL)
        assert isinstance(first, Unreadable)
        assert first.reason == reason
        assert await reader.read(SMALL) == read_mail(SMALL)
    finally:
        await reader.close()


async def test_the_corpus_reads_the_same_apart() -> None:
    async with reading_room() as room:
        mails = [corpus.raw(name) for name in corpus.NAMES]
        assert await asyncio.gather(*map(room.read_apart, mails)) == [read_mail(raw) for raw in mails]


async def test_more_memory_than_allowed_is_a_verdict_and_the_reader_lives() -> None:
    reader = Reader(10, 160 * MB)
    try:
        big = await reader.read(b"From: a@example.com\n\n" + b"x" * (150 * MB))
        assert isinstance(big, Unreadable)
        assert big.reason == "memory"
        assert isinstance(await reader.read(SMALL), InboundMail)
    finally:
        await reader.close()


async def test_a_child_does_not_see_the_bots_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWONA_SECRET", "hush")
    reader = Reader(10, reading.MEMORY)
    try:
        await reader.read(SMALL)
        environment = environment_of(reader)
        assert b"PATH=" in environment
        assert b"OWONA_SECRET" not in environment
    finally:
        await reader.close()


async def test_a_child_is_replaced_after_its_share_of_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAILS", 3)
    reader = Reader(10, reading.MEMORY)
    try:
        pids = set()
        for _ in range(6):
            await reader.read(SMALL)
            pids.add(pid_of(reader))
        assert len(pids) == 2
    finally:
        await reader.close()


async def test_a_child_that_does_not_start_is_not_the_mails_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(memory: int) -> asyncio.subprocess.Process:
        return await child_of("raise SystemExit(3)")

    monkeypatch.setattr(reading, "_start", broken)
    with pytest.raises(OperatorError, match=r"does not start.* exit code"):
        await read_apart(SMALL)


async def test_a_cancelled_reading_leaves_no_half_read_child() -> None:
    async with reading_room(workers=1) as room:
        await room.read_apart(SMALL)
        task = asyncio.create_task(room.read_apart(b"From: a@example.com\n\n" + b"x" * (20 * MB)))
        await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await room.read_apart(SMALL) == read_mail(SMALL)


async def test_a_big_mail_costs_the_bot_little_memory_and_no_pause(tmp_path: Path) -> None:
    """In a process of its own, for this one's peak is long past."""
    program = Path(__file__).with_name("corpus") / "big_mail.py"
    child = await asyncio.create_subprocess_exec(sys.executable, str(program), stdout=asyncio.subprocess.PIPE)
    out, _ = await child.communicate()
    measured = json.loads(out)
    assert measured["attachment"] == 18 * MB
    assert measured["peak"] < 60 * MB
    assert measured["lag"] < 0.25  # 0.01 here; machines differ


async def test_one_mail_is_read_in_a_child_of_its_own() -> None:
    async with asyncio.timeout(60):
        assert await read_apart(SMALL, seconds=600) == read_mail(SMALL)


@pytest.mark.parametrize("key", ["subject", "sender", "to", "date", "kind", "bounces", "attachments", "faults"])
def test_facts_of_a_wrong_shape_are_refused(key: str) -> None:
    facts = json.loads(json.dumps(describe(read_mail(SMALL))))
    with pytest.raises(Garbled):
        mail_of({**facts, key: 7}, [])
    del facts[key]
    with pytest.raises(Garbled):
        mail_of(facts, [])


def pid_of(reader: Reader) -> int:
    """Of the child that it has now."""
    assert reader._child is not None
    return reader._child.pid


def environment_of(reader: Reader) -> bytes:
    """As the kernel keeps it: NAME=value, separated by NUL."""
    return Path(f"/proc/{pid_of(reader)}/environ").read_bytes()
